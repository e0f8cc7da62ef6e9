"""Whether a file of facts is as it was written: there, of the size that was remembered, with its last bytes."""

from __future__ import annotations

import os
from pathlib import Path

MARK = b"PAR1"
"""What every Parquet file begins and ends with."""


def is_sound(path: Path, size: int | None) -> bool:
    """Whether a file is there whole.

    :param size: its bytes when it was written; where they are not known, its end tells.
    """
    try:
        if size is not None:
            return path.stat().st_size == size
        with path.open("rb") as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(max(length - len(MARK), 0))
            return length > 2 * len(MARK) and file.read() == MARK
    except FileNotFoundError:
        return False
