"""Every question of the survey, mapped or not, with its table and its groups (method §1.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import compress
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from checkup.model import Answers, Breakdown, Meaning, QuestionResult, Weighting
from checkup.opinion import breakdown, groups, quality, suppress, tables, targets
from checkup.opinion.codes import codes_of
from checkup.opinion.groups import Division, Overlap
from checkup.opinion.register import Register
from checkup.opinion.tables import Shape, Told
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Codes, Rows
    from checkup.opinion.weights import Weights

_OTHERS: tuple[Meaning, ...] = ("office", "merchant")


class Crowd(Struct, frozen=True, kw_only=True):
    """Whose answers count, and how they are divided.

    ``coded`` has every question's codes over all rows; ``rows`` are the positions of the
    headline's, with ``weights`` as long as these; ``made`` are the categories that questions
    make of them, ``columns`` those that divide the other questions. ``groups`` are the rows of
    each group by label, ``resident`` the headline's own label. ``population`` is told for random
    samples only.
    """

    coded: Mapping[str, Codes]
    valid: Rows
    headline: Rows
    rows: Codes
    groups: Mapping[str, Rows]
    resident: str | None
    others: tuple[str, ...]
    made: Mapping[str, Division]
    columns: tuple[Division, ...]
    overlaps: tuple[Overlap, ...]
    weights: Weights | None
    weighting: Weighting
    population: float | None

    @property
    def ages(self) -> Division | None:
        """The age categories of every table; None where age was not asked."""
        return next((each for each in self.made.values() if each.variable == "age"), None)

    def all_weights(self) -> Weights | None:
        """Weights of all rows, 0 outside the headline."""
        import numpy as np

        if self.weights is None:
            return None
        found = np.zeros(len(self.headline))
        found[self.rows] = self.weights
        return found


def crowd(answers: Answers, valid: Rows, register: Register, policy: Policy) -> Crowd:
    """The valid rows by group, the residents by age, sex and estate, and their weights."""
    import numpy as np

    coded = {question.id: codes_of(question) for question in answers.questions}
    headline = valid & quality.residents(answers)
    rows = np.flatnonzero(headline)
    here = {id_: codes[rows] for id_, codes in coded.items()}
    made = groups.divisions(answers, here, answers.merged_label, policy.min_base_print)
    # of two questions about the same the first counts
    first = {each.variable: each for each in reversed(made.values()) if len(each.labels) > 1}
    divisions = tuple(first[variable] for variable in sorted(first))
    weights, weighting = targets.weighted(divisions, register, len(rows), policy)
    question = next((q for q in answers.questions if q.kind == "group"), None)
    members: dict[str, Rows] = {}
    said: dict[Meaning | None, str] = {}
    if question is not None and not question.multiple:
        codes = coded[question.id]
        members = {label: valid & (codes == at) for at, label in enumerate(question.options)}
        members = {label: rows for label, rows in members.items() if rows.any()}
        said = {means: question.options[at] for at, means in enumerate(question.means)}
    columns = [each for each in divisions if each.variable == "estate"]
    for each in divisions:
        if each.variable == "age":
            ages = groups.for_columns(each, policy.min_base_rank)
            columns += [ages] if ages else []
    return Crowd(
        coded=coded,
        valid=valid,
        headline=headline,
        rows=rows,
        groups=members,
        resident=said.get("resident"),
        others=tuple(said[means] for means in _OTHERS if said.get(means) in members),
        made=made,
        columns=tuple(columns),
        overlaps=groups.children(answers, here),
        weights=weights,
        weighting=weighting,
        population=register.population if policy.sampling != "开放链接" else None,
    )


def questions(answers: Answers, crowd: Crowd, policy: Policy) -> list[Told]:
    """Every question's table over the residents, with a column per group.

    The question that tells the groups apart is over all valid rows and has no columns.
    """
    found = []
    for question in answers.questions:
        codes = crowd.coded[question.id]
        if question.kind == "group":
            found.append(tables.table(tables.shape(question), codes[crowd.valid], policy))
            continue
        shape = tables.shape(question, crowd.made.get(question.id))
        told = tables.table(
            shape, codes[crowd.rows], policy,
            weights=None if question.multiple else crowd.weights,
            population=crowd.population,
        )  # fmt: skip
        found.append(replace(told, result=_with_groups(shape, crowd, told, policy)))
    return found


def _with_groups(shape: Shape, crowd: Crowd, told: Told, policy: Policy) -> QuestionResult:
    """The question's table with its columns; of an open question only the bases."""
    codes, least = crowd.coded[shape.question.id], policy.min_base_print
    if shape.question.kind == "open":
        bases = {label: int((codes[rows] >= 0).sum()) for label, rows in crowd.groups.items()}
        return replace(told.result, by_group={name: n for name, n in bases.items() if n >= least})
    groups_ = breakdown.by_groups(
        shape,
        (crowd.resident, told) if crowd.resident else None,
        {label: codes[crowd.groups[label]] for label in crowd.others},
        policy,
    )
    # a table of one cell tells bases only
    worth = told.base >= least and (len(shape.parts) > 1 or shape.question.multiple)
    divided = _divided(shape, codes[crowd.rows], crowd, told, policy) if worth else []
    return replace(
        told.result,
        by_group={each.label: each.n for each in groups_.columns} if groups_ else {},
        breakdowns=tuple(each for each in (groups_, *divided) if each is not None),
    )


def _divided(
    shape: Shape, codes: Codes, crowd: Crowd, told: Told, policy: Policy
) -> list[Breakdown | None]:
    found = [
        breakdown.by_division(shape, codes, division, told, policy)
        for division in crowd.columns
        if division.variable != shape.question.kind
    ]
    if shape.question.kind != "household":
        found.append(breakdown.by_overlaps(shape, codes, crowd.overlaps, told, policy))
    return found


def importance(told: list[Told], targets: Mapping[str, str]) -> dict[str, float]:
    """Item → asked importance on 0–100, the mean of its questions."""
    found: dict[str, list[float]] = {}
    for each in told:
        result = each.result
        item = result.item if result.kind == "importance" else None
        if item is not None and item in targets and result.mean is not None:
            found.setdefault(item, []).append(result.mean)
    return {item: sum(means) / len(means) for item, means in found.items()}


def group_counts(crowd: Crowd, policy: Policy) -> dict[str, int]:
    """Valid rows per group, the most frequent first, without groups of a few people."""
    counts = {label: int(rows.sum()) for label, rows in crowd.groups.items()}
    hidden = suppress.line(list(counts.values()), policy.min_base_print)
    shown = [(label, n) for at, (label, n) in enumerate(counts.items()) if at not in hidden and n]
    return dict(sorted(shown, key=lambda pair: (-pair[1], pair[0])))


def channels(answers: Answers, valid: Rows, policy: Policy) -> dict[str, int]:
    """Valid rows per channel, the most frequent first, small ones together at the end."""
    counts = Counter(compress(answers.channels, valid.tolist()))
    names = sorted(counts, key=lambda name: (-counts[name], name))
    found: dict[str, int] = {}
    for group in suppress.merged([counts[name] for name in names], policy.min_base_print):
        n = sum(counts[names[at]] for at in group)
        if not suppress.small(n, policy.min_base_print):
            found[names[group[0]] if len(group) == 1 else answers.merged_label] = n
    return found


def days(answers: Answers, valid: Rows) -> list[date]:
    """When the valid rows were answered, as far as they tell; rows typed from paper tell when
    they were typed."""
    typed = answers.paper or [False] * len(answers.submitted)
    told = zip(answers.submitted, typed, valid.tolist(), strict=True) if answers.submitted else ()
    return [when.date() for when, paper, counts in told if counts and when and not paper]


def weighting(crowd: Crowd, overall: Told | None) -> Weighting:
    """The account of the weights with overall satisfaction beside the headline's."""
    if overall is None or not overall.open:
        return crowd.weighting
    return replace(crowd.weighting, overall=overall.weighted)
