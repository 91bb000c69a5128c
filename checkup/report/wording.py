"""Every sentence a user reads, by key, from ``templates/wording/zh.yaml``.

A sentence is whole and has named slots; code never glues sentences together. A missing key or
slot is a bug of ours and raises; ``tests/test_wording.py`` finds both, and unused keys too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from checkup import datafiles


class Wording:
    """Sentences by dotted key."""

    def __init__(self, source: datafiles.Source) -> None:
        self._tree = source.data
        self._flat: dict[str, str] = {}
        self._flatten(source, source.data, "")

    def _flatten(self, source: datafiles.Source, tree: Any, path: str) -> None:
        for key, value in tree.items():
            here = f"{path}.{key}" if path else str(key)
            if isinstance(value, dict):
                self._flatten(source, value, here)
            elif isinstance(value, str):
                self._flat[here] = value
            else:
                raise source.fault("wrong_type", here, expected="str", found=type(value).__name__)

    def __call__(self, key: str, **slots: object) -> str:
        """The sentence of that key with its slots filled. KeyError when either is missing."""
        sentence = self._flat[key]
        return sentence.format_map(slots) if slots or "{" in sentence else sentence

    def unfilled(self, key: str) -> str:
        """The sentence of that key for a list of sentences: … where a slot is."""
        return re.sub(r"\{[^{}]*\}", "…", self._flat[key])

    def __contains__(self, key: str) -> bool:
        return key in self._flat

    def table(self, path: str) -> Mapping[str, Any]:
        """A branch of the file, e.g. all ``status`` words."""
        branch = self._tree
        for step in path.split("."):
            branch = branch[step]
        return branch  # type: ignore[no-any-return]

    def keys(self) -> list[str]:
        """All keys, in the order of the file."""
        return list(self._flat)


@cache
def load(file: Path | None = None) -> Wording:
    """The wording file; raises :class:`checkup.datafiles.DataFileError` when it is broken."""
    return Wording(datafiles.read(file or datafiles.data_dir("templates") / "wording" / "zh.yaml"))
