"""No hidden count of a few people is the only one that fits what is printed (method §1.11)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from test_published import FIVE, SCALE, SCALE_MEANS, heard, made_up

from checkup.model import QuestionResult
from checkup.opinion import solved


def compositions(total: int, width: int) -> Iterator[tuple[int, ...]]:
    if width == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, width - 1):
            yield (first, *rest)


def forced(cells: list[int], hidden: frozenset[int], sums: list[solved.Sum]) -> set[int]:
    """The oracle: places of hidden counts that are the same in every solution."""
    places = sorted(hidden)
    total = sum(cells[at] for at in places)
    fits = [
        each for each in compositions(total, len(places))
        if all(
            sum(s[at] * (n - cells[at]) for at, n in zip(places, each, strict=True)) == 0
            for s in sums
        )
    ]  # fmt: skip
    return {at for k, at in enumerate(places) if len({each[k] for each in fits}) == 1}


def test_a_mean_beside_two_hidden_counts_tells_both():
    # the fault that was found: 75 answers, mean 48.0, so 9 and 9
    cells = [9, 13, 25, 19, 9]
    assert solved.by_mean(FIVE, cells, {0, 4}, [], 10)
    hidden, shares, no_mean = solved.kept(FIVE, cells, frozenset({0, 4}), [(0, 1), (3, 4)], 10)
    assert (hidden, shares, no_mean) == (frozenset(range(5)), [True, False], False)
    sums = [*solved.moments(FIVE), solved.share((0, 1), 5)]
    assert forced(cells, hidden, sums).isdisjoint({0, 4})


def test_three_points_leave_no_room_and_have_no_mean():
    hidden, _, no_mean = solved.kept((100.0, 50.0, 0.0), [4, 30, 60], frozenset({0, 1}), [], 10)
    assert (hidden, no_mean) == (frozenset({0, 1}), True)


counts = st.lists(st.integers(0, 16), min_size=3, max_size=5)


@settings(max_examples=150, deadline=None)
@given(counts, st.data())
def test_no_hidden_count_of_a_few_is_forced_by_what_is_printed(cells, data):
    width = len(cells)
    scores = [100 * (1 - Fraction(at, width - 1)) for at in range(width)]
    few = [at for at, n in enumerate(cells) if 0 < n < 10]
    extra = data.draw(st.sets(st.integers(0, width - 1)))
    parts = [tuple(range(width // 2)), tuple(range(width - width // 2, width))]
    hidden, shares, no_mean = solved.kept(scores, cells, frozenset({*few, *extra}), parts, 10)
    if no_mean or not hidden:
        return
    told = [solved.share(part, width) for part, fine in zip(parts, shares, strict=True) if fine]
    told += solved.moments(scores)
    assert forced(cells, hidden, told).isdisjoint(few)


def test_what_is_kept_back_of_a_mean_leaves_in_no_other_figure():
    # three points: the mean and two shares would tell all three
    told = made_up(3, 90, 0.0)
    codes = [0] * 12 + [1] * 40 + [2] * 33 + [-1] * 5
    three = {
        "options": (SCALE[0], SCALE[2], SCALE[4]), "means": (SCALE_MEANS[0], SCALE_MEANS[2],
        SCALE_MEANS[4]), "scores": (100.0, 50.0, 0.0),
    }  # fmt: skip
    few = [0] * 12 + [1] * 5 + [2] * 68 + [-1] * 5
    for given_, hides in ((codes, False), (few, True)):
        questions = tuple(
            replace(q, codes=given_, **three) if q.id == "s4" else
            replace(q, codes=[0] * 90) if q.id == "who" else q
            for q in told.questions
        )  # fmt: skip
        found = heard(replace(told, questions=questions))
        (question,) = [q for q in found.survey.questions if q.id == "s4"]
        assert (question.mean is None) == hides
        assert ("satisfaction" in found.withheld.get("CCS-04", ())) == hides


def lines(
    question: QuestionResult,
) -> Iterator[tuple[int | None, int, float | None, dict[str, int]]]:
    """(base, hidden, mean, counts) of the question and of each of its columns."""
    yield (
        question.scored,
        question.hidden,
        question.mean,
        {each.label: each.count for each in question.options},
    )
    for table in question.breakdowns:
        for each in table.columns:
            told = {option.label: option.count for option in each.options}
            yield each.n, each.hidden, each.mean and each.mean.value, told


@pytest.mark.parametrize("seed", range(6))
def test_no_line_of_a_survey_prints_one_or_two_hidden_counts_and_a_mean(seed):
    found = heard(made_up(seed, 140, 0.4)).survey
    for question in found.questions:
        if question.scored is not None:
            for _, hidden, mean, _ in lines(question):
                assert not 0 < hidden <= 2 or mean is None, question.id


def test_thirds_of_a_scale_are_thirds_and_too_large_numbers_tell_nothing() -> None:
    thirds = solved.moments([0.0, 100 / 3, 200 / 3, 100.0])
    assert thirds[0] == (0, Fraction(100, 3), Fraction(200, 3), 100)
    # seven points, as a questionnaire of one's own may have them
    scores = [at * 100 / 6 for at in range(7)]
    cells = [20, 4, 15, 30, 12, 5, 25]
    assert not solved.by_mean(scores, cells, range(7), [], 10)
    # no other counts are found on points without a common measure, and none is looked for
    odd = [0.0, 1.234, 17.77, 33.31, 50.03, 77.7, 100.0]
    assert solved.by_mean(odd, cells, range(7), [], 10)
