"""What residents say: estimates with bases, groups, weights, quadrants, needs."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from checkup.model.answers import QuestionKind, SurveyArea
from checkup.model.community import Voice
from checkup.model.facts import Confidence
from checkup.model.voice import Demand, Estimate, Quadrant, Satisfaction, Withheld


class OptionCount(Struct, frozen=True):
    label: str
    count: int


Variable = Literal["group", "age", "sex", "household", "vehicle", "estate"]
"""What divides the answers; each row of a survey has at most one value, except ``household``
and ``vehicle``, whose columns overlap."""


class Column(Struct, frozen=True, kw_only=True):
    """One question among the people of one group. ``options`` is empty where counts are hidden."""

    label: str
    n: int
    options: tuple[OptionCount, ...] = ()
    hidden: int = 0
    """How many cells of ``options`` stay away for being small, or to protect a small one."""
    top2: Estimate | None = None
    mean: Estimate | None = None


class Breakdown(Struct, frozen=True, kw_only=True):
    """One question by one variable, a column per group with a base that may be printed."""

    variable: Variable
    columns: tuple[Column, ...]


class Composition(Struct, frozen=True, kw_only=True):
    """A category's share of the sample before weighting, of the register, and after weighting."""

    variable: Variable
    label: str
    n: int
    sample: float
    target: float | None = None
    weighted: float | None = None


class ChannelRow(Struct, frozen=True, kw_only=True):
    """Valid answers that came in one way, by age; small cells are hidden (None).

    ``channel`` is ``online`` (on one's own), ``visit`` (typed by somebody else) or ``paper``.
    ``satisfied`` is residents' 满意率 overall, with a base of its own.
    """

    channel: str
    n: int
    ages: dict[str, int | None] = {}
    satisfied: Estimate | None = None


class ChannelDifference(Struct, frozen=True, kw_only=True):
    """Overall satisfaction of the two largest channels, second minus first, in shares.

    ``differs``: by 10 points or more, and Newcombe's interval leaves out 0 (method §1.2).
    """

    first: str
    second: str
    difference: float
    low: float
    high: float
    differs: bool


class Sensitivity(Struct, frozen=True, kw_only=True):
    """The headline on valid rows and on all but duplicates; ``differs`` by more than the
    half-width of the headline's interval (method §1.2)."""

    valid: Estimate | None
    all_rows: Estimate | None
    """None where the share, or what lies between the two, would tell of a few people (§1.11)."""
    differs: bool


class SamplePlan(Struct, frozen=True, kw_only=True):
    """How many answers are needed (method §1.5) and what change could be seen (§6.3).

    ``margin`` is a share, ``detectable`` in percentage points at 80 % power, at the n we have.
    """

    population: int
    margin: float
    needed: int
    needed_with_deff: int
    deff: float
    n: int
    detectable: float | None


class Quadrants(Struct, frozen=True, kw_only=True):
    """Lines of importance and performance, both 0–100, and the items' means beside them."""

    importance_line: float
    performance_line: float
    importance_mean: float
    performance_mean: float
    importance_fixed: bool
    asked: bool
    """Importance was asked; else the demand rate stands for it."""


class QuestionResult(Struct, frozen=True, kw_only=True):
    """One question's table. Open questions have no options and no text."""

    id: str
    sources: tuple[str, ...]
    number: str | None
    title: str
    kind: QuestionKind
    item: str | None
    service: str | None = None
    n: int | None
    """Base of ``options``; like every count here None where it is of a few people."""
    blank: int | None
    skipped: int | None
    options: tuple[OptionCount, ...]
    hidden: int = 0
    """How many cells of ``options`` stay away (method §1.11)."""
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    top2: float | None = None
    by_group: dict[str, int] = {}
    scored: int | None = None
    """Base of mean and top2 on a scale: answers without 不了解. ``n`` is the base of options."""
    satisfied: Estimate | None = None
    dissatisfied: Estimate | None = None
    satisfied_basic: Estimate | None = None
    """满意率 with 基本满意 counted in, where the scale has that label (method §0)."""
    weighted_mean: Estimate | None = None
    weighted_satisfied: Estimate | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    scale: dict[str, float] = {}
    """The labels that have a place on 0–100, of a scale; two rounds compare only on one scale."""
    several: bool = False
    """More than one option could be chosen: shares are of people and add up to more than 1."""
    limit: int | None = None
    """How many options might be chosen, where the questionnaire sets a limit (method §1.3)."""


class Weighting(Struct, frozen=True, kw_only=True):
    """Whether weights were used beside the unweighted figures, and why (a wording key).

    ``rounds`` of raking and the margins that still miss their target by more than a point.
    """

    used: bool
    n_eff: float
    deff: float
    why: str
    method: Literal["none", "post_stratification", "raking"] = "none"
    composition: tuple[Composition, ...] = ()
    overall: Satisfaction | None = None
    """Overall satisfaction with weights; ``Survey.overall`` is the unweighted headline."""
    missed: tuple[str, ...] = ()


class Survey(Struct, frozen=True, kw_only=True):
    """Counts of the questionnaire: received, valid, and why the rest was set aside."""

    received: int
    valid: int
    excluded: dict[str, int]
    flagged: dict[str, int]
    channels: dict[str, int]
    groups: dict[str, int]
    weighting: Weighting
    questions: tuple[QuestionResult, ...]
    overall: Satisfaction | None = None
    distributed: int | None = None
    """发放; None for an open link, which has no response rate."""
    population: int | None = None
    """N the sample is compared with (样本占比)."""
    response_rate: float | None = None
    """回收率 = received ÷ distributed; None for an open link, or when more came back."""
    valid_rate: float | None = None
    """有效率 = valid ÷ received."""
    sample_share: float | None = None
    """样本占比 = valid ÷ population."""
    by_channel: tuple[ChannelRow, ...] = ()
    channel_difference: ChannelDifference | None = None
    sensitivity: Sensitivity | None = None
    sample: SamplePlan | None = None
    confidence: Confidence | None = None
    """Of the headline, by n_eff (method §1.6)."""
    quadrants: Quadrants | None = None
    areas: tuple[SurveyArea, ...] = ()
    """Questionnaires asked within a radius: some of these answers are of other communities."""
    first_day: date | None = None
    last_day: date | None = None
    """The days of the first and the last valid answer, but for those typed from paper."""


class Opinion(Struct, frozen=True, kw_only=True):
    """Residents' voice per item; it never enters a score (P-2.11)."""

    survey: Survey
    satisfaction: dict[str, Satisfaction]
    demand: dict[str, Demand]
    prior: float | None = None
    """d₀ = Σx/Σn over the items (method §1.9): stands in for an item nobody answered."""
    said: Said | None = None
    importance: dict[str, float] = {}
    """Per item in a quadrant, 0–100."""
    quadrant: dict[str, Quadrant] = {}
    on_edge: tuple[str, ...] = ()
    """Items whose interval of 满意率 contains the performance line (边界)."""
    withheld: dict[str, tuple[Withheld, ...]] = {}
    """Figures that the run may use and nobody may print."""


class Said(Struct, frozen=True, kw_only=True):
    """Open answers of valid rows, counted. ``needs``, ``items``: residents who named it, each
    person once; counts below the smallest printed base are left out. ``by_group``: label of each
    other group → need → people. ``waiting``: residents whose words no rule sorts, None between 0
    and that base."""

    answered: int | None
    needs: dict[str, int]
    items: dict[str, int]
    by_group: dict[str, dict[str, int]]
    waiting: int | None


class VoiceCount(Struct, frozen=True, kw_only=True):
    """How much was said by way of one voice. ``records``: people who wrote an answer, rows of
    访谈与议事, tickets; ``waiting`` of them no rule sorts. None where a count may not leave."""

    voice: Voice
    records: int | None
    times: int | None
    waiting: int | None
    first: date | None = None
    last: date | None = None
    closed: int | None = None
    closable: int | None = None
    closed_share: float | None = None


class ItemVoices(Struct, frozen=True, kw_only=True):
    """One item over all its needs: a person or ticket that names two of them counts once."""

    item: str
    times: dict[str, int]
    per_thousand: float | None
    closed: int | None = None
    closable: int | None = None
    closed_share: float | None = None


class Voices(Struct, frozen=True, kw_only=True):
    """What is said outside of closed questions; beside the survey, in no rate of it."""

    counts: tuple[VoiceCount, ...]
    items: tuple[ItemVoices, ...]
    population: float | None


class Need(Struct, frozen=True, kw_only=True):
    """One line of 居民需求清单: how often something was brought up, by way of which voice.

    ``times`` counts mentions by voice (``open``, ``meeting``, ``hotline``, ``expert``); counts of
    respondents below the smallest printed base are left out, and so is their count ``by_group``.
    ``per_thousand`` is what meetings and tickets brought up per 1,000 people, without open answers
    (a sample) and experts; ``closed`` of ``closable`` tickets are done, as a share from the
    smallest printed base on. ``estates`` from which at least that many tickets came.
    """

    id: str
    name: str
    item: str | None
    service: str | None = None
    times: dict[str, int] = {}
    per_thousand: float | None = None
    closed: int | None = None
    closable: int | None = None
    estates: tuple[str, ...] = ()
    closed_share: float | None = None
    by_group: dict[str, int] = {}
