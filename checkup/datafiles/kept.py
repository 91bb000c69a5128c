"""What was made of the program's own files is kept beside them, as Python keeps its modules.

Understanding the data files and compiling the templates would be a fifth of a run. What came of
one stands in ``__pycache__`` beside it, under the hash of everything it was made of, so that it
never has to be thrown away by hand. Where Python may not write, nothing is written, and
everything is made anew each time. Files of a user's own are never kept.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_MARK = hashlib.sha256().digest_size


def data_dir(name: str) -> Path:
    """The folder ``surveys`` or ``templates``: inside the installed package, else beside it."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def standards_dir() -> Path:
    """The folder of the standards that come with the program."""
    return _PACKAGE / "standards"


def load(file: Path, *made_of: bytes) -> bytes | None:
    """What was kept of one of our files when it was made of exactly this; None when nothing was."""
    place = _place(file)
    if place is None:
        return None
    try:
        content = place.read_bytes()
    except OSError:
        return None
    return content[_MARK:] if content[:_MARK] == _mark(made_of) else None


def save(file: Path, made: bytes, *made_of: bytes) -> None:
    """Keep what was made of one of our files; without a word when that cannot be."""
    place = _place(file)
    if place is None or sys.dont_write_bytecode:
        return
    beside = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(_mark(made_of) + made)
        os.replace(beside, place)
    with suppress(OSError):
        beside.unlink(missing_ok=True)


@cache
def code(module: str) -> bytes:
    """A module of ours as it is written: what it makes of a file changes with it."""
    return Path(module).read_bytes()


def _mark(made_of: tuple[bytes, ...]) -> bytes:
    told = hashlib.sha256()
    for part in made_of:
        told.update(len(part).to_bytes(8) + part)
    return told.digest()


def _place(file: Path) -> Path | None:
    """Where Python itself would keep a module of that name; None for a file that is not ours."""
    if sys.implementation.cache_tag is None or not any(map(file.is_relative_to, _ours())):
        return None
    return Path(cache_from_source(f"{file}.py")).with_suffix(".kept")


@cache
def _ours() -> tuple[Path, ...]:
    return _PACKAGE, data_dir("surveys"), data_dir("templates")
