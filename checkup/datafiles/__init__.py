"""Strict YAML → typed objects.

A data file is law, price or wording: a typing slip in it must never be skipped over. Unknown
key, duplicate key, wrong type and unknown word each raise :class:`DataFileError` with file,
line, path and, where one is near, what was probably meant.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from checkup.datafiles import kept
from checkup.datafiles.faults import DataFileError, Fault, Source, nearest
from checkup.datafiles.kept import data_dir, standards_dir

__all__ = [
    "DataFileError", "Fault", "Source", "convert", "data_dir", "load", "nearest", "read",
    "standards_dir",
]  # fmt: skip

T = TypeVar("T")


def read(file: Path, text: str | None = None) -> Source:
    """Parse one YAML file; syntax errors and duplicate keys raise :class:`DataFileError`."""
    try:
        content = file.read_text(encoding="utf-8-sig") if text is None else text
    except FileNotFoundError:
        raise DataFileError("not_found", file) from None
    except UnicodeDecodeError:
        raise DataFileError("encoding", file) from None
    except OSError:
        raise DataFileError("not_found", file) from None
    made_of = (content.encode("utf-8", "surrogatepass"), kept.code(_PARSING))
    known = kept.load(file, *made_of)
    if known is not None:
        # what we packed ourselves
        return Source(file, pickle.loads(known), partial(_lines, file, content))
    # yaml itself is only loaded where there is something to parse
    from checkup.datafiles.parsing import parsed

    data, lines = parsed(file, content)
    kept.save(file, pickle.dumps(data), *made_of)
    return Source(file, data, lambda: lines)


_PARSING = str(Path(__file__).with_name("parsing.py"))


def _lines(file: Path, content: str) -> Mapping[str, int]:
    from checkup.datafiles.parsing import parsed

    return parsed(file, content)[1]


def convert(source: Source, type_: type[T]) -> T:
    """The file's data as ``type_`` (a msgspec Struct that forbids unknown fields)."""
    try:
        return msgspec.convert(source.data, type_, strict=True)
    except msgspec.ValidationError as error:
        from checkup.datafiles.explaining import explained

        raise explained(str(error), source, type_) from None


def load(file: Path, type_: type[T]) -> T:
    """Read and convert one data file."""
    return convert(read(file), type_)
