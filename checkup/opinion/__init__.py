"""What residents say, with bases and intervals. It never enters a score (method P-2.11).

The standard is about residents, so the headline is 居民: satisfaction, demand and the tables are
theirs; office workers and merchants appear as counts. Unweighted (method §0).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import compress
from typing import TYPE_CHECKING

from checkup.model import Answers, Opinion, OptionCount, Satisfaction, Survey, Weighting
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.quality import Rows


def listen(
    answers: Answers,
    targets: Mapping[str, str],
    group_sizes: Mapping[str, float | None],
    policy: Policy,
    distributed: float | None = None,
    population: float | None = None,
) -> Opinion:
    """The opinion block of a community. ``distributed`` is 发放 and ``population`` N, if known.

    ``targets`` maps each item to its target group, ``group_sizes`` each group to N_g from the
    register (None: unknown, so no number of people). An item with fewer answers than the
    smallest printed base has no satisfaction or demand. Counts between 0 and that base are
    merged or left out, never shown.
    """
    from checkup.opinion import demand, quality, reliability, said, tables

    screened = quality.screen(answers, policy)
    given, answers = answers, screened.answers
    headline = screened.valid & quality.residents(answers)
    groups = _groups(answers, screened.valid)
    least = policy.min_base_print
    rated: dict[str, list[Satisfaction]] = {}
    overall = None
    for question in answers.questions:
        if question.kind not in ("satisfaction", "overall"):
            continue
        found = tables.satisfaction(question, headline, policy)
        if question.kind == "overall":
            overall = overall or found
        elif found is not None and question.item in targets:
            rated.setdefault(question.item or "", []).append(found)

    counted = demand.count(answers, headline, targets)
    prior = demand.prior(counted)
    channels = Counter(compress(answers.channels, screened.valid.tolist()))
    survey = Survey(
        received=answers.received,
        valid=int(screened.valid.sum()),
        excluded=screened.excluded,
        flagged=screened.flagged,
        channels=_shown(channels, least, answers.merged_label),
        groups=_shown({name: int(rows.sum()) for name, rows in groups.items()}, least,
                      answers.merged_label),
        weighting=Weighting(
            used=False, n_eff=float(headline.sum()), deff=1.0, why="survey.weighting.unweighted"
        ),
        questions=tuple(
            tables.table(
                question,
                screened.valid if question.kind == "group" else headline,
                {} if question.kind == "group" else groups,
                answers.merged_label,
                policy,
            )
            for question in answers.questions
        ),
        overall=overall,
    )  # fmt: skip
    survey = reliability.told(survey, given, screened, distributed, population, policy)
    return Opinion(
        survey=survey,
        satisfaction={item: _together(rated[item]) for item in targets if item in rated},
        demand={
            item: demand.estimate(counted[item], prior, group_sizes.get(targets[item]), policy)
            for item in targets
            if prior is not None and item in counted and counted[item].n >= max(least, 1)
        },
        prior=prior,
        said=said.said(answers, headline, groups, least),
    )


def _groups(answers: Answers, valid: Rows) -> dict[str, Rows]:
    """居民 · 办公 · 商户 → their valid rows, for groups that are in the survey at all."""
    from checkup.opinion import quality

    question = next((q for q in answers.questions if q.kind == "group"), None)
    if question is None:
        return {}
    codes = quality.codes_of(question)
    groups = {label: valid & (codes == at) for at, label in enumerate(question.options)}
    return {label: rows for label, rows in groups.items() if rows.any()}


def _shown(counts: Mapping[str, int], least: int, merged: str) -> dict[str, int]:
    """Counts, most frequent first; small ones merged, or left out when still small together."""
    from checkup.opinion.tables import folded

    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    cells = [OptionCount(name, count) for name, count in ordered]
    shown = folded(cells, least, merged) or [cell for cell in cells if cell.count >= least]
    return {cell.label: cell.count for cell in shown}


def _together(found: list[Satisfaction]) -> Satisfaction:
    """An item's satisfaction: the mean of its questions' figures, the smallest of their bases."""
    n = len(found)
    return Satisfaction(
        mean=sum(s.mean for s in found) / n,
        low=sum(s.low for s in found) / n,
        high=sum(s.high for s in found) / n,
        n=min(s.n for s in found),
        top2=sum(s.top2 for s in found) / n,
        top2_low=sum(s.top2_low for s in found) / n,
        top2_high=sum(s.top2_high for s in found) / n,
    )
