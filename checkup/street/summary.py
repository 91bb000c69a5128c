"""A community's result → the one row a street holds of it."""

from __future__ import annotations

from msgspec.structs import replace

from checkup.judge.people import group_sizes
from checkup.model import Community, Item, Project, Survey
from checkup.report.figures import needs_no_works
from checkup.result import Result
from checkup.street_result import Cell, CommunityRow, ProjectRow, Rate, Share, ShortfallRow


def row(found: Result, path: str, result: str = "", page: str = "") -> CommunityRow:
    """What the street needs of a community, every figure as its own result has it.

    ``path`` is its folder below the street, ``result`` and ``page`` are names of its files.
    """
    targets = _groups(found)
    least = found.policy.min_base_print
    survey = found.survey
    overall = survey.overall if survey else None
    return CommunityRow(
        path=path,
        id=found.community.id,
        name=found.community.name,
        street=found.community.street,
        build=found.community.build,
        population=found.community.population,
        households=found.community.households,
        as_of=found.made_with.as_of,
        standard=found.standard,
        score=found.score,
        received=_countable(survey.received, least) if survey else None,
        valid=_countable(survey.valid, least) if survey else None,
        overall=_rate(overall.top2, overall.n, least) if overall else None,
        overall_withheld=survey is not None and overall is None and _asked(survey, least),
        areas=survey.areas if survey else (),
        cells=tuple(_cell(item, targets.get(item.target), least) for item in found.items),
        shortfalls=tuple(
            ShortfallRow(
                id=each.id, item=each.item, name=each.name, status=each.status,
                gap_kind=each.gap_kind, rank=each.rank, people=each.people,
            )
            for each in found.shortfalls
        ),
        projects=tuple(map(_project, found.plan.projects)),
        followed=tuple(map(_project, found.plan.followed)),
        errors=tuple(
            replace(each, source=_file(found, each.source))
            for each in found.problems
            if each.level == "error"
        ),
        warnings=sum(each.level == "warning" for each in found.problems),
        result=result,
        page=page,
    )  # fmt: skip


def _file(found: Result, source: str | None) -> str | None:
    return found.sources[source].name if source in found.sources else None


def _groups(found: Result) -> dict[str, float | None]:
    """The sizes of the target groups, from the facts the result carries."""
    community = Community(id=found.community.id, name=found.community.name, facts=found.facts)
    return {key: each.size for key, each in group_sizes(community, found.policy).items()}


def _countable(count: int, least: int) -> int | None:
    return count if count == 0 or count >= least else None


def _asked(survey: Survey, least: int) -> bool:
    """Whether enough people said how satisfied they are with everything."""
    return any(
        question.kind == "overall" and (question.scored or 0) >= max(least, 1)
        for question in survey.questions
    )


def _rate(value: float, n: int, least: int) -> Rate | None:
    return Rate(value, n) if n >= max(least, 1) else None


def _cell(item: Item, group: float | None, least: int) -> Cell:
    told, lacking = item.satisfaction, item.demand
    return Cell(
        item=item.id,
        status=item.status,
        score=item.score,
        low=item.low,
        high=item.high,
        coverage=item.coverage,
        weight=item.weight,
        satisfied=_rate(told.top2, told.n, least) if told else None,
        lacking=_rate(lacking.rate, lacking.n, least) if lacking else None,
        group=group,
        withheld=item.withheld,
    )


def _project(project: Project) -> ProjectRow:
    return ProjectRow(
        id=project.id,
        name=project.name,
        task=project.task,
        low=project.cost.low,
        typical=project.cost.typical,
        high=project.cost.high,
        year=project.start[:4] if project.start else None,
        status=project.status,
        spent=project.spent,
        free=needs_no_works(project.cost),
        funding=tuple(Share(each.channel, each.level, each.amount) for each in project.funding),
    )
