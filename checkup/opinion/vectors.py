"""The closed answers of each row as one vector, so that rows are compared without looking twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Answers, QuestionKind
from checkup.opinion.codes import NO_CONTENT, codes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checkup.opinion.codes import Codes


class Vectors(Struct, frozen=True, kw_only=True):
    """``codes`` is rows × closed questions; ``keys`` are equal where all answers are.

    ``order`` is each row's place by time, then content: never by its place in a file (P-1.4).
    """

    kinds: tuple[QuestionKind, ...]
    codes: Codes
    answered: NDArray[np.int64]
    keys: list[bytes]
    order: list[int]


def of(answers: Answers) -> Vectors:
    """The vectors of all rows; consent, attention and open questions are not in them."""
    import numpy as np

    closed = [question for question in answers.questions if question.kind not in NO_CONTENT]
    codes = np.empty((answers.received, len(closed)), dtype=np.int64)
    for at, question in enumerate(closed):
        codes[:, at] = codes_of(question)
    keys = [row.tobytes() for row in codes]
    return Vectors(
        kinds=tuple(question.kind for question in closed),
        codes=codes,
        answered=(codes >= 0).sum(axis=1),
        keys=keys,
        order=_order(answers, keys),
    )


def _order(answers: Answers, keys: list[bytes]) -> list[int]:
    def standing(row: int) -> tuple[datetime, bytes, float, str, int]:
        when = answers.submitted[row] if answers.submitted else None
        seconds = answers.seconds[row]
        return (
            when or datetime.max, keys[row], -1.0 if seconds is None else seconds,
            answers.channels[row], row,
        )  # fmt: skip

    order = [0] * answers.received
    for place, row in enumerate(sorted(range(answers.received), key=standing)):
        order[row] = place
    return order
