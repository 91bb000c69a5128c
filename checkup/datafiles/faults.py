"""What can be wrong with a data file, and where in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

Fault = str
"""``syntax`` · ``tab`` · ``encoding`` · ``duplicate_key`` · ``unknown_key`` · ``unknown_word`` ·
``wrong_type`` · ``out_of_range`` · ``missing_key`` · ``reference`` (something named that does not
exist) · ``not_found`` · ``street_key`` (a community's setting in a street's file)."""


class DataFileError(Exception):
    """A broken data file: fault, file, line (from 1), key path, what was found and meant.

    The sentence a user reads is made from these by the wording file (``datafile.<fault>``);
    ``str()`` is the bare form, for when the wording file itself is the broken one.
    """

    def __init__(
        self,
        fault: Fault,
        file: Path,
        line: int | None = None,
        path: str = "",
        found: str = "",
        expected: str = "",
        suggestion: str = "",
    ) -> None:
        self.fault = fault
        self.file = file
        self.line = line
        self.path = path
        self.found = found
        self.expected = expected
        self.suggestion = suggestion
        where = f"{file.name}:{line}" if line else file.name
        super().__init__(f"{where} {path} {fault}: {found} {expected} {suggestion}".strip())


class Source:
    """Plain data of one YAML file, with the line each key path stands on.

    ``lines`` is asked only when something is wrong.
    """

    def __init__(
        self, file: Path, data: Any, lines: Callable[[], Mapping[str, int]] = dict
    ) -> None:
        self.file = file
        self.data = data
        self._lines = lines

    def holding(self, data: Any) -> Source:
        """The same file with other data made of its own."""
        return Source(self.file, data, self._lines)

    def line(self, path: str) -> int | None:
        """The line of a key path such as ``items[0].rules[2].force``, or of its nearest parent."""
        lines = self._lines()
        while True:
            if path in lines:
                return lines[path]
            if not path:
                return None
            path = re.sub(r"(\.[^.\[\]]+|\[\d+\]|^[^.\[\]]+)$", "", path)

    def fault(self, fault: Fault, path: str, **what: str) -> DataFileError:
        """An error at a key path of this file."""
        return DataFileError(fault, self.file, self.line(path), path, **what)


def nearest(word: str, words: Iterator[str] | list[str]) -> str:
    """The allowed word most like this one, or an empty string when none is near."""
    import difflib

    close = difflib.get_close_matches(word, list(words), n=1, cutoff=0.55)
    return close[0] if close else ""
