"""A sheet per estate in a ledger without 小区清单: the sheets' names are the estates.

Taken only where it is evident: two sheets or more with the same table and names that end as
names of estates do, and are no kind of facility. Each such table is named by a notice.
"""

from __future__ import annotations

from collections.abc import Iterable

from checkup.intake.ledger import Table
from checkup.vocabulary import Vocabulary, fold

_LEAST = 2
"""One sheet may be called anything; two of one shape are a habit [judgement]."""


def names(tables: Iterable[Table], vocabulary: Vocabulary) -> dict[str, str]:
    """Folded name → name of the estates that the sheets of a ledger are named after."""
    shapes: dict[frozenset[str], dict[str, str]] = {}
    for table in tables:
        if table.sheet.id != "facilities" or "estate" in table.columns or not table.titles:
            continue
        name = _estate(table.titles[-1], vocabulary)
        if name is not None:
            shapes.setdefault(frozenset(table.columns), {})[fold(name)] = name
    return {
        folded: name
        for found in shapes.values()
        if len(found) >= _LEAST
        for folded, name in found.items()
    }


def _estate(sheet: str, vocabulary: Vocabulary) -> str | None:
    """The estate in a sheet's name, or None: 柳树湾小区设施台账 is 柳树湾小区."""
    name = sheet.strip()
    endings = sorted(vocabulary.estate_sheet, key=len, reverse=True)
    while (cut := next((name.removesuffix(word) for word in endings
                        if word not in vocabulary.estate_endings
                        and name.endswith(word) and name != word), None)):  # fmt: skip
        name = cut
    folded = fold(name)
    if not folded.endswith(vocabulary.estate_endings) or folded in vocabulary.estate_endings:
        return None
    kinds = vocabulary.kind_by_word
    return None if any(word in folded or folded in word for word in kinds) else name
