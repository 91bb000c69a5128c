"""Answers as arrays: the codes of each question, one per row, and the rows they tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkup.model import Answers, Meaning, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]
    Codes = NDArray[np.int64]

NO_CONTENT = frozenset({"open", "consent", "guardian", "attention"})
"""Kinds that say nothing of the community: outside completeness and outside comparisons."""


def codes_of(question: Question) -> Codes:
    """The question's codes as an array, one per row."""
    import numpy as np

    return np.asarray(question.codes, dtype=np.int64)


def chose(question: Question, codes: Codes, meanings: frozenset[Meaning]) -> Rows:
    """Rows that chose an option with one of these meanings."""
    import numpy as np

    places = [at for at, meaning in enumerate(question.means) if meaning in meanings]
    if question.multiple:
        mask = sum(1 << at for at in places)
        return np.asarray((codes >= 0) & ((codes & mask) != 0))
    return np.isin(codes, places)


def marked(marks: Sequence[bool], answers: Answers) -> Rows:
    """One flag per row; none where the answers carry no such mark."""
    import numpy as np

    return np.array(marks, dtype=bool) if marks else np.zeros(answers.received, dtype=bool)
