"""Every sentence a user reads, by key, from ``templates/wording/zh.yaml``.

A sentence is whole and has named slots; code never glues sentences together. A missing key or
slot is a bug of ours and raises; ``tests/test_wording.py`` finds both, and unused keys too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from checkup import datafiles

_KEPT = (
    "comparison.file", "comparison.sheet.", "rounds.archive", "rounds.revised", "rounds.place.",
    "rounds.sheet", "rounds.revision_file",
    "forms.", "sorting.", "map.", "kit.", "cli.", "check.", "datafile.", "workbook.sheet.",
    "workbook.file", "workbook.footer", "workbook.header", "residents.file", "chart.folder",
    "chart.file.", "store.file",
)  # fmt: skip
"""Names of files and sheets, and forms that are read back: the program finds them by these."""
_Slot = tuple[str, str, str | None]


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

    def overlaid(self, own: datafiles.Source) -> Wording:
        """This wording with a user's own sentences in place of ours, key by key.

        Raises :class:`checkup.datafiles.DataFileError` for a key we do not have, a sentence that
        names a file or is read back from one, and a slot that is not one of the sentence's own.
        """
        if not isinstance(own.data, dict):
            raise own.fault("wrong_type", "", expected="object")
        told = Wording(own)
        for key, sentence in told._flat.items():
            if key not in self:
                near = datafiles.nearest(key, self.keys())
                raise own.fault("unknown_key", key, found=key, suggestion=near)
            if key.startswith(_KEPT):
                raise own.fault("fixed_words", key, found=key)
            slots = _slots(self._flat[key]) or set()
            plain = {(name, "", None) for name, _, _ in slots}
            asked = _slots(sentence)
            if asked is None or not asked <= slots | plain:
                names = "、".join(f"{{{name}}}" for name in sorted({name for name, _, _ in slots}))
                fault = "unknown_slot" if names else "no_slots"
                raise own.fault(fault, key, expected=names)
        whole = Wording(own.holding({}))
        whole._tree = _merged(self._tree, told._tree)
        whole._flat = {**self._flat, **told._flat}
        return whole

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


def _slots(sentence: str) -> set[_Slot] | None:
    """Name, format and conversion of every slot; None when the braces do not pair."""
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        return None
    return {(name, form or "", how) for _, name, form, how in parts if name is not None}


def _merged(ours: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """``ours`` with the leaves of ``own``, which has no key of another kind."""
    return {
        key: _merged(value, own[key]) if isinstance(value, dict) and key in own
        else own.get(key, value)
        for key, value in ours.items()
    }  # fmt: skip


@cache
def load(file: Path | None = None) -> Wording:
    """The wording file; raises :class:`checkup.datafiles.DataFileError` when it is broken."""
    return Wording(datafiles.read(file or datafiles.data_dir("templates") / "wording" / "zh.yaml"))
