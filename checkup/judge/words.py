"""Words a standard or overlay borrows from the ledger: they must exist there.

A facility kind that nobody can enter would leave its rule unknown for ever and say nothing, so
a slip in it is a broken data file like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from checkup import datafiles, vocabulary

_KINDS = ("of", "kinds", "higher_level")
_FIELDS = ("profile", "only_if")


def check(source: datafiles.Source) -> None:
    """Every facility kind, profile field, estate column and its words in the file exist.

    Raises :class:`datafiles.DataFileError` (``reference``) at the first that does not, with
    the nearest word that does. To be called on a file that already has the right shape.
    """
    known = vocabulary.load()
    columns = {column.id: column for column in known.sheets["estates"].columns}
    for path, node in _mappings(source.data, ""):
        for key in _KINDS:
            for index, word in enumerate(node.get(key, ())):
                _must_be(source, f"{path}.{key}[{index}]", word, known.kinds)
        for key in _FIELDS:
            if node.get(key) is not None:
                _must_be(source, f"{path}.{key}", node[key], known.profile)
        if node.get("kind") == "estates":
            _must_be(source, f"{path}.column", node["column"], columns)
            choices = known.words.get(columns[node["column"]].words or "", {})
            for index, word in enumerate(node["words"]):
                _must_be(source, f"{path}.words[{index}]", word, choices)


def _mappings(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of the file with its key path, from the top."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from _mappings(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _mappings(value, f"{path}[{index}]")


def _must_be(source: datafiles.Source, path: str, word: str, words: Collection[str]) -> None:
    if word not in words:
        raise source.fault(
            "reference", path, found=word, suggestion=datafiles.nearest(word, list(words))
        )
