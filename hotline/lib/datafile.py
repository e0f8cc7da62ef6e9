"""Reads the YAML files the platform is seeded from, with errors a person can act on."""

from pathlib import Path
from typing import Any

import yaml

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster where it is built in


class DataFileError(Exception):
    """A data file is missing or cannot be read."""


def read_yaml(path: Path) -> Any:
    """The content of one YAML file.

    :raises DataFileError: naming the file, and the line where the text is broken.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    except FileNotFoundError:
        raise DataFileError(f"Data file {path} is missing.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataFileError(f"Data file {path} cannot be read: {error}") from error


def words(value: object) -> tuple[str, ...]:
    """A list, or words divided by spaces, as a tuple: data files may use either."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    raise DataFileError(f"Expected a list or words divided by spaces, found {value!r}.")
