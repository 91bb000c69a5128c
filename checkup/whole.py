"""A file is written whole or not at all: beside its place first, and moved there when done."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_BESIDE = re.compile(r"\..+\.\d+\.tmp")


@contextmanager
def replacing(file: Path, settled: bool = True) -> Iterator[Path]:
    """A name to write under; what stands there in the end takes the place of ``file``.

    The folder is made. ``settled``: on the disk first, not only on its way there. Raises OSError;
    after that, as after any other error, ``file`` is what it was and nothing is left beside it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    name = beside(file)
    try:
        yield name
        if settled:
            settle(name)
        os.replace(name, file)
    finally:
        with suppress(OSError):
            name.unlink(missing_ok=True)


def write(file: Path, content: Iterable[bytes], settled: bool = True) -> None:
    """One file from its pieces, as :func:`replacing` promises."""
    with replacing(file, settled) as name, name.open("wb") as stream:
        stream.writelines(content)


def beside(file: Path) -> Path:
    """The hidden name next to a file under which this process writes it."""
    return file.with_name(f".{file.name}.{os.getpid()}.tmp")


def drop_left(*folders: Path) -> None:
    """What runs that were killed left half written goes away. Only where nobody else writes."""
    for folder in folders:
        for each in folder.glob(".*.tmp"):
            if _BESIDE.fullmatch(each.name):
                with suppress(OSError):
                    each.unlink(missing_ok=True)


def settle(file: Path) -> None:
    """Bytes on the disk, not only on their way there."""
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())
