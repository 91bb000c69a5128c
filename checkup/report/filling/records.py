"""Results as the rows a form can take: communities, projects, shortfalls, and their totals.

Nothing is computed that the results do not hold but sums over them. What nobody knows is None.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from checkup.report import figures
from checkup.report.filling import involved, money, project_words, shortfall_rows, targets
from checkup.report.filling.fields import SOURCES
from checkup.report.filling.placeholders import Value
from checkup.report.wording import Wording
from checkup.result import Result

Values = dict[str, Value]


class Record(Struct, frozen=True, kw_only=True):
    """One row: values by field id. ``label`` names it in the to-do list."""

    values: Values
    label: str
    place: int = 0
    """Which result it is of."""
    indicators: tuple[Values, ...] = ()


class Case(Struct, frozen=True, kw_only=True):
    """Everything a form can take."""

    communities: tuple[Record, ...]
    projects: tuple[Record, ...]
    shortfalls: tuple[Record, ...]
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
    for place, result in enumerate(results):
        rows = _projects(result, place, len(projects), say, reference=reference, old=old)
        communities.append(_community(result, place, len(rows), say))
        shortfalls += [
            Record(values=values, label=str(values["item"]), place=place)
            for values in shortfall_rows.rows(result, len(shortfalls), say)
        ]
        projects += rows
    return Case(
        communities=tuple(communities),
        projects=tuple(projects),
        shortfalls=tuple(shortfalls),
        total=_total(results, communities, projects, say),
        reference=reference,
    )


def added(values: Sequence[Value]) -> Value:
    """The sum of what is known; None where nothing is."""
    known = [each for each in values if isinstance(each, int | float)]
    return sum(known) if known else None


def applicant(result: Result) -> str:
    """街道 and 社区 in one name."""
    return f"{result.community.street or ''}{result.community.name}"


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
    return Record(values=values, label=block.name, place=place)


def _projects(
    result: Result, place: int, before: int, say: Wording, *, reference: bool, old: bool
) -> list[Record]:
    records = []
    for no, project in enumerate(result.plan.projects, before + 1):
        paid = money.of(project, reference=reference)
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
            "order": msgspec.structs.asdict(project.agreement).get("order"),
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
        records.append(
            Record(
                values=values, label=project.name, place=place,
                indicators=targets.rows(project.name, promised, say, old=old),
            )
        )  # fmt: skip
    return records


def _total(
    results: Sequence[Result], communities: Sequence[Record], projects: Sequence[Record],
    say: Wording,
) -> Record:  # fmt: skip
    names = [each.community.name for each in results]
    streets = {each.community.street for each in results}
    one_street = next(iter(streets)) if len(streets) == 1 else None
    whose = applicant(results[0]) if len(results) == 1 else one_street
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
    )
