"""A community's folder → its Result. The whole flow, as it reads in ARCHITECTURE.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from checkup import intake, judge, plan, problems, result
from checkup.intake import settings
from checkup.judge import people, standard
from checkup.judge.findings import build_of
from checkup.model import Answers, Assessment, Community, Item, Opinion, Problem
from checkup.policy import Policy
from checkup.report.wording import Wording
from checkup.result import CommunityBlock, ProblemRow, Result, StandardUsed

DEFAULT_STANDARD = "complete-community-2020"


def check_up(
    folder: Path,
    say: Wording,
    standard_id: str | None = None,
    overlays: tuple[str, ...] = (),
    as_of: date | None = None,
) -> Result:
    """One community, from its files to its result.

    What the command line names comes before ``checkup.yaml``. Raises
    :class:`checkup.datafiles.DataFileError` when a YAML file is broken; everything else that is
    wrong with an input becomes a problem in the result.
    """
    loaded = settings.load(folder)
    policy = loaded.applied_policy()
    rules = standard.load(
        standard_id or loaded.settings.standard or DEFAULT_STANDARD,
        overlays or loaded.settings.overlays,
    )
    told = intake.read(folder, loaded, rules.clauses(), policy)
    day = as_of or told.as_of
    assessment = judge.judge(told.community, rules, policy, day)
    opinion = _opinion(told.answers, told.community, rules, policy)
    shortfalls, projects = plan.plan(
        assessment, opinion, told.community, rules, plan.load_remedies(rules.id), policy
    )
    return Result(
        made_with=result.made_with(day),
        standard=_used(rules),
        policy=policy,
        community=_block(told.community, policy),
        sources=told.sources,
        facts=told.community.facts,
        facilities=told.community.facilities,
        spaces=told.community.spaces,
        estates=told.community.estates,
        verdicts=told.community.verdicts,
        findings=assessment.findings,
        items=_with_opinion(assessment, opinion),
        goals=assessment.goals,
        score=assessment.score,
        score_other_units=assessment.score_other_units,
        survey=opinion.survey if opinion else None,
        shortfalls=shortfalls,
        to_collect=assessment.to_collect,
        page=assessment.page,
        likely_shortfalls=plan.likely(assessment, opinion, told.community, rules, policy),
        other_shortfalls=told.community.other_shortfalls,
        plan=projects,
        problems=problem_rows((*told.problems, *assessment.problems), say),
    )


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
        community.number("profile.distributed"),
        community.number("profile.population"),
    )


def _with_opinion(assessment: Assessment, opinion: Opinion | None) -> tuple[Item, ...]:
    """The items with residents' voice beside the score, never inside it."""
    from msgspec.structs import replace

    if opinion is None:
        return assessment.items
    return tuple(
        replace(
            item,
            satisfaction=opinion.satisfaction.get(item.id),
            demand=opinion.demand.get(item.id),
        )
        for item in assessment.items
    )


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
            level=problems.CATALOGUE[each.code],
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
