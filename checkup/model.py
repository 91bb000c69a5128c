"""The nouns of a check-up: what intake tells, judge finds, plan proposes and report shows.

Frozen, typed, without behaviour beyond looking something up. Everything here can be written
into the result file as it stands. Words follow ``ARCHITECTURE.md``; areas are in ㎡, money in
whole 元, shares between 0 and 1, scores between 0 and 100.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct, field

Value = bool | int | float | str
"""What a cell can tell once it is read: yes/no, a number, a word, an ISO date as text."""

Status = Literal["met", "partial", "short", "unconfirmed", "unknown", "exempt"]
Force = Literal["must", "should", "encouraged", "if_able", "may"]
Build = Literal["new", "existing", "old"]
"""Build type (建设类型). ``old`` is an existing community that is short of space."""
State = Literal["in_use", "closed", "building", "planned"]
Grade = Literal["measured", "photo", "self_reported"]
"""Evidence grade (证据等级): it moves the confidence, never the score (method §2.2)."""
Gap = Literal["blank", "unreadable", "unclear", "not_asked", "expired", "error_value"]
"""Why a fact has no value."""
GapKind = Literal["missing", "insufficient", "failing", "distance", "to_verify"]
"""缺失 · 不足 · 不合格 · 距离 · 待核实 (method §2.3)."""
Via = Literal["rule", "alternative", "shared", "higher_level", "person"]
Confidence = Literal["high", "medium", "low"]
Mark = Literal["sure", "second_hand", "memory", "assumption", "judgement", "doubt"]
"""How far a threshold, price or rule can be trusted; printed wherever it is used."""
Level = Literal["error", "warning", "notice"]


class Ref(Struct, frozen=True, array_like=True, order=True):
    """One cell: source id, sheet (or key path), address (``C17`` or ``L12`` for a line)."""

    source: str
    sheet: str
    cell: str


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A value with the cells it came from. ``value is None`` means unknown, never 0."""

    value: Value | None
    unit: str | None = None
    refs: tuple[Ref, ...] = ()
    gap: Gap | None = None
    note: str | None = None
    grade: Grade | None = None


class Problem(Struct, frozen=True, kw_only=True):
    """Something wrong with an input, at a place. Sentences come from the wording file by code.

    ``slots`` fill the sentences of ``problems.<code>`` in the wording file; ``found`` is the
    raw thing that was found, shortened by whoever prints it.
    """

    code: str
    source: str | None = None
    sheet: str | None = None
    cell: str | None = None
    found: str = ""
    slots: dict[str, str] = {}


# --- what a community is ------------------------------------------------------------------


class Estate(Struct, frozen=True, kw_only=True):
    """小区. ``facts`` maps a column (``households``) to a fact id."""

    id: str
    name: str
    build: Build | None = None
    facts: dict[str, str] = {}


class Facility(Struct, frozen=True, kw_only=True):
    """One row of 设施台账, as read. Figures are facts; the words here are their reading.

    ``kind`` is None when the cell is blank or not recognised; ``maybe`` then holds the kinds
    it could be (all kinds when the cell is blank, which ``kind_blank`` says).
    ``functions`` is None when the cell is blank.
    """

    id: str
    name: str
    kind: str | None = None
    maybe: tuple[str, ...] = ()
    kind_blank: bool = False
    functions: tuple[str, ...] | None = None
    estate: str | None = None
    inside: bool = False
    """所在小区 names one of the community's own estates."""
    state: State | None = None
    facts: dict[str, str] = {}


class Space(Struct, frozen=True, kw_only=True):
    """闲置空间: a room or ground that could take a facility."""

    id: str
    name: str
    estate: str | None = None
    uses: tuple[str, ...] = ()
    facts: dict[str, str] = {}


class Signature(Struct, frozen=True, kw_only=True):
    """Who stands behind a human verdict (人工核定), and until when."""

    surveyor: str
    reviewer: str | None
    post: str | None = None
    signed: date | None = None
    reason: str | None = None
    evidence: str | None = None
    valid_until: date | None = None


Voice = Literal["open", "meeting", "hotline", "expert"]
"""开放题 · 访谈与议事 · 热线工单 · 专家意见: each is counted apart from the others."""


class Mention(Struct, frozen=True, kw_only=True):
    """One thing said at a meeting, by an expert or in a ticket, sorted; its words are gone.

    ``needs`` are ids of ``surveys/needs.yaml``, ``items`` what they or a person name; both are
    empty where the words wait for a person. ``times``: 提出人次, 1 for a ticket. ``estate`` is
    the name of one of the community's own. ``closed`` None: nobody told.
    """

    voice: Voice
    needs: tuple[str, ...]
    items: tuple[str, ...]
    times: int = 1
    estate: str | None = None
    day: date | None = None
    closed: bool | None = None
    waits: bool = False


class Rating(Struct, frozen=True, kw_only=True):
    """评价分 of a service in one round, 0–100; ``score`` None: nobody told, or no such scale."""

    round: str | None
    score: float | None
    ref: Ref


class Service(Struct, frozen=True, kw_only=True):
    """服务目录: one service at one point, with its ratings round by round, the newest last.

    ``facility`` is the id of a facility of the ledger where the name is one's. ``asked`` comes
    from a question about just this service. ``low``: below the line of 满意率 (policy
    ``satisfied_line``; method §2.5 for answers, the same line on 0–100 for a rating
    [assumption]); None where it is open. A low one is a candidate for 运营短板.
    """

    id: str
    name: str
    category: str | None = None
    facility: str | None = None
    facility_name: str | None = None
    point: str | None = None
    price: str | None = None
    discount: str | None = None
    ratings: tuple[Rating, ...] = ()
    change: float | None = None
    """The newest rating less the one before, in points."""
    asked: Satisfaction | None = None
    low: bool | None = None
    judged_by: Literal["answers", "rating"] | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    """A person's judgement on one rule. ``outcome`` overrides the rule's own finding."""

    rule: str
    outcome: Literal["met", "short", "exempt"]
    by: Signature
    ref: Ref


class OtherShortfall(Struct, frozen=True, kw_only=True):
    """其他短板: a matter outside the 20 items, listed apart and never scored."""

    id: str
    name: str
    quantity: float | None
    unit: str | None
    estate: str | None
    basis: str | None
    checked_by: str | None
    ref: Ref


class LocalPrice(Struct, frozen=True, kw_only=True):
    """本地造价: a price somebody signed; it always comes before the reference library.

    ``code`` is a code of ``costs.yaml``; ``price`` is in 元 per ``unit``, total investment.
    """

    code: str
    unit: str
    price: float
    operating: float | None = None
    """Yearly operation in 元 per site or per unit, as the library counts it."""
    year: int | None = None
    quoted: date | None = None
    source: str | None = None
    signer: str | None = None
    ref: Ref

    @property
    def signed(self) -> bool:
        """Whether a person stands behind it, with date and source: fit for a hand-in form."""
        return bool(self.signer and self.source and self.quoted)


class Offer(Struct, frozen=True, kw_only=True):
    """A neighbour's facility that its owner opens to people of other communities.

    ``measures``: column of 设施台账 → figure in that column's unit, as far as known.
    """

    id: str
    community: str
    name: str
    kind: str
    walk_minutes: float
    measures: dict[str, float] = {}


StoreState = Literal["proposed", "approved", "under_way", "done", "stopped"]
"""建议 · 已批复 · 在建 · 已完工 · 不做: where a project of the store stands."""


class StoredMoney(Struct, frozen=True):
    """One part of 分级资金: whose, in the words of the cell, and how much in 元."""

    source: str
    amount: int


class StoredProject(Struct, frozen=True, kw_only=True):
    """A row of 项目库.xlsx, the office's own project store: read, added to, never overruled.

    ``cells`` holds the row as written, by column id, for it is handed back as it was; ``at`` the
    address of each column. Typed fields are None where a cell is empty or could not be read.
    ``key`` is the option of ours the row was written for, ``ours`` what we said then, ``hand``
    the columns a person changed (of a row of their own every one that is filled).
    """

    id: str
    name: str
    ref: Ref
    cells: dict[str, float | str]
    at: dict[str, Ref] = {}
    key: str = ""
    ours: dict[str, float | str] = {}
    hand: tuple[str, ...] = ()
    closes: str | None = None
    nature: str | None = None
    category: str | None = None
    """改造类别: ``basic`` 基础, ``completing`` 完善, ``upgrading`` 提升."""
    place: str | None = None
    scale: str | None = None
    quantity: float | None = None
    unit: str | None = None
    total: int | None = None
    """总投资 in 元."""
    funding: tuple[StoredMoney, ...] = ()
    start: str | None = None
    """A quarter such as 2026Q1."""
    finish: str | None = None
    lead: tuple[str, ...] = ()
    with_: tuple[str, ...] = field(name="with", default=())
    builder: str | None = None
    owner: str | None = None
    operator: str | None = None
    keeper: str | None = None
    approval: str | None = None
    contact: str | None = None
    phone: str | None = None
    agreed: int | None = None
    asked: int | None = None
    order: int | None = None
    """议定次序: the place in the order that residents agreed on."""
    agreed_on: str | None = None
    form: str | None = None
    attended: int | None = None
    votes: str | None = None
    published: str | None = None
    supervisor: str | None = None
    status: StoreState = "proposed"
    done_share: float | None = None
    """完成率, 0–1."""
    spent: int | None = None
    """累计投资 in 元."""
    estates: tuple[str, ...] = ()
    hours: str | None = None


class Community(Struct, frozen=True, kw_only=True):
    """Everything judge and plan may know of a community.

    Fact ids: ``profile.<field>`` · ``estate.<id>.<column>`` · ``facility.<id>.<column>`` ·
    ``space.<id>.<column>`` · ``answer.<rule>[.<part>]`` (yes/no/part) ·
    ``surveyed.<kind>`` (本类已查清) · ``stated.<kind>`` (有几处).
    """

    id: str
    name: str
    street: str | None = None
    build: Build | None = None
    units: int | None = None
    """Number of basic units the profile chose (基本单元数); None when it did not choose."""
    facts: dict[str, Fact] = {}
    estates: tuple[Estate, ...] = ()
    facilities: tuple[Facility, ...] = ()
    spaces: tuple[Space, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    other_shortfalls: tuple[OtherShortfall, ...] = ()
    local_prices: tuple[LocalPrice, ...] = ()
    services: tuple[Service, ...] = ()
    stored_projects: tuple[StoredProject, ...] = ()

    def fact(self, fact_id: str) -> Fact | None:
        """The fact with that id, or None when nobody was asked."""
        return self.facts.get(fact_id)

    def number(self, fact_id: str) -> float | None:
        """The fact's value as a number; None when unknown or not a number."""
        fact = self.facts.get(fact_id)
        if fact is None or isinstance(fact.value, (str, bool)) or fact.value is None:
            return None
        return float(fact.value)


# --- what was asked of residents ----------------------------------------------------------

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


# --- what judge finds ---------------------------------------------------------------------


class Quantity(Struct, frozen=True):
    """A figure with its unit."""

    value: float
    unit: str | None


class Needed(Struct, frozen=True):
    """What the clause asks: ``compare`` is ``>=``, ``<=``, ``between`` or ``all``."""

    value: float | None
    unit: str | None
    compare: Literal[">=", "<=", "between", "all", "yes"]
    upper: float | None = None


class GapFound(Struct, frozen=True):
    """How far a finding is from its clause, in the clause's own unit."""

    kind: GapKind
    value: float | None
    unit: str | None


class Part(Struct, frozen=True, kw_only=True):
    """One member of a list clause. ``score`` is 100, 50, 0 or None when nobody told us."""

    name: str
    score: float | None
    facts: tuple[str, ...] = ()
    veto: bool = False


class Missing(Struct, frozen=True, kw_only=True):
    """One thing nobody told us: the fact that would hold it and, where there is one, its cell.

    ``subject`` is whose figure it is (a facility's, estate's or kind's name, or 社区概况),
    ``number`` the facility's 编号, ``label`` the column or field.
    """

    fact: str
    label: str
    subject: str = ""
    number: str = ""
    ref: Ref | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """One rule, judged. ``estate`` is set for the rules of a new estate in an older community."""

    rule: str
    item: str
    force: Force
    status: Status
    score: float | None
    low: float
    high: float
    coverage: float
    measured: Quantity | None = None
    needed: Needed | None = None
    gap: GapFound | None = None
    facts: tuple[str, ...] = ()
    clause: str
    via: Via = "rule"
    by: Signature | None = None
    scored: bool = False
    veto: bool = False
    estate: str | None = None
    parts: tuple[Part, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    """Wording keys ``finding_notes.<note>``: higher_level, verdict_one_name, verdict_expired …"""
    ask: str = ""
    who: str = ""
    reference: str = ""
    mark: Mark = "memory"
    doubt: str = ""
    overlay: str | None = None
    follows: str | None = None
    """The rule that finds the facility missing altogether, of which this one is a mere result."""


class Estimate(Struct, frozen=True, kw_only=True):
    """A share (0–1) or a mean (0–100) with its interval and its unweighted base.

    ``few`` marks a base of 10–29: printed with 样本少, 仅供参考, neither ranked nor tested.
    """

    value: float
    low: float
    high: float
    n: int
    few: bool = False


class Satisfaction(Struct, frozen=True, kw_only=True):
    """Mean on 0–100 with its interval, base, and share answering 4 or 5 (满意率)."""

    mean: float
    low: float
    high: float
    n: int
    top2: float
    top2_low: float
    top2_high: float


class Demand(Struct, frozen=True, kw_only=True):
    """未满足需求率: rate with Wilson interval, base in the target group, people concerned.

    ``people`` is None when the group's size is unknown; ``x`` answers of ``n`` want and lack it.
    """

    rate: float
    low: float
    high: float
    n: int
    people: float | None
    x: int
    need_rate: float | None
    """None where it would tell of a few people."""
    shrunk: float
    shrunk_low: float
    shrunk_high: float
    weighted: Estimate | None = None


Withheld = Literal["satisfaction", "demand"]
Quadrant = Literal["improve", "keep", "low", "maintain"]
"""优先改进 · 继续保持 · 低优先 · 保持现有投入 (method §0, §1.10)."""
Both = Literal["keep", "operate", "verify", "build", "unsure"]
"""保持 · 运营短板 · 核实 · 建设短板 · 不确定 (method §2.5)."""


class Item(Struct, frozen=True, kw_only=True):
    """One of the 20 items: the mean of its must-rules, and what residents say beside it."""

    id: str
    no: int
    goal: str
    task: str
    name: str
    status: Status
    score: float | None
    low: float
    high: float
    coverage: float
    weight: float
    contribution: float
    could_add: float
    satisfaction: Satisfaction | None = None
    demand: Demand | None = None
    quadrant: Quadrant | None = None
    quadrant_edge: bool = False
    """边界: the interval of 满意率 contains the line."""
    importance: float | None = None
    """0–100; asked, or the demand rate × 100 (method §1.10)."""
    both: Both | None = None
    """达标 beside 满意 (method §2.5)."""
    lowest_third: bool = False
    """满意率 is in the lowest third of the items that may be compared (method §0)."""
    withheld: tuple[Withheld, ...] = ()
    """Asked and answered, yet not printed, because it would tell of a few people (§1.11)."""
    lead: tuple[str, ...] = ()
    target: str = "all"
    order: str | None = None
    short_name: str = ""


class Goal(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    score: float | None
    low: float
    high: float
    coverage: float


class Score(Struct, frozen=True, kw_only=True):
    """The total over applicable items, and the official count (method §0, §2.3)."""

    value: float | None
    low: float
    high: float
    coverage: float
    official: bool
    grade: str | None
    met: int
    partial: int
    short: int
    unconfirmed: int
    unknown: int
    exempt: int
    units: int = 1


class ToCollect(Struct, frozen=True, kw_only=True):
    """Something to find out, and by how many points it could move the score's range."""

    rule: str | None
    item: str | None
    missing: tuple[Missing, ...]
    ask: str
    could_add: float
    who: str = ""
    scored: bool = True


class PageQuestion(Struct, frozen=True, kw_only=True):
    """One line of the page to answer.

    ``scope``: is this facility kind fully surveyed, and how many are there (``key`` is the
    kind's name). ``answer``: a yes/no clause (``key`` is the rule number, ``part`` its member).
    ``profile``: a choice of the profile (``key`` is the field's name). ``options`` are the words
    that may be answered, ``known`` is the word for what we know already.
    """

    ask: Literal["scope", "answer", "profile"]
    key: str
    part: str | None
    label: str
    known: str | None
    known_count: int | None
    rules: tuple[str, ...]
    could_add: float
    who: str = ""
    options: tuple[str, ...] = ()


class LikelyShortfall(Struct, frozen=True, kw_only=True):
    """疑似短板(待核实): many miss it and no row tells of it; never counted."""

    item: str
    kind: str
    rate: float
    n: int


class Assessment(Struct, frozen=True, kw_only=True):
    """What judge hands on: findings by rule, items, goals, total, and what is missing."""

    findings: tuple[Finding, ...]
    items: tuple[Item, ...]
    goals: tuple[Goal, ...]
    score: Score
    score_other_units: Score | None
    to_collect: tuple[ToCollect, ...]
    page: tuple[PageQuestion, ...]
    problems: tuple[Problem, ...] = ()


# --- what residents say ------------------------------------------------------------------


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


# --- what plan proposes ------------------------------------------------------------------


Treatment = Literal["deadline", "best_effort"]
"""限时解决 · 尽力解决 (standard.md §4.5)."""
Way = Literal["operate", "share", "convert", "extend", "rent", "build", "buy"]
"""运营提升 · 共享 · 闲置空间改造 · 扩建提升 · 租赁 · 新建 · 购买服务 (method §4.1)."""
ProjectStatus = StoreState


class Shortfall(Struct, frozen=True, kw_only=True):
    """短板, ranked (method §3). ``index`` is 100·R/N; ``people`` the size of the target group."""

    id: str
    item: str
    rules: tuple[str, ...]
    tier: int
    index: float | None
    index_low: float | None
    index_high: float | None
    rank: int
    rank_best: int
    rank_worst: int
    severity: float
    demand: float | None
    people: float | None
    equity: float
    gap_kind: GapKind | None
    estates: tuple[str, ...]
    confidence: Confidence
    people_estimated: bool = False
    status: Status = "short"
    name: str = ""
    goal: str = ""
    task: str = ""
    both: Both | None = None
    """达标 beside 满意 of its item (method §2.5)."""
    treatment: Treatment | None = None
    treatment_why: str = ""
    """Why it is 限时解决 or 尽力解决, a sentence of ``treatment.yaml``."""


class ToVerify(Struct, frozen=True, kw_only=True):
    """待核实清单: an item that is not ranked because too little is known (method §3.2).

    ``could_move``: (U − L)·w in points of the total, by which the list is ordered.
    """

    item: str
    status: Status
    low: float
    high: float
    could_move: float
    both: Both | None = None


class EstateList(Struct, frozen=True, kw_only=True):
    """一小区一方案: what concerns one estate. Ids of shortfalls, other matters and projects.

    ``shortfalls`` are its own rows and those that name it; ``shared`` concern the community as a
    whole and name no estate; ``projects`` close one of its own or lie in it.
    """

    estate: str
    shortfalls: tuple[str, ...]
    shared: tuple[str, ...]
    others: tuple[str, ...]
    projects: tuple[str, ...]


class Cost(Struct, frozen=True, kw_only=True):
    """Total cost in 元. All None means no price is known: 待询价."""

    low: int | None
    typical: int | None
    high: int | None
    basis: str | None = None
    mark: Mark | None = None
    year: int | None = None
    signed: bool = False
    """Rests on a local price that a person signed, with date and source (method §5, 本地造价)."""


class Funding(Struct, frozen=True, kw_only=True):
    """A channel that may pay. ``amount`` None: how much is open. ``note``: eligibility, as told.

    ``share``: the most of the total it may pay (0–1), None when no rule was found.
    """

    channel: str
    level: str
    amount: int | None
    code: str = ""
    share: float | None = None
    as_of: str | None = None
    note: str = ""


class Agreement(Struct, frozen=True, kw_only=True):
    """Residents' agreement (同意户数/应参与户数) and the order they agreed on, for people to fill.

    ``form`` (how: 议事会, 投票 …), ``votes`` and ``published`` (公示起止) stay in their own words.
    """

    agreed: int | None = None
    asked: int | None = None
    date: str | None = None
    order: int | None = None
    form: str | None = None
    attended: int | None = None
    votes: str | None = None
    published: str | None = None


class Project(Struct, frozen=True, kw_only=True):
    """项目: closes named shortfalls. Quantity comes from the gap, cost from ``costs.yaml``.

    ``closes`` holds ids of shortfalls and of 其他短板. ``gain`` is the rise of the total in points,
    an engine run with the project less one without; ``effects`` the same per item.
    """

    id: str
    name: str
    closes: tuple[str, ...]
    remedy: str
    nature: str
    place: str | None
    quantity: float | None
    unit: str | None
    cost: Cost
    operating: int | None
    funding: tuple[Funding, ...]
    lead: tuple[str, ...]
    with_: tuple[str, ...] = field(name="with")
    operator: str | None
    model: str | None
    start: str | None
    finish: str | None
    beneficiaries: float | None
    gain: float | None
    space: str | None
    shared_with: tuple[str, ...]
    task: str = ""
    rules: tuple[str, ...] = ()
    note: str = ""
    """What the quantity and cost rest on and leave out, a sentence of ``remedies.yaml``."""
    option: str = ""
    """The id of the same project among ``Plan.options``."""
    way: Way | None = None
    effects: dict[str, float] = {}
    """Item → ΔC of the item's score (0–100), an engine run; never typed."""
    benefit: float | None = None
    """Fall in Σ R by this project alone, in people; None when the group's size is unknown."""
    quarters: int | None = None
    """How long it takes [assumption]."""
    after: tuple[str, ...] = ()
    """Projects of the plan that must be finished before it starts."""
    hours: str | None = None
    """When a shared place is open to residents."""
    income: str | None = None
    """What is agreed on income and partners' shares, words for people to settle."""
    estates: tuple[str, ...] = ()
    mandatory: bool = False
    """Closes a safety leaf (否决项): in every plan."""
    supervisor: str | None = None
    agreement: Agreement = Agreement()
    status: ProjectStatus = "proposed"
    spent: int | None = None
    operating_signed: bool = False
    """The yearly cost rests on a signed local price."""
    by_hand: tuple[str, ...] = ()
    """Columns of 项目库 that a person told or changed; they win over what the program says."""
    stored: str | None = None
    """The row of 项目库 it is; None for a proposal of ours."""
    replaces: tuple[str, ...] = ()
    """Options of ours that it stands in for."""
    done_share: float | None = None
    """完成率, 0–1, as told."""
    category: str | None = None
    scale: str | None = None
    builder: str | None = None
    owner: str | None = None
    keeper: str | None = None
    approval: str | None = None
    contact: str | None = None
    phone: str | None = None


class LeftOut(Struct, frozen=True):
    """A shortfall without a project in the plan, and why: a word of ``left_out`` or a sentence.

    ``option`` names the option the reason speaks of, None for the shortfall as a whole.
    """

    shortfall: str
    reason: str
    option: str | None = None


class Wishes(Struct, frozen=True, kw_only=True):
    """What the user asks of a plan: money in 元, ids of options, projects or shortfalls."""

    budget: int | None = None
    operating: int | None = None
    yearly: dict[int, int] = {}
    channels: dict[str, int] = {}
    """Channel code of ``funding.yaml`` → what it has to give."""
    force: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether anything is asked at all."""
        return self != Wishes()


class Prospect(Struct, frozen=True, kw_only=True):
    """Where the community would stand with every project of the plan done: an engine run.

    ``gain`` = value after − value before (P-4.6), not the sum of the projects' gains.
    """

    value: float | None
    low: float
    high: float
    gain: float | None
    met: int
    effects: dict[str, float] = {}


class PlainPlan(Struct, frozen=True, kw_only=True):
    """In list order until the money ends: to explain the difference."""

    options: tuple[str, ...]
    benefit: float
    cost: int
    operating: int
    left_out: tuple[LeftOut, ...] = ()


class CurvePoint(Struct, frozen=True):
    """The largest benefit (people) that a budget (元) reaches; None below what must be done.

    ``gap`` is what the search may have missed, as a share; None when unknown.
    """

    budget: int
    benefit: float | None
    gap: float | None = 0.0


class ModelMix(Struct, frozen=True, kw_only=True):
    """532 check, advice only (method §4.3): floor area by operating model, in ㎡ and percent."""

    areas: dict[str, float]
    shares: dict[str, float]
    within: bool
    wanted: dict[str, float] = {}
    """The shares it is compared with, in percent."""


class FundingLevel(Struct, frozen=True, kw_only=True):
    """What one level of government or society is named for: known amounts only, in 元.

    ``projects`` may draw on it; of ``open`` of them nobody has said how much.
    """

    level: str
    amount: int
    projects: int
    open: int


class Difference(Struct, frozen=True, kw_only=True):
    """Where 项目库 tells something else than we would: theirs stands, ours is only listed.

    ``stored`` is the row, ``column`` the column of 项目库; None: the cell is or would be empty.
    """

    stored: str
    name: str
    column: str
    theirs: float | str | None
    ours: float | str | None


class Together(Struct, frozen=True):
    """Projects in different periods at one place, on one kind of pipe: better at once (一次性改造).

    ``why``: ``place`` or ``pipe``; ``where`` the place, or the word for the pipe; ``projects``
    their names with the quarters in which they run.
    """

    why: Literal["place", "pipe"]
    where: str
    projects: tuple[tuple[str, str, str], ...]


class StoreRow(Struct, frozen=True, kw_only=True):
    """A row of 项目库.xlsx as it is to be written; see ``checkup.records``."""

    cells: dict[str, float | str]
    key: str = ""
    ours: dict[str, float | str] = {}
    hand: tuple[str, ...] = ()


class Plan(Struct, frozen=True, kw_only=True):
    """What is proposed. Without a budget every recommended project, in the order of the list.

    ``options``: every feasible option of every shortfall. ``plain``, ``curve``, ``least`` and
    ``gap`` exist only under a budget: ``least`` is the smallest budget that pays what must be
    done, set when the budget is below it; ``gap`` is what the search did not prove (0: nothing).
    ``beneficiaries`` is the largest group served: groups overlap, so it is never a sum.
    """

    budget: int | None
    benefit: float | None
    cost: Cost
    projects: tuple[Project, ...]
    left_out: tuple[LeftOut, ...]
    options: tuple[Project, ...] = ()
    wishes: Wishes = Wishes()
    operating: int | None = None
    prospect: Prospect | None = None
    plain: PlainPlan | None = None
    curve: tuple[CurvePoint, ...] = ()
    least: int | None = None
    clash: tuple[str, ...] = ()
    """Limits that no plan can keep together, whatever the budget."""
    gap: float | None = None
    beneficiaries: float | None = None
    mix: ModelMix | None = None
    followed: tuple[Project, ...] = ()
    """督办: projects of 项目库 that are approved, under way, done or given up. Their money is
    settled elsewhere, so it is in no sum here, and none of them changes a verdict."""
    differences: tuple[Difference, ...] = ()
    together: tuple[Together, ...] = ()
    store: tuple[StoreRow, ...] = ()
    """项目库.xlsx as we would write it: the office's rows, then what we propose."""
    impossible: tuple[LeftOut, ...] = ()
    """What must be done or was asked for and no priced, allowed option can do; see ``LeftOut``."""
    levels: tuple[FundingLevel, ...] = ()
    """Money by level, the amounts that are known."""
    unfunded: int | None = None
    """未落实: the typical cost of what has a price, less every known amount; in 元."""

    def closing(self, shortfall: str) -> tuple[Project, ...]:
        """The projects that are to close a shortfall: planned ones, approved ones, running ones."""
        going = (each for each in self.followed if each.status in ("approved", "under_way"))
        return tuple(each for each in (*self.projects, *going) if shortfall in each.closes)
