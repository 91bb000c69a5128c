"""Values by key, held as bytes: a street of thousands is more than a process should hold as
objects."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, MutableMapping
from functools import lru_cache
from typing import TypeVar

import msgspec

T = TypeVar("T")
_RECENT = 64
"""How many are at hand as objects: those around the community at work."""


class Packed(MutableMapping[str, T]):
    """A mapping like any other whose values are unpacked when they are asked for.

    ``type_``: what msgspec makes of the bytes. An object got from here is a copy: to change a
    value is to set it.
    """

    def __init__(self, type_: type[T]) -> None:
        self._packed: dict[str, bytes] = {}
        self._decoder = msgspec.msgpack.Decoder(type_)
        self._at = lru_cache(_RECENT)(self._unpacked)

    def __getitem__(self, key: str) -> T:
        return self._at(key)

    def __setitem__(self, key: str, value: T) -> None:
        if key in self._packed:
            self._at.cache_clear()
        self._packed[key] = zlib.compress(msgspec.msgpack.encode(value), 1)

    def __delitem__(self, key: str) -> None:
        del self._packed[key]
        self._at.cache_clear()

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def _unpacked(self, key: str) -> T:
        return self._decoder.decode(zlib.decompress(self._packed[key]))
