"""Nothing that leaves tells of one to nine people, not even by subtraction (method §1.11)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from published import Known, small_counts

from checkup import pipeline
from checkup.model import BLANK, SKIPPED, Answers, Item, Opinion, Question
from checkup.opinion import Register, listen, printed
from checkup.policy import Policy
from checkup.report import wording
from checkup.result import Result

POLICY = Policy()
EXAMPLES = Path(__file__).parent.parent / "examples"
FIVE = (100.0, 75.0, 50.0, 25.0, 0.0)
SCALE = ("非常满意", "满意", "一般", "不满意", "非常不满意")
SCALE_MEANS = ("satisfied", "satisfied", "neutral", "dissatisfied", "dissatisfied")


def made_up(seed: int, rows: int, skew: float) -> Answers:
    """Random answers of every shape; ``skew`` from 0 (even) to 1 (nearly all the same)."""
    chance = random.Random(seed)

    def codes(options: int, blank: float = 0.02) -> list[int]:
        shares = [max(1e-3, (1 - skew) ** at) for at in range(options)]
        chance.shuffle(shares)
        told = chance.choices(range(options), shares, k=rows)
        return [
            chance.choice((BLANK, SKIPPED)) if chance.random() < blank else code for code in told
        ]

    def masks(options: int) -> list[int]:
        shares = [chance.random() ** (1 + 4 * skew) for _ in range(options)]
        return [sum(1 << at for at in range(options) if chance.random() < shares[at])
                for _ in range(rows)]  # fmt: skip

    def question(id_, kind, options, means, told, item=None, scores=(), multiple=False, **more):
        return Question(
            id=id_, kind=kind, number=None, title=id_, item=item, options=options,
            multiple=multiple, codes=told, sources=("s1",), means=means,
            scores=scores or (None,) * len(options), **more,
        )  # fmt: skip

    ages = ("14–17岁", "18–34岁", "35–59岁", "60–79岁", "80岁及以上")
    estates = tuple(f"{sign}区" for sign in "甲乙丙丁")
    questions = [
        question("who", "group", ("居民", "办公人员", "商户"), ("resident", "office", "merchant"),
                 chance.choices((0, 1, 2), (80, 10, 10), k=rows)),
        question("age", "age", ages, (None, None, None, "aged_60", "aged_60"), codes(5)),
        question("sex", "sex", ("男", "女"), (None, None), codes(2)),
        question("estate", "estate", estates, (None,) * 4, codes(4)),
        question("household", "household", ("0–3岁孩子", "3–6岁孩子", "残疾人"),
                 ("child_0_3", "child_3_6", "disabled"), masks(3), multiple=True, sensitive=True),
        question("s4", "satisfaction", SCALE, SCALE_MEANS, codes(5), "CCS-04", FIVE),
        question("s5", "satisfaction", (*SCALE, "不了解"), (*SCALE_MEANS, "unsure"), codes(6),
                 "CCS-05", (*FIVE, None)),
        question("n4", "need", ("能用上", "用不上", "不需要"),
                 ("need_met", "need_unmet", "no_need"), codes(3), "CCS-04"),
        question("free", "unmapped", ("a", "b", "c", "d"), (None,) * 4, codes(4)),
        question("ill", "unmapped", ("有", "没有"), (None,) * 2, codes(2), sensitive=True),
        question("several", "unmapped", ("a", "b", "c"), (None,) * 3, masks(3), multiple=True),
        question("overall", "overall", SCALE, SCALE_MEANS, codes(5), None, FIVE),
        question("words", "open", (), (), [0 if chance.random() < 0.1 else BLANK
                                           for _ in range(rows)]),
    ]  # fmt: skip
    return Answers(
        received=rows, questions=tuple(questions), seconds=[None] * rows,
        channels=chance.choices(("微信", "链接", "纸质"), (90, 8, 2), k=rows),
        copies=[False] * rows, merged_label="其他（合并）", persons=[()] * rows,
        self_filled=[None] * rows, submitted=[None] * rows,
    )  # fmt: skip


TARGETS = {"CCS-04": "all", "CCS-05": "all"}
REGISTER = Register(population=8000.0, ages={14: 300.0, 18: 2000.0, 35: 3000.0, 60: 1500.0,
                                             80: 200.0})  # fmt: skip


ITEMS = tuple(
    Item(id=id_, no=no, goal="1", task="1", name=id_, status="met", score=100.0, low=100.0,
         high=100.0, coverage=1.0, weight=1.0, contribution=5.0, could_add=0.0)
    for no, id_ in enumerate(TARGETS, 4)
)  # fmt: skip


def heard(told: Answers, policy: Policy = POLICY) -> Opinion:
    return listen(told, TARGETS, {"all": 8000.0}, policy, REGISTER)


surveys = st.builds(made_up, st.integers(0, 10**6), st.integers(12, 260), st.floats(0, 0.9))


@settings(max_examples=60, deadline=None)
@given(surveys)
def test_no_answers_whatever_give_away_a_few_people(told):
    found = heard(told)
    items = printed.beside(ITEMS, found, POLICY)
    assert small_counts(found.survey, items) == []


def test_what_may_not_be_printed_is_named_and_still_classed():
    # 66 of 70 are satisfied: fewer than ten are not
    told = made_up(1, 70, 0.0)
    codes = {"who": [0] * 70, "s4": [1] * 66 + [3] * 4, "n4": [1] * 4 + [2] * 66}
    questions = tuple(replace(q, codes=codes.get(q.id, q.codes)) for q in told.questions)
    found = heard(replace(told, questions=questions))
    item = printed.beside(ITEMS, found, POLICY)[0]
    assert item.withheld == ("satisfaction", "demand")
    assert (item.satisfaction, item.demand, item.importance) == (None, None, None)
    assert item.both == "keep"
    assert found.satisfaction["CCS-04"].top2 == pytest.approx(66 / 70)
    shown = printed.only(found, POLICY)
    assert "CCS-04" not in shown.satisfaction
    assert "CCS-04" not in shown.demand


@pytest.fixture(scope="module")
def example() -> Result:
    return pipeline.check_up(EXAMPLES / "枫树社区", wording.load())


def test_the_example_gives_away_nobody(example: Result):
    assert example.survey is not None
    assert small_counts(example.survey, example.items) == []
    assert [each for each in example.likely_shortfalls if each.rate * each.n < 10] == []


def test_every_closed_question_of_the_example_has_a_column_per_group(example: Result):
    assert example.survey is not None
    for question in example.survey.questions:
        if question.kind not in ("open", "group"):
            assert {each.variable for each in question.breakdowns} >= {"group"}, question.id
    rated = next(q for q in example.survey.questions if q.id == "satisfaction.CCS-04")
    columns = {each.variable: [c.label for c in each.columns] for each in rated.breakdowns}
    assert columns["group"] == ["居民", "办公人员", "商户"]
    assert columns["household"] == ["0–3岁孩子", "3–6岁孩子"]
    assert columns["age"][-1] == "60–79岁、80岁及以上"
    assert len(columns["estate"]) == 7


def test_the_walk_sees_a_count_that_subtraction_tells():
    known = Known()
    known.told(("a",), 40)
    known.adds([("a",), ("b",)], 44)
    assert ("b", 4) in list(known.worked_out())


def test_the_walk_sees_a_table_without_secondary_hiding(monkeypatch):
    from checkup.opinion import suppress

    monkeypatch.setattr(suppress, "_protected", lambda *_: True)
    leaks = [small_counts(heard(made_up(seed, 120, 0.5)).survey) for seed in range(3)]
    assert all(leaks)
