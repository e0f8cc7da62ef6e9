"""Where the house is not yet as it should be. These lists only shrink: never add a line, lower what you can."""

LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}
LONG_TEMPLATES: dict[str, int] = {}
WITHOUT_README: set[str] = set()
