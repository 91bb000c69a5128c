"""公示版.html: what residents may read, in their words, by 小区.

One matter fills one phone screen: 居民说 → 查到 → 要办 → 何时 → 谁管护 → 找谁. No codes, ranks,
names of officials, budgets or owners; nothing a worker typed about a person; no share that few
people stand behind.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from checkup.model import Finding, Item, Project, Shortfall
from checkup.report import clauses, engine, figures
from checkup.report.templates import OURS, Templates
from checkup.report.wording import Wording
from checkup.result import Result

_SEVERAL = 3
"""A matter of more 小区 than these is told once, as the whole community's."""


class Voice(Struct, frozen=True):
    """A share that may be public: ``percent`` as it is printed, ``tenths`` of a row of ten, and
    ``n`` people who answered."""

    percent: str
    tenths: str
    n: str


class Matter(Struct, frozen=True, kw_only=True):
    """One screen. Voices are None where nothing was asked; ``few`` when too few answered."""

    id: str
    name: str
    target: str
    lacking: Voice | None
    satisfied: Voice | None
    few: bool
    found: tuple[str, ...]
    projects: tuple[Project, ...]
    estates: tuple[str, ...]
    everyone: bool
    """What is built in these 小区 serves the whole community."""
    when: tuple[str, ...]
    keepers: tuple[str, ...]


class Group(Struct, frozen=True):
    """The matters of one 小区, or of the whole community (``estate`` None)."""

    estate: str | None
    matters: tuple[Matter, ...]


def render(result: Result, say: Wording, own: Templates = OURS) -> str:
    """The page as text. Pure: the same result and wording give the same characters."""
    matters = [_matter(each, result, say) for each in _in_order(result)]
    view = {
        "result": result,
        "groups": _groups(matters, result),
        "alone": [
            estate.name
            for estate in result.estates
            if not any(_own(matter) and estate.name in matter.estates for matter in matters)
        ],
        "met": [item for item in result.items if item.status == "met"],
        "checking": [item for item in result.items if item.status in ("unconfirmed", "unknown")],
    }
    return engine.render("residents.html.j2", view, result, say, own)


def _in_order(result: Result) -> list[Shortfall]:
    return sorted(result.shortfalls, key=lambda each: each.rank)


def _own(matter: Matter) -> bool:
    """Whether it concerns a few 小区 only."""
    return 0 < len(matter.estates) <= _SEVERAL


def _groups(matters: list[Matter], result: Result) -> list[Group]:
    groups = [
        Group(
            estate.name,
            tuple(each for each in matters if _own(each) and estate.name in each.estates),
        )
        for estate in result.estates
    ]
    whole = Group(None, tuple(each for each in matters if not _own(each)))
    return [each for each in (*groups, whole) if each.matters]


def _matter(each: Shortfall, result: Result, say: Wording) -> Matter:
    item = next(item for item in result.items if item.id == each.item)
    projects = result.plan.closing(each.id)
    lacking, satisfied, few = _voices(item, result)
    return Matter(
        id=each.id,
        name=each.name or item.short_name or item.name,
        target=say(f"residents.target.{item.target}"),
        lacking=lacking,
        satisfied=satisfied,
        few=few,
        found=_found(each, result, say),
        projects=projects,
        estates=_estates(each, projects, result),
        everyone=not each.estates,
        when=tuple(dict.fromkeys(_when(project, say) for project in projects if project.finish)),
        keepers=tuple(
            dict.fromkeys(told for one in projects if (told := one.keeper or one.operator))
        ),
    )


def _found(each: Shortfall, result: Result, say: Wording) -> tuple[str, ...]:
    """What was found, clause by clause, each thing once and the vaguest only by itself."""
    unmet = [
        finding
        for finding in result.findings
        if finding.rule in each.rules
        and finding.status in ("short", "partial")
        and finding.follows not in each.rules
    ]
    told = dict.fromkeys(_told(finding, result, say) for finding in unmet)
    vague = say("residents.failing")
    if not told:
        return (say("residents.well_but" if each.status == "met" else "residents.failing"),)
    return tuple(line for line in told if line != vague) or (vague,)


def _told(finding: Finding, result: Result, say: Wording) -> str:
    gone, partly = clauses.names(finding, "gone"), clauses.names(finding, "partly")
    if (gone or partly) and not clauses.told_as_one(result, finding):
        key = "parts_and_half" if gone and partly else "parts" if gone else "parts_half"
        join = say("figure.join").join
        return say(f"residents.{key}", names=join(gone or partly), partly=join(partly))
    if partly:
        return say("residents.failing")
    if finding.gap and finding.gap.kind == "missing":
        return say("residents.missing")
    if finding.measured:
        return say(
            "residents.measured",
            measured=figures.quantity(finding.measured, say),
            needed=figures.needed(finding.needed, say),
        )
    return say("residents.failing")


def _when(project: Project, say: Wording) -> str:
    finish = figures.quarter(project.finish or "", say)
    if not project.start:
        return say("residents.until", finish=finish)
    return say("residents.from_to", start=figures.quarter(project.start, say), finish=finish)


def _estates(each: Shortfall, projects: tuple[Project, ...], result: Result) -> tuple[str, ...]:
    """The 小区 a matter concerns or will be built in, by name, in the order of the register."""
    spaces = {space.id: space.estate for space in result.spaces}
    named = {*each.estates, *(spaces.get(project.space or "") for project in projects)}
    return tuple(estate.name for estate in result.estates if named & {estate.id, estate.name})


def _voices(item: Item, result: Result) -> tuple[Voice | None, Voice | None, bool]:
    """Unmet need and satisfaction as they may be public, and whether one stays away as too few."""
    needed, told = item.demand, item.satisfaction
    shares = [
        None if needed is None else (needed.rate, needed.n),
        None if told is None else (told.top2, told.n),
    ]
    lacking, satisfied = (
        _voice(*share) if share and _public(*share, result) else None for share in shares
    )
    few = any(share and not _public(*share, result) for share in shares)
    return lacking, satisfied, few


def _public(share: float, n: int, result: Result) -> bool:
    """A base to rely on, and on neither side a group so small that its people might be known."""
    smallest = min(share, 1 - share) * n
    # half a person of slack: a share is a division, and may be a hair below the count it tells
    return n >= result.policy.min_base_rank and smallest > result.policy.min_base_print - 0.5


def _voice(share: float, n: int) -> Voice:
    percent = float(Decimal(repr(share)) * 100)
    return Voice(figures.fixed(percent, 0), figures.fixed(percent / 10, 1), figures.fixed(n, 0))
