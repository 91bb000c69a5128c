"""What plan proposes: projects chosen, what is left out and why, what the plan would bring."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from checkup.model.project import Cost, Project


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
    floor: int | None = None
    """What each community that shares the budget gets at least."""

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


class Fairness(Struct, frozen=True, kw_only=True):
    """保底: each community that shares the budget gets a part of it (method §6.2), in 元.

    ``asked`` is what the user said, ``least`` what was held to here: less where all that helps
    this community costs less. ``got`` counts projects that raise an item, close a safety matter
    or were forced. ``benefit`` and ``without`` (people) are those of the whole plan, with the
    floor and without it; ``price`` is the difference, what the floor costs, never below 0.
    """

    asked: int
    least: int
    got: int
    benefit: float
    without: float
    price: float


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
    unmet: tuple[LeftOut, ...] = ()
    """Those of ``impossible`` that the user forced."""
    levels: tuple[FundingLevel, ...] = ()
    """Money by level, the amounts that are known."""
    purse: int = 1
    """Communities that share the budget; ``curve`` speaks of all of them."""
    fairness: Fairness | None = None
    unfunded: int | None = None
    """未落实: the typical cost of what has a price, less every known amount; in 元."""

    def closing(self, shortfall: str) -> tuple[Project, ...]:
        """The projects that are to close a shortfall: planned ones, approved ones, running ones."""
        going = (each for each in self.followed if each.status in ("approved", "under_way"))
        return tuple(each for each in (*self.projects, *going) if shortfall in each.closes)
