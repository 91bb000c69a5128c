"""The same person twice (method §1.2 Q4, §0): who goes, who stays, who is flagged."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from checkup.model import BLANK, Answers, Question
from checkup.opinion import duplicates, quality, vectors
from checkup.policy import Policy

ME, YOU = (b"me",), (b"you",)
SAME = [0] * 10


def answers(*rows, persons, own=None, days=None):
    """Answers of ten closed questions; the first is the group, the second the estate."""
    kinds = ["group", "estate", *["satisfaction"] * 8]
    questions = tuple(
        Question(
            id=f"q{at}", kind=kind, number=None, title=f"q{at}", item=None,
            options=tuple("abcdefgh"), multiple=False, codes=[row[at] for row in rows],
            sources=("S1",), means=("resident", *[None] * 7) if at == 0 else (None,) * 8,
            scores=(None,) * 8,
        )
        for at, kind in enumerate(kinds)
    )  # fmt: skip
    count = len(rows)
    return Answers(
        received=count, questions=questions, seconds=[None] * count, channels=["x"] * count,
        copies=[False] * count, persons=persons, self_filled=own or [None] * count,
        submitted=[datetime(2024, 1, day) for day in days or range(1, count + 1)],
    )  # fmt: skip


def judged(told):
    everyone = np.ones(told.received, dtype=bool)
    found = duplicates.same_person(told, vectors.of(told), everyone, Policy())
    return tuple(set(rows.nonzero()[0].tolist()) for rows in (found.again, found.doubtful))


def other(*changes):
    row = list(SAME)
    for at in changes:
        row[at] = 1
    return row


def test_of_two_nearly_identical_rows_the_earlier_stays():
    assert judged(answers(SAME, other(9), persons=[ME, ME], days=[2, 1])) == ({0}, set())


def test_the_more_complete_row_stays_though_it_came_later():
    short = [*SAME[:9], BLANK]
    assert judged(answers(short, SAME, persons=[ME, ME])) == ({0}, set())


def test_two_answers_of_ten_apart_are_a_family_and_flagged():
    assert judged(answers(SAME, other(8, 9), persons=[ME, ME])) == (set(), {0, 1})


def test_equal_answers_of_two_people_are_no_duplicates():
    assert judged(answers(SAME, SAME, SAME, persons=[ME, YOU, ()])) == (set(), set())


def test_on_ones_own_phone_the_same_group_and_estate_is_the_same_person():
    rows = (SAME, other(5, 6, 7, 8))
    assert judged(answers(*rows, persons=[ME, ME], own=[True, True])) == ({1}, set())
    assert judged(answers(*rows, persons=[ME, ME], own=[True, None])) == (set(), {0, 1})
    elsewhere = (SAME, other(1, 6, 7, 8))
    assert judged(answers(*elsewhere, persons=[ME, ME], own=[True, True])) == (set(), {0, 1})


def test_what_an_interviewer_typed_stays_even_when_identical():
    assert judged(answers(SAME, SAME, persons=[ME, ME], own=[False, False])) == (set(), {0, 1})


def test_six_differing_rows_of_one_phone_are_six_households():
    rows = [[0, 0, *[at] * 8] for at in range(6)]
    alike = judged(answers(*rows, rows[0], persons=[ME] * 7, own=[True] * 7))
    assert alike == (set(), set(range(7)))
    assert judged(answers(*rows[:5], rows[0], persons=[ME] * 6)) == ({5}, set(range(5)))


def test_a_phone_and_an_openid_meet_in_one_person():
    persons = [(b"openid",), (b"openid", b"phone"), (b"phone",)]
    assert judged(answers(SAME, SAME, SAME, persons=persons)) == ({1, 2}, set())


def test_a_row_that_an_earlier_rule_excluded_duplicates_nobody():
    told = answers([BLANK] * 10, SAME, other(9), persons=[ME] * 3)
    screened = quality.screen(told, Policy())
    assert screened.excluded == {"Q2": 1, "Q4": 1}
    assert screened.valid.tolist() == [False, True, False]


def test_eleven_thousand_rows_under_one_key_are_flagged_and_quick():
    rows = [[0, 0, *[at % 8] * 8] for at in range(11_000)]
    again, doubtful = judged(answers(*rows, persons=[ME] * 11_000, days=[1] * 11_000))
    assert again == set()
    assert len(doubtful) == 11_000
