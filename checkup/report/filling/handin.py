"""What a reviewer would send an application back for, looked at before it is handed in.

``blocks``: the file stays 草稿, and ``--strict`` refuses it. Everything else is a line to read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from checkup.model import Project
from checkup.report import figures, plan_words
from checkup.report.filling import involved, money, project_words, targets
from checkup.report.filling.fields import source_of
from checkup.report.filling.records import named, under_way
from checkup.report.wording import Wording
from checkup.result import Result

_POWER_80 = 2.801585
"""z of 95 % two-sided plus z of 80 % power."""


class Check(Struct, frozen=True, kw_only=True):
    """One thing found: its code, whose, the sentence, and whether it stands in the way."""

    code: str
    whose: str
    sentence: str
    blocks: bool


def checks(
    results: Sequence[Result], say: Wording, *, reference: bool, of_projects: bool = True
) -> list[Check]:  # fmt: skip
    """Everything found, in the order of the table; ``of_projects``: the form asks for projects."""
    found: list[Check] = []
    several = len(results) > 1
    for result in results:
        found += _community(result, say)
        if not of_projects:
            continue
        for project in result.plan.projects:
            whose = named(project.name, result, say, several=several)
            found += _project(result, project, whose, say, reference=reference)
        found += _marks(result, say)
        found += _measurable(result, say)
    return [*_chosen(results, say), *found] if of_projects else found


def _chosen(results: Sequence[Result], say: Wording) -> Iterator[Check]:
    """What a budget chose and what it left; of one that several share once."""
    purses: dict[tuple[int, int, str], list[Result]] = {}
    for each in results:
        plan = each.plan
        if plan.budget is not None and plan_words.refused(plan, say) is None:
            alone = each.community.id if plan.purse == 1 else ""
            purses.setdefault((plan.budget, plan.purse, alone), []).append(each)
    for (budget, _, alone), members in purses.items():
        whole = len(members) == len(results) and not alone
        names = say("figure.join").join(each.community.name for each in members)
        yield _check(
            "chosen", say("handin.whole_file") if whole else names, say,
            blocks=False, budget=figures.wan(budget, say),
            count=sum(len(each.plan.projects) for each in members),
            left=sum(plan_words.count_left(each.plan) for each in members),
        )  # fmt: skip


def _check(code: str, whose: str, say: Wording, *, blocks: bool = True, **slots: object) -> Check:
    return Check(code=code, whose=whose, blocks=blocks, sentence=say(f"handin.{code}", **slots))


def _community(result: Result, say: Wording) -> Iterator[Check]:
    people, line = result.community.population, result.policy.population_high
    if people is not None and people > line and result.community.units is None:
        yield _check("units", result.community.name, say, people=figures.whole(people, say),
                     line=figures.whole(line, say))  # fmt: skip


def _project(
    result: Result, project: Project, name: str, say: Wording, *, reference: bool
) -> Iterator[Check]:  # fmt: skip
    if _plain(project.name) in {_plain(each.name) for each in under_way(result)}:
        yield _check("settled", name, say)
    paid = money.of(project, reference=reference)
    yield from _price(project, name, paid, say, reference=reference)
    if paid.total is not None:
        yield from _sources(project, name, paid, paid.total, say)
    yield from _dates(project, name, say)
    counts = involved.of(result, project.estates)
    missing = [
        say(f"handin.count.{key}")
        for key in ("estates", "buildings", "households", "floor_area")
        if getattr(counts, key) is None
    ]
    if missing:
        yield _check("counts", name, say, missing=project_words.joined(missing, say) or "")
    told = project_words.told(project)
    lacking = [say(f"handin.lacks.{key}") for key in ("contact", "phone") if not told.get(key)]
    if lacking:
        yield _check("contact", name, say, missing=project_words.joined(lacking, say) or "")
    if project.beneficiaries is not None and targets.people(result, project) is None:
        yield _check("people_estimated", name, say, blocks=False)


def _price(
    project: Project, name: str, paid: money.Paid, say: Wording, *, reference: bool
) -> Iterator[Check]:  # fmt: skip
    """Why the total is blank or only a reference; a quote somebody told is not asked for again."""
    quoted = project.cost.lacks is not None
    if paid.open == "unpriced":
        yield _check("price_uncounted" if quoted else "price_unpriced", name, say)
    elif paid.open == "unsigned" and not quoted:
        yield _check("price_unsigned", name, say)
    if project.cost.lacks and not money.confirmed(project):
        lacking = [say(f"handin.lacks.{key}") for key in project.cost.lacks]
        yield _check("price_lacks", name, say,
                     missing=project_words.joined(lacking, say) or "")  # fmt: skip
    if paid.reference and reference:
        yield _check("reference", name, say)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _sources(
    project: Project, name: str, paid: money.Paid, total: int, say: Wording
) -> Iterator[Check]:  # fmt: skip
    amounts = [each for each in project.funding if each.amount is not None]
    told = sum(each.amount or 0 for each in amounts)
    if not amounts:
        yield _check("no_sources", name, say, total=project_words.wan(total))
    elif told != total:
        yield _check("sum", name, say, told=f"{told:,}", total=f"{total:,}")
    if paid.unplaced:
        yield _check("unplaced", name, say,
                     channels=project_words.joined(paid.unplaced, say) or "")  # fmt: skip
    for each in amounts:
        if each.share is not None and (each.amount or 0) > each.share * total:
            yield _check("share", name, say, channel=each.channel,
                         share=figures.share(each.share, say),
                         told=figures.share((each.amount or 0) / total, say))  # fmt: skip
        elif each.share is None and source_of(each.code, each.level, each.channel) == "upper":
            yield _check("share_unknown", name, say, blocks=False, channel=each.channel)
    levels = Counter(each.level for each in {(one.level, one.channel): one for one in amounts
                                             if one.amount}.values())  # fmt: skip
    for level, count in sorted(levels.items()):
        if count > 1:
            yield _check("two_channels", name, say, level=level)


def _dates(project: Project, name: str, say: Wording) -> Iterator[Check]:
    first, last = figures.quarter_index(project.start), figures.quarter_index(project.finish)
    if first is None or last is None:
        yield _check("no_dates", name, say)
    elif first > last:
        yield _check("dates", name, say,
                     start=figures.quarter(project.start or "", say),
                     finish=figures.quarter(project.finish or "", say))  # fmt: skip


def _marks(result: Result, say: Wording) -> Iterator[Check]:
    """Thresholds that nobody has checked against the text of the standard."""
    used = {rule for each in result.plan.projects for rule in each.rules}
    for finding in result.findings:
        if finding.rule in used and finding.mark in ("memory", "second_hand", "doubt"):
            yield _check("mark", result.community.name, say, blocks=False, rule=finding.rule,
                         mark=say(f"mark.{finding.mark}"), reference=finding.reference)  # fmt: skip


def _measurable(result: Result, say: Wording) -> Iterator[Check]:
    """Whether a promised rise of 满意率 could be told from chance (method §6.3)."""
    survey = result.survey
    target = result.policy.target_satisfied
    name = result.community.name
    if survey is None or survey.overall is None:
        yield _check("no_baseline", name, say, blocks=False, target=figures.share(target, say))
        return
    base, n = survey.overall.top2, survey.overall.n
    told = survey.sample.detectable if survey.sample else None
    least = detectable(n) if told is None else told
    if (target - base) * 100 < least:
        yield _check(
            "measurable", name, say, blocks=False, target=figures.share(target, say),
            base=figures.share(base, say), least=figures.plain(least, 1), n=n,
        )  # fmt: skip


def detectable(n: int) -> float:
    """The smallest change of a share, in points, that two rounds of ``n`` can show (§6.3)."""
    return _POWER_80 * math.sqrt(2 * 0.25 / n) * 100
