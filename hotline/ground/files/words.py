"""Words of files: a stored file as others see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file."""

    id: int
    name: str
    media_type: str
    size: int
    path: str

    @property
    def is_picture(self) -> bool:
        """Whether a browser can show it in the page."""
        return self.media_type.startswith("image/")
