"""A community's folder → its Result. The whole flow, as it reads in ARCHITECTURE.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checkup import intake, judge, plan, problems, result
from checkup.datafiles import DataFileError
from checkup.intake import settings
from checkup.judge import people, standard
from checkup.judge.findings import build_of
from checkup.model import (
    Answers,
    Assessment,
    Community,
    Demand,
    Item,
    Opinion,
    Problem,
    Wishes,
)
from checkup.needs import Waiting
from checkup.opinion import services, voices
from checkup.pipeline.again import Alike, community_of, needed_to_plan, plan_again
from checkup.policy import Policy
from checkup.report.wording import Wording
from checkup.result import CommunityBlock, ProblemRow, Result, StandardUsed

__all__ = [
    "DEFAULT_STANDARD",
    "Alike",
    "Examined",
    "check_up",
    "community_of",
    "edition",
    "examine",
    "needed_to_plan",
    "plan_again",
    "problem_rows",
]

DEFAULT_STANDARD = "complete-community-2020"


class Examined(Struct, frozen=True):
    """A community's result, and beside it the masked words that wait for a person (待归类.xlsx),
    which are never part of a result."""

    result: Result
    waiting: tuple[Waiting, ...]


def check_up(
    folder: Path,
    say: Wording,
    standard_id: str | None = None,
    overlays: tuple[str, ...] = (),
    as_of: date | None = None,
    given: intake.Gathered | None = None,
) -> Result:
    """One community, from its files to its result. See :func:`examine`."""
    return examine(folder, say, standard_id, overlays, as_of, given).result


def examine(
    folder: Path,
    say: Wording,
    standard_id: str | None = None,
    overlays: tuple[str, ...] = (),
    as_of: date | None = None,
    given: intake.Gathered | None = None,
    round_: str | None = None,
) -> Examined:
    """One community, from its files to its result, and the words a person has to sort.

    ``given`` is its part of its street's files. What the command line names comes before
    ``checkup.yaml``. Raises :class:`checkup.datafiles.DataFileError` when a YAML file is broken;
    everything else that is wrong with an input becomes a problem in the result.
    """
    loaded = settings.load(folder)
    policy = loaded.applied_policy()
    rules = standard.load(
        standard_id or loaded.settings.standard or DEFAULT_STANDARD,
        overlays or loaded.settings.overlays,
    )
    told = intake.read(folder, loaded, rules.clauses(), policy, given, round_)
    day = as_of or told.as_of
    assessment = judge.judge(told.community, rules, policy, day)
    heard = _opinion(told.answers, told.community, rules, policy)
    remedies = plan.load_remedies(rules.id)
    items, opinion = _with_opinion(assessment, heard, policy)
    assessment = replace(assessment, items=items)
    case = plan.case_of(assessment, opinion, told.community, rules, remedies, policy, day)
    shortfalls = plan.shortfalls_of(case, assessment, rules)
    wishes = _wishes(loaded)
    try:
        (projects,) = plan.planned([case], wishes)
    except plan.UnknownIdError as unknown:
        raise _refused(loaded, "plan", str(unknown.args[0])) from unknown
    needs, spoken = voices.heard(
        told.mentions,
        opinion.said if opinion else None,
        told.community.number("profile.population"),
        policy,
    )
    found = Result(
        made_with=result.made_with(day),
        standard=_used(rules),
        policy=policy,
        community=_block(told.community, policy),
        sources=told.sources,
        facts=told.community.facts,
        facilities=told.community.facilities,
        spaces=told.community.spaces,
        estates=told.community.estates,
        buildings=told.community.buildings,
        verdicts=told.community.verdicts,
        findings=assessment.findings,
        items=items,
        goals=assessment.goals,
        score=assessment.score,
        score_other_units=assessment.score_other_units,
        survey=opinion.survey if opinion else None,
        shortfalls=shortfalls,
        to_collect=assessment.to_collect,
        page=assessment.page,
        likely_shortfalls=plan.likely(assessment, opinion, told.community, rules, policy),
        other_shortfalls=told.community.other_shortfalls,
        to_verify=plan.lists.to_verify(items),
        estate_lists=plan.lists.by_estate(told.community, shortfalls, projects),
        local_prices=told.community.local_prices,
        stored_projects=told.community.stored_projects,
        demand_prior=opinion.prior if opinion else None,
        demand_of_rules=_of_rules(opinion, items),
        needs=needs,
        voices=spoken,
        services=services.rated(
            told.community.services, opinion.survey if opinion else None, policy
        ),
        plan=projects,
        problems=problem_rows(
            (
                *told.problems,
                *assessment.problems,
                *plan.prices.objections(remedies, told.community.local_prices),
                *plan.store.objections(told.community, rules),
            ),
            say,
        ),
    )
    return Examined(found, told.waiting)


def edition(
    folder: Path, standard_id: str | None = None, overlays: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """The data files that :func:`examine` judges by, by their names below the standard's folder."""
    loaded = settings.load(folder)
    name = standard_id or loaded.settings.standard or DEFAULT_STANDARD
    return standard.edition(name, overlays or loaded.settings.overlays)


def _of_rules(opinion: Opinion | None, items: Sequence[Item]) -> dict[str, Demand]:
    """Demand that was asked of a clause of its own."""
    if opinion is None:
        return {}
    own = {item.id for item in items}
    return {rule: demand for rule, demand in opinion.demand.items() if rule not in own}


def _wishes(loaded: settings.Loaded) -> Wishes:
    """What checkup.yaml asks of the plan. Raises DataFileError for a sum that is none."""
    try:
        return plan.wishes.settled(loaded.settings.plan)
    except plan.wishes.UnreadableError as slip:
        raise _refused(loaded, f"plan.{slip.args[0]}", str(slip.args[0])) from slip


def _refused(loaded: settings.Loaded, path: str, found: str) -> DataFileError:
    if loaded.source is None:
        return DataFileError("reference", Path(settings.FILE_NAMES[0]), path=path, found=found)
    return loaded.source.fault("reference", path, found=found)


def _opinion(
    answers: Answers | None, community: Community, rules: standard.Standard, policy: Policy
) -> Opinion | None:
    """What residents say, or None without a questionnaire (numpy stays unloaded then)."""
    if answers is None:
        return None
    from checkup import opinion

    sizes = people.group_sizes(community, policy)
    return opinion.listen(
        answers,
        {item.id: item.target for item in rules.items},
        {target: group.size for target, group in sizes.items()},
        policy,
        opinion.register_of(community, policy),
        community.number("profile.distributed"),
        community.number("profile.population"),
    )


def _with_opinion(
    assessment: Assessment, heard: Opinion | None, policy: Policy
) -> tuple[tuple[Item, ...], Opinion | None]:
    """The items with residents' voice beside the score, and of that voice what may be printed."""
    if heard is None:
        return assessment.items, None
    from checkup.opinion import printed

    return printed.beside(assessment.items, heard, policy), printed.only(heard, policy)


def _used(rules: standard.Standard) -> StandardUsed:
    return StandardUsed(
        id=rules.id,
        version=rules.version,
        sha256=rules.sha256,
        overlays=rules.overlays,
        name=rules.name,
        overlay_names=rules.overlay_names,
    )


def _block(community: Community, policy: Policy) -> CommunityBlock:
    return CommunityBlock(
        id=community.id,
        name=community.name,
        street=community.street,
        build=community.build,
        population=community.number("profile.population"),
        households=community.number("profile.households"),
        area_ha=community.number("profile.area_ha"),
        units=community.units,
        parking_per_household=_parking(community, policy),
    )


def _parking(community: Community, policy: Policy) -> float | None:
    """Spaces per household of an existing community; a new one is judged on them (CCS-10.a)."""
    spaces = community.number("profile.parking_spaces")
    households = community.number("profile.households")
    existing = build_of(community, policy) in ("existing", "old")
    if not existing or spaces is None or not households:
        return None
    return spaces / households


def problem_rows(found: Iterable[Problem], say: Wording) -> tuple[ProblemRow, ...]:
    """Problems with their sentences; the worst first, then as they were met."""
    order = {"error": 0, "warning": 1, "notice": 2}
    rows = [
        ProblemRow(
            code=each.code,
            level=problems.level(each.code),
            source=each.source,
            sheet=each.sheet,
            cell=each.cell,
            found=each.found[:200],
            expected=say(f"problems.{each.code}.expected", **each.slots),
            fix=say(f"problems.{each.code}.fix", **each.slots),
        )
        for each in found
    ]
    return tuple(sorted(rows, key=lambda row: order[row.level]))
