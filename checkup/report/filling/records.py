"""Results as the rows a form can take: communities, projects, shortfalls, and their totals.

Nothing is computed that the results do not hold but sums over them. What nobody knows is None.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from checkup.model import Project
from checkup.report import figures
from checkup.report.filling import involved, money, project_words, shortfall_rows, targets
from checkup.report.filling.fields import SOURCES
from checkup.report.filling.placeholders import Value
from checkup.report.wording import Wording
from checkup.result import Result

Values = dict[str, Value]
_MOST_NAMES = 3
"""More communities than this are not all named where a form has one line for it."""


class Record(Struct, frozen=True, kw_only=True):
    """One row: values by field id. ``label`` names it in the to-do list."""

    values: Values
    label: str
    place: int = 0
    """Which result it is of."""
    whose: str = ""
    """``label`` with the community's name where there are several of them."""
    indicators: tuple[Values, ...] = ()
    none: frozenset[str] = frozenset()
    """Fields whose blank is no gap: the other sources add up to the whole."""

    def missing(self, field: str) -> bool:
        """Whether nobody has told it yet."""
        return self.values.get(field) is None and field not in self.none


class _How(Struct, frozen=True, kw_only=True):
    """How rows are made; see :func:`case`."""

    say: Wording
    reference: bool
    old: bool
    several: bool


class Case(Struct, frozen=True, kw_only=True):
    """Everything a form can take."""

    communities: tuple[Record, ...]
    projects: tuple[Record, ...]
    shortfalls: tuple[Record, ...]
    followed: tuple[Record, ...]
    """Projects of 项目库 that are approved or under way: their money is settled, so they are in no
    total, and a form lists them only where it asks for them by name."""
    total: Record
    reference: bool
    """Reference costs stand in amount cells, so every file made of this is 草稿."""


def case(results: Sequence[Result], say: Wording, *, reference: bool, old: bool) -> Case:
    """The rows of these results, numbered through. ``reference``: unsigned costs are printed.

    ``old``: the layout of performance tables before 2021.
    """
    communities: list[Record] = []
    projects: list[Record] = []
    shortfalls: list[Record] = []
    followed: list[Record] = []
    how = _How(say=say, reference=reference, old=old, several=len(results) > 1)
    for place, result in enumerate(results):
        communities.append(_community(result, place, len(result.plan.projects), say))
        for values in shortfall_rows.rows(result, len(shortfalls), say):
            label = str(values["item"])
            whose = named(label, result, say, several=how.several)
            shortfalls.append(Record(values=values, label=label, place=place, whose=whose))
        projects += _records(result, result.plan.projects, place, len(projects), how)
        followed += _records(result, under_way(result), place, len(followed), how)
    return Case(
        communities=tuple(communities),
        projects=tuple(projects),
        shortfalls=tuple(shortfalls),
        followed=tuple(followed),
        total=_total(results, communities, projects, say),
        reference=reference,
    )


def under_way(result: Result) -> list[Project]:
    """What is approved or being built: money for it is not asked for again."""
    return [each for each in result.plan.followed if each.status in ("approved", "under_way")]


def named(label: str, result: Result, say: Wording, *, several: bool) -> str:
    """A project or shortfall in the to-do list: with its community where there are several."""
    if not several:
        return label
    return say("handin.whose", community=result.community.name, name=label)


def added(values: Sequence[Value]) -> Value:
    """The sum of what is known; None where nothing is."""
    known = [each for each in values if isinstance(each, int | float)]
    return sum(known) if known else None


def applicant(result: Result) -> str:
    """街道 and 社区 in one name."""
    street, name = result.community.street or "", result.community.name
    return name if street and name.startswith(street) else f"{street}{name}"


def _community(result: Result, place: int, projects: int, say: Wording) -> Record:
    block, score = result.community, result.score
    survey = result.survey
    whole = involved.of(result, ())
    values: Values = {
        "name": block.name,
        "street": block.street,
        "applicant": applicant(result),
        "build": say(f"build.{block.build}") if block.build else None,
        "population": block.population,
        "households": block.households,
        "area_ha": block.area_ha,
        "buildings": whole.buildings,
        "estates": whole.estates,
        "units": block.units,
        "score": None if score.value is None else float(figures.half_up(score.value, 1)),
        "met": score.met,
        "short": score.short + score.partial,
        "satisfied": survey.overall.top2 if survey and survey.overall else None,
        "valid": survey.valid if survey else None,
        "day": result.made_with.as_of.isoformat() if result.made_with.as_of else None,
        "projects": projects,
    }
    return Record(values=values, label=block.name, place=place, whose=block.name)


def _records(
    result: Result, projects: Sequence[Project], place: int, before: int, how: _How
) -> list[Record]:
    """A row for each, numbered after ``before``."""
    return [
        _record(result, each, place, no, how) for no, each in enumerate(projects, before + 1)
    ]  # fmt: skip


def _record(result: Result, project: Project, place: int, no: int, how: _How) -> Record:
    say = how.say
    paid = money.of(project, reference=how.reference)
    told = project_words.told(project)
    counts = involved.of(result, project.estates)
    promised = targets.of(result, project, paid, say)
    values: Values = {
        "no": no,
        "code": None,
        "name": project.name,
        "community": result.community.name,
        "street": result.community.street,
        "applicant": applicant(result),
        "closes": project_words.closes(result, project, say),
        "nature": project.nature or None,
        "category": project_words.category(told.get("category"), say),
        "place": project.place,
        "content": project_words.content(project, told.get("scale"), say),
        "scale": told.get("scale") or project_words.size(project, say),
        "quantity": project.quantity,
        "unit": project.unit,
        "households": counts.households,
        "floor_area": counts.floor_area,
        "buildings": counts.buildings,
        "estates": counts.estates,
        "estate_names": project_words.joined(counts.names, say),
        "start": project_words.month(project.start, last=False),
        "finish": project_words.month(project.finish, last=True),
        "period": project_words.period(project, say),
        "start_year": (project.start or "")[:4] or None,
        "total": paid.total,
        "works": None,
        "other_costs": None,
        "reserve": None,
        **{each: paid.sources.get(each) for each in SOURCES},
        "funding": project_words.funding(paid, say),
        "channels": project_words.channels(project, say),
        "spent": project.spent,
        "this_year": None,
        "operating": paid.operating,
        "model": project.model,
        "lead": project_words.joined(project.lead, say),
        "with": project_words.joined(project.with_, say),
        "builder": told.get("builder"),
        "owner": told.get("owner"),
        "operator": project.operator,
        "keeper": told.get("keeper"),
        "supervisor": project.supervisor,
        "beneficiaries": targets.people(result, project),
        "group": project_words.group(result, project, say),
        "approval": told.get("approval"),
        "gain": None if project.gain is None else float(figures.half_up(project.gain, 2)),
        "contact": told.get("contact"),
        "phone": told.get("phone"),
        "agreed": project.agreement.agreed,
        "asked": project.agreement.asked,
        "agreement": project_words.agreement(project, say),
        "agreed_on": project.agreement.date,
        "agreed_form": project.agreement.form,
        "attended": project.agreement.attended,
        "votes": project.agreement.votes,
        "published": project.agreement.published,
        "order": project.agreement.order,
        "status": say(f"fill.project_status.{project.status}"),
        "done": told.get("done_share"),
        "problem": project_words.problem(result, project, say),
        "need": project_words.need(result, project, say),
        "progress": project_words.progress(project, say),
        "operation": project_words.operation(project, told.get("keeper"), say),
        "effect": project_words.effect(result, project, say),
        "attachments": None,
        "price_basis": project.cost.basis,
        "opening": project.hours,
        "aim": project_words.aim(result, project, say),
        **promised.values,
        "note": project_words.note(project, paid, say),
    }
    return Record(
        values=values, label=project.name, place=place,
        indicators=targets.rows(project.name, promised, say, old=how.old),
        whose=named(project.name, result, say, several=how.several), none=paid.none,
    )  # fmt: skip


def _total(
    results: Sequence[Result], communities: Sequence[Record], projects: Sequence[Record],
    say: Wording,
) -> Record:  # fmt: skip
    names = [each.community.name for each in results]
    streets = {each.community.street for each in results}
    one_street = next(iter(streets)) if len(streets) == 1 else None
    whose = applicant(results[0]) if len(results) == 1 else one_street
    if whose is None and len(names) > _MOST_NAMES:
        whose = say("fill.communities", first=names[0], count=len(names))
    money_ = {
        key: added([each.values[key] for each in projects]) for key in ("total", *SOURCES)
    }  # fmt: skip
    return Record(
        values={
            "communities": project_words.joined(names, say),
            "applicant": whose or project_words.joined(names, say),
            "count": len(projects),
            "state": None,
            **money_,
        },
        label=say("fill.total"),
        whose=say("fill.total"),
        none=frozenset.intersection(*(each.none for each in projects)) if projects else frozenset(),
    )
