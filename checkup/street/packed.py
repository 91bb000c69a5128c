"""Values by key, held in a temporary file: a street of thousands is more than a process should
hold."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator, MutableMapping
from functools import lru_cache
from typing import TypeVar

import msgspec

T = TypeVar("T")
_RECENT = 64
"""How many are at hand as objects: those around the community at work."""


class Packed(MutableMapping[str, T]):
    """A mapping like any other whose values are read when they are asked for.

    ``type_``: what msgspec makes of the bytes. An object got from here is a copy: to change a
    value is to set it. The file has no name and goes with the mapping. Raises OSError where
    temporary files find no room.
    """

    def __init__(self, type_: type[T]) -> None:
        self._places: dict[str, tuple[int, int]] = {}
        """Where a value begins in the file, and how long it is."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it goes with the mapping
        weakref.finalize(self, self._file.close)
        self._end = 0
        self._decoder = msgspec.msgpack.Decoder(type_)
        self._at = lru_cache(_RECENT)(self._read)

    def __getitem__(self, key: str) -> T:
        return self._at(key)

    def __setitem__(self, key: str, value: T) -> None:
        if key in self._places:
            self._at.cache_clear()
        content = msgspec.msgpack.encode(value)
        self._file.seek(self._end)
        self._file.write(content)
        self._places[key] = self._end, len(content)
        self._end += len(content)

    def __delitem__(self, key: str) -> None:
        del self._places[key]
        self._at.cache_clear()

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def _read(self, key: str) -> T:
        begin, length = self._places[key]
        self._file.seek(begin)
        return self._decoder.decode(self._file.read(length))
