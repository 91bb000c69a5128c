"""What was asked of residents, and one code per answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

QuestionKind = Literal[
    "satisfaction", "need", "group", "age", "sex", "estate", "household", "vehicle",
    "screening", "overall", "open", "unmapped", "importance", "use",
    "consent", "guardian", "attention",
]  # fmt: skip
"""``guardian`` asks a child's guardian for consent; ``attention`` has one right answer."""

Meaning = Literal[
    "satisfied", "neutral", "dissatisfied", "unsure",
    "need_met", "need_unmet", "no_need",
    "resident", "office", "merchant", "outside",
    "aged_60", "elder_at_home", "child_0_3", "child_3_6", "disabled", "vehicle", "none",
    "under_14", "consented", "attention_passed",
]  # fmt: skip
"""What an option says, whatever its words: formulas look at this, never at a label."""

BLANK = -1
SKIPPED = -2
"""Codes beside option positions: shown but not answered; hidden by the questionnaire's logic."""


class Question(Struct, frozen=True, kw_only=True):
    """One closed or open question and the answers to it, one code per kept row.

    ``codes[i]`` is the position of the chosen option in ``options`` (a bit mask of positions
    when ``multiple``), or BLANK or SKIPPED. Open answers keep no text: code 0 = answered.
    """

    id: str
    kind: QuestionKind
    number: str | None
    title: str
    item: str | None
    options: tuple[str, ...]
    multiple: bool
    codes: list[int]
    sources: tuple[str, ...]
    means: tuple[Meaning | None, ...] = ()
    """What each option says, as long as ``options``."""
    scores: tuple[float | None, ...] = ()
    """Each option's place on 0–100, read from its label; None is outside the satisfaction base."""
    service: str | None = None
    """The service of the item that is asked about, by the name people know it by."""
    matrix: str = ""
    """What the rows of one matrix have in common; empty for a question of its own (Q8)."""
    reverse: bool = False
    """Worded the other way round: agreeing is bad news."""
    needs: list[int] = []
    """Open questions: per row the needs its words name, as a bit mask of positions in
    ``surveys/needs.yaml``; -1 where they wait for a person. Empty for closed questions."""
    sensitive: bool = False
    """Health, disability, minors: of a few people nobody and everybody are not told (§1.11)."""
    limit: int | None = None
    """How many options might be chosen, where the questionnaire sets a limit."""


class Clause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of this kind (and item) is answered, chose one of ``any`` and none of ``none``.

    A question whose options say nothing of these meanings cannot tell, and the clause fails.
    """

    kind: QuestionKind
    item: str | None = None
    any: tuple[Meaning, ...] = ()
    none: tuple[Meaning, ...] = ()
    stands: bool = False
    """This answer is plain and is kept: the other one is the slip."""


class Contradiction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answers that cannot all be true of one person (Q9): every clause holds."""

    id: str
    answers: tuple[Clause, ...]


class SurveyArea(Struct, frozen=True, kw_only=True):
    """A questionnaire asked within a radius: its answers count in each of these communities.

    ``survey`` is the file's name, ``metres`` the radius along a straight line.
    """

    survey: str
    metres: float
    communities: tuple[str, ...]


class Answers(Struct, frozen=True, kw_only=True):
    """All questionnaires of a community, merged. Nothing in it identifies a person."""

    received: int
    """Rows read as respondents, before any is excluded (回收)."""
    questions: tuple[Question, ...]
    seconds: list[float | None]
    """Time used per row."""
    channels: list[str]
    copies: list[bool]
    """True where the row is an exact copy of an earlier one, submit time included (Q1)."""
    merged_label: str = ""
    """The question bank's word for options shown together because few people chose them."""
    persons: list[tuple[bytes, ...]] = []
    """Per row, keyed hashes of what tells a person or device apart; only for the run (Q4)."""
    self_filled: list[bool | None] = []
    """Per row: on one's own phone, possibly typed by somebody else, or unknown."""
    submitted: list[datetime | None] = []
    addresses: list[bytes | None] = []
    """Per row, keyed hash of its IP address; only for the run (Q5, Q10)."""
    interviewers: list[bytes | None] = []
    """Per row, keyed hash of who filled it in for somebody else (Q10)."""
    paper: list[bool] = []
    """Per row: typed from paper, so times are those of the typing."""
    tests: list[bool] = []
    """Per row: called a test or a preview by its platform (Q0)."""
    odd_names: list[bool] = []
    """Per row: under a name that people type when they try a form out (Q0, a doubt)."""
    contradictions: tuple[Contradiction, ...] = ()
    areas: tuple[SurveyArea, ...] = ()
    """Questionnaires among them that other communities hear as well."""
