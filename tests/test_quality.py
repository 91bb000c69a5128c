"""Which rows count (method §1.2): one rule at a time. All answers are made up."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from checkup.intake import mapping
from checkup.model import BLANK, SKIPPED, Answers, Question
from checkup.opinion import listen, quality, speed
from checkup.policy import Policy

POLICY = Policy()
START = datetime(2024, 5, 1, 9, 0)
FIVE = ("非常满意", "满意", "一般", "不满意", "非常不满意")
FIVE_MEANS = ("satisfied", "satisfied", "neutral", "dissatisfied", "dissatisfied")
SCORES = (100.0, 75.0, 50.0, 25.0, 0.0)
ROWS = 16
"""Rows of the matrix in ``answers``: enough closed answers for Q5."""


def question(id_, kind, codes, options=("甲", "乙"), means=(), **more):
    return Question(
        id=id_, kind=kind, number=None, title=id_, item=more.pop("item", None), options=options,
        multiple=more.pop("multiple", False), codes=list(codes), sources=("S1",),
        means=means or (None,) * len(options),
        scores=SCORES if options == FIVE else (None,) * len(options), **more,
    )  # fmt: skip


def answers(count, *extra, code=lambda row, at: (row * 7 + at * (row % 3 + 1)) % 5, **more):
    """``count`` people with one matrix of 16 rows, all different, and what a test adds."""
    matrix = [
        question(f"m.{at}", "satisfaction", [code(row, at) for row in range(count)], FIVE,
                 FIVE_MEANS, item=f"CCS-{at + 1:02d}", matrix="m")
        for at in range(ROWS)
    ]  # fmt: skip
    return replace(
        Answers(
            received=count, questions=(*matrix, *extra), seconds=[None] * count,
            channels=["微信"] * count, copies=[False] * count, merged_label="+",
            persons=[()] * count, self_filled=[True] * count,
            submitted=[START + timedelta(hours=row) for row in range(count)],
            addresses=[None] * count, interviewers=[None] * count, paper=[False] * count,
            tests=[False] * count, odd_names=[False] * count,
        ),
        **more,
    )  # fmt: skip


def screened(told, **policy):
    found = quality.screen(told, replace(POLICY, **policy))
    assert int(found.valid.sum()) == told.received - sum(found.excluded.values())
    return found


def verdict(told, **policy):
    found = screened(told, **policy)
    return found.excluded, found.flagged


# --- Q0 --------------------------------------------------------------------------------------


def test_clean_rows_break_no_rule():
    assert verdict(answers(40)) == ({}, {})


def test_q0_a_test_row_goes_and_a_name_like_abc_is_only_flagged():
    told = answers(12, tests=[True] + [False] * 11, odd_names=[False] * 10 + [True] * 2)
    assert verdict(told) == ({"Q0": 1}, {"Q0_name": 2})


def test_q0_who_refused_or_left_consent_blank_goes_and_who_was_not_asked_stays():
    consent = question("c", "consent", [0] * 8 + [1, 1, BLANK, SKIPPED], ("同意", "不同意"),
                       ("consented", None))  # fmt: skip
    assert verdict(answers(12, consent)) == ({"Q0": 3}, {})


def test_q0_a_child_under_14_needs_a_guardian():
    age = question("a", "age", [0, 0, 0, 1, 1], ("13岁及以下", "18–59岁"), ("under_14", None))
    yes = question("g", "guardian", [0, 1, BLANK, SKIPPED, 1], ("同意", "不同意"),
                   ("consented", None))  # fmt: skip
    assert verdict(answers(5, age)) == ({"Q0": 3}, {})
    assert verdict(answers(5, age, yes)) == ({"Q0": 2}, {})


# --- Q1–Q4 -----------------------------------------------------------------------------------


def test_q2_paper_rows_may_skip_half_and_online_rows_a_fifth():
    half = answers(4, code=lambda row, at: BLANK if row < 2 and at % 2 else (row + at) % 5,
                   paper=[True, False, True, False])  # fmt: skip
    assert verdict(half) == ({"Q2": 1}, {})
    assert verdict(half, completeness_paper=0.6) == ({"Q2": 2}, {})


def test_q2_a_question_of_consent_or_attention_does_not_make_a_form_complete():
    more = [question(f"a{at}", "attention", [0, 0], means=("attention_passed", None))
            for at in range(8)]  # fmt: skip
    told = answers(2, *more, code=lambda row, at: BLANK if row == 0 and at < 4 else row)
    assert verdict(told, straight_rows=99)[0] == {"Q2": 1}


def test_a_row_is_counted_at_the_first_rule_it_breaks():
    outside = question("w", "screening", [0, 1, 1, 0], ("住", "都不是"), (None, "outside"))
    told = answers(4, outside, tests=[False, True, False, False], copies=[False, True, True, True])
    assert verdict(told) == ({"Q0": 1, "Q1": 2}, {})
    again = replace(told, copies=[False, True, False, False])
    assert verdict(again) == ({"Q0": 1, "Q3": 1}, {})


# --- Q5 --------------------------------------------------------------------------------------


def same(*minutes, **more):
    """Rows with equal answers, handed in at these minutes."""
    count = len(minutes)
    when = [None if at is None else START + timedelta(minutes=at) for at in minutes]
    return answers(count, code=lambda row, at: at % 5, submitted=when, **more)


HOME, CAFE = b"home", b"cafe"


def test_q5_equal_answers_from_one_address_within_ten_minutes_count_once():
    assert verdict(same(0, 10, 30, addresses=[HOME] * 3)) == ({"Q5": 1}, {})
    assert verdict(same(0, 10, 30, addresses=[HOME] * 3), repeat_minutes=9.0) == ({}, {})


def test_q5_from_another_address_a_person_has_to_look():
    assert verdict(same(0, 5, addresses=[HOME, CAFE])) == ({}, {"Q5": 1})
    assert verdict(same(0, 50, addresses=[HOME, CAFE])) == ({}, {})


def test_q5_fourteen_answers_are_equal_by_chance():
    few = answers(2, code=lambda row, at: at % 5 if at < 14 else SKIPPED, addresses=[HOME] * 2,
                  submitted=[START, START])  # fmt: skip
    assert verdict(few) == ({}, {})
    assert verdict(few, repeat_answers=14) == ({"Q5": 1}, {})


def test_q5_what_somebody_typed_for_others_is_kept():
    typed = same(0, 5, addresses=[HOME] * 2, self_filled=[False, False])
    assert verdict(typed) == ({}, {"Q5": 1})


def test_q5_without_a_time_nothing_is_proved():
    assert verdict(same(None, None, addresses=[HOME] * 2)) == ({}, {"Q5": 2})
    assert verdict(same(None, None, addresses=[HOME, CAFE])) == ({}, {})


# --- Q6 --------------------------------------------------------------------------------------


T12 = [420.0, 380, 95, 400, 150, 450, 390, 410, 500, 360]


def test_t_1_2_limits():
    found = speed.limits(T12, replace(POLICY, speed_least_rows=10))
    assert (found.hard, found.soft) == pytest.approx((118.5, 197.5), abs=1e-9)


def forty(**more):
    """T-1.2: ten people, 40 questions, of which the matrix asks 16."""
    rest = [question(f"u{at}", "use", range(10), tuple("abcdefghij")) for at in range(24)]
    return answers(10, *rest, seconds=list(T12), **more)


def test_t_1_2_too_fast_goes_and_rather_fast_is_flagged():
    found = screened(forty(), speed_least_rows=10)
    assert (found.excluded, found.flagged) == ({"Q6": 1}, {"Q6_soft": 1})
    assert found.valid.tolist() == [True, True, False, *[True] * 7]


def test_q6_below_thirty_rows_only_a_second_per_question_counts():
    assert verdict(forty()) == ({}, {})
    quick = forty()
    quick = replace(quick, seconds=[39.9, 40.0, *quick.seconds[2:]])
    assert verdict(quick) == ({"Q6": 1}, {})


def test_q6_only_people_at_their_own_screen_are_measured():
    fast = [39.9] * 10
    assert verdict(replace(forty(), seconds=fast, paper=[True] * 10)) == ({}, {})
    assert verdict(replace(forty(), seconds=fast, self_filled=[False] * 10)) == ({}, {})
    assert verdict(replace(forty(), seconds=fast, self_filled=[None] * 10)) == ({"Q6": 10}, {})


def test_q6_each_channel_has_its_own_median():
    slow = [900.0] * 30
    told = answers(60, seconds=[*slow, *[200.0] * 30], channels=["微信"] * 30 + ["链接甲"] * 30)
    assert verdict(told) == ({}, {})
    assert verdict(replace(told, channels=["微信"] * 60))[1] == {"Q6_soft": 30}


def test_q6_rows_that_an_earlier_rule_took_out_do_not_move_the_median():
    told = answers(60, seconds=[100.0] * 30 + [250.0] * 30, tests=[True] * 30 + [False] * 30)
    assert verdict(told) == ({"Q0": 30}, {})


# --- Q7, Q8 ----------------------------------------------------------------------------------


def test_q7_a_wrong_answer_fails_and_none_does_not():
    asked = question("a", "attention", [0, 1, BLANK, SKIPPED], ("一般", "满意"),
                     ("attention_passed", None))  # fmt: skip
    assert verdict(answers(4, asked)) == ({"Q7": 1}, {})


def straight(**more):
    """40 people; the first two give one answer down the matrix."""
    return answers(40, code=lambda row, at: 0 if row < 2 else (row * 7 + at * (row % 3 + 1)) % 5,
                   **more)  # fmt: skip


def test_q8_all_satisfied_may_be_true_and_is_only_flagged():
    assert verdict(straight()) == ({}, {"Q8": 2})


def test_q8_straight_and_rather_fast_goes():
    seconds = [40.0, 100.0, *[100.0] * 38]
    assert verdict(straight(seconds=seconds)) == ({"Q8": 1}, {"Q8": 1})


def test_q8_straight_past_a_row_worded_the_other_way_round_goes():
    told = straight()
    turned = [replace(q, reverse=q.id == "m.3") for q in told.questions]
    assert verdict(replace(told, questions=tuple(turned))) == ({"Q8": 2}, {})
    all_turned = [replace(q, reverse=True) for q in told.questions]
    assert verdict(replace(told, questions=tuple(all_turned))) == ({}, {"Q8": 2})


def test_q8_labels_are_compared_not_places():
    """A home-made matrix lists the options of each row as people chose them."""
    told = answers(12, code=lambda row, at: at % 2)
    other = ("非常不满意", "一般")
    mixed = [
        replace(q, options=(FIVE[0], "一般") if at % 2 else (*reversed((FIVE[0], "一般")),))
        for at, q in enumerate(told.questions)
    ]
    apart = [replace(q, options=other) for q in told.questions]
    assert verdict(replace(told, questions=tuple(mixed)), repeat_answers=99) == ({}, {"Q8": 12})
    assert verdict(replace(told, questions=tuple(apart)), repeat_answers=99) == ({}, {})


def test_q8_five_rows_are_no_pattern():
    told = answers(12, code=lambda row, at: 0 if at < 5 else SKIPPED)
    assert verdict(told, repeat_answers=99) == ({}, {})
    assert verdict(told, repeat_answers=99, straight_rows=5) == ({}, {"Q8": 12})


# --- Q9 --------------------------------------------------------------------------------------


HOUSE = ("0–3岁孩子", "3–6岁孩子", "60岁及以上老人", "残疾人", "都没有")
HOUSE_MEANS = ("child_0_3", "child_3_6", "elder_at_home", "disabled", "none")
NEED = ("能用上", "用不上", "不需要")
NEED_MEANS = ("need_met", "need_unmet", "no_need")


def contradicting(household, nursery, kindergarten, vehicle):
    return answers(
        len(household),
        question("h", "household", household, HOUSE, HOUSE_MEANS, multiple=True),
        question("n3", "need", nursery, NEED, NEED_MEANS, item="CCS-03"),
        question("n2", "need", kindergarten, NEED, NEED_MEANS, item="CCS-02"),
        question("v", "vehicle", vehicle, ("汽车", "都没有"), ("vehicle", "none"), multiple=True),
        contradictions=mapping.load().contradictions,
    )


def test_q9_a_contradiction_is_forgotten_and_the_row_stays():
    told = contradicting([4, 1, 4, BLANK], [0, 0, 2, 0], [2, 2, 1, 2], [1, 1, 1, 1])
    found = screened(told)
    assert (found.excluded, found.flagged) == ({}, {"Q9": 1})
    by_id = {q.id: q.codes for q in found.answers.questions}
    assert by_id["n3"] == [BLANK, 0, 2, 0]
    assert by_id["h"] == [4, 1, 4, BLANK]


def test_q9_of_two_answers_in_one_question_neither_is_believed():
    told = contradicting([16 + 4, 16], [2, 2], [2, 2], [3, 2])
    found = screened(told)
    by_id = {q.id: q.codes for q in found.answers.questions}
    assert by_id["h"] == [BLANK, 16]
    assert by_id["v"] == [BLANK, 2]
    assert found.flagged == {"Q9": 1}


def test_q9_three_contradictions_exclude():
    told = contradicting([16, 16], [0, 0], [0, 0], [3, 1])
    assert verdict(told) == ({"Q9": 1}, {"Q9": 1})


def test_q9_a_question_that_cannot_tell_contradicts_nobody():
    told = contradicting([16], [0], [0], [3])
    silent = [replace(q, means=(None,) * len(q.means)) for q in told.questions]
    assert verdict(replace(told, questions=tuple(silent))) == ({}, {})


# --- Q10 -------------------------------------------------------------------------------------


def batch(count, seconds_apart, **more):
    when = [START + timedelta(seconds=seconds_apart * row) for row in range(count)]
    return answers(count, submitted=when, addresses=[HOME] * count, **more)


def test_q10_eleven_forms_in_ten_minutes_from_one_address_are_flagged():
    assert verdict(batch(11, 60)) == ({}, {"Q10": 11})
    assert verdict(batch(10, 60)) == ({}, {})
    assert verdict(batch(11, 61)) == ({}, {})
    assert verdict(batch(11, 60, paper=[True] * 11)) == ({}, {})


def test_q10_only_the_crowded_minutes_are_flagged():
    when = [START + timedelta(minutes=at) for at in [*range(0, 300, 20), *range(301, 313)]]
    told = answers(len(when), submitted=when, addresses=[HOME] * len(when))
    assert verdict(told) == ({}, {"Q10": 12})


def test_q10_an_interviewer_whose_forms_are_alike_is_flagged():
    def alike(equal):
        return answers(
            10, code=lambda row, at: at % 5 if row < equal else (row * 7 + at * (row % 3 + 1)) % 5,
            interviewers=[b"wang"] * 10, self_filled=[False] * 10,
        )  # fmt: skip

    assert verdict(alike(4)) == ({}, {})
    assert verdict(alike(5)) == ({}, {"Q10_interviewer": 10})


# --- all of it -------------------------------------------------------------------------------


def crowd(order=None):
    """60 people who break most rules; ``order`` shuffles the rows."""
    order = list(order or range(60))
    told = answers(
        60,
        question("w", "screening", [1 if at % 19 == 0 else 0 for at in range(60)], ("住", "都不是"),
                 (None, "outside")),
        code=lambda row, at: at % 5 if 20 <= row < 26 else 0 if row < 3 else (row + at) % 5,
        seconds=[float(10 + row * 9) for row in range(60)],
        persons=[(b"me",) if row in (20, 21, 30, 31) else () for row in range(60)],
        addresses=[HOME if row % 2 else None for row in range(60)],
        submitted=[START + timedelta(minutes=row % 7) for row in range(60)],
    )  # fmt: skip
    lists = {
        name: [getattr(told, name)[at] for at in order]
        for name in ("seconds", "persons", "addresses", "submitted")
    }
    questions = tuple(replace(q, codes=[q.codes[at] for at in order]) for q in told.questions)
    return replace(told, questions=questions, **lists)


STRAIGHT = quality.screen(crowd(), POLICY)


@settings(max_examples=30)
@given(st.permutations(range(60)))
def test_p_1_4_the_order_of_rows_decides_nothing(order):
    found = quality.screen(crowd(order), POLICY)
    assert found.excluded == STRAIGHT.excluded
    assert found.flagged == STRAIGHT.flagged
    assert {"Q3", "Q4", "Q5", "Q6"} <= set(found.excluded)
    assert {"Q4", "Q5", "Q6_soft", "Q10"} <= set(found.flagged)
    back = np.empty(60, dtype=bool)
    back[list(order)] = found.valid
    assert back.tolist() == STRAIGHT.valid.tolist()


def test_eleven_thousand_equal_rows_of_one_address_are_screened_without_comparing_pairs():
    told = same(*[0] * 11_000, addresses=[HOME] * 11_000, persons=[(b"me",)] * 11_000,
                self_filled=[False, None] * 5_500)  # fmt: skip
    excluded, flagged = verdict(told)
    assert excluded["Q4"] + excluded.get("Q5", 0) == 5_500
    assert flagged["Q10"] == 5_500


def test_the_result_counts_every_rule_by_its_own_key():
    found = listen(forty(), {}, {}, replace(POLICY, speed_least_rows=10)).survey
    assert (found.received, found.valid) == (10, 9)
    assert (found.excluded, found.flagged) == ({"Q6": 1}, {"Q6_soft": 1})
