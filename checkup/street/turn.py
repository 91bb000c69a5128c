"""One run at a time in a folder: two at once would seal what the other has just sealed."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".checkup.lock"
_TAKEN = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})


class TakenError(Exception):
    """Another run writes into this folder; the folder is the argument."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else's turn in ``folder`` until the end, or until this process is killed.

    The lock is the system's, on a hidden file that stays. Where the system has none for that
    disk, nothing is locked. Raises :class:`TakenError`, and OSError when the folder cannot be
    made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            if error.errno in _TAKEN:
                raise TakenError(folder) from error
        yield


def _lock(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        # of this process alone: workers that outlive it do not hold it
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
