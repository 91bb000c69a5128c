"""Two rounds beside each other: what is real, what is only better known, what is closed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from statsmodels.stats.multitest import multipletests

from checkup import comparison, pipeline, result
from checkup.comparison import Change, Comparison
from checkup.judge import standard
from checkup.model import Assessment, Fact, Finding, Satisfaction, Score, SurveyArea
from checkup.opinion import student
from checkup.opinion.estimates import Z95
from checkup.report import comparison_book, comparison_page, comparison_rows, figures
from checkup.report.wording import load
from checkup.result import Result, SourceFile
from checkup.rounds import compare
from checkup.rounds.inventory import totals
from tests.samples import empty_result
from tests.test_cli import checkup

SAY = load()
EXAMPLES = Path(__file__).parent.parent / "examples"
HEALTH, STATION, PARCELS, PARKING = "CCS-05", "CCS-01", "CCS-07", "CCS-10"


@cache
def example(name: str) -> Result:
    return pipeline.check_up(EXAMPLES / name, SAY)


def old() -> Result:
    return example("枫树社区")


def new() -> Result:
    return example("枫树社区-复检")


@cache
def compared() -> Comparison:
    return compare(old(), new())


def states(found: Comparison) -> dict[str, str]:
    return {each.item: each.state for each in found.closed}


def told(found: Comparison, item: str, measure: str = "satisfied") -> Change:
    assert found.voices is not None
    (change,) = [
        each for each in found.voices.items if (each.item, each.measure) == (item, measure)
    ]
    return change


def listed(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of a sheet's list, below its title, its note and its head."""
    head, *rows = sheet.iter_rows(min_row=3, values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def with_fact(found: Result, name: str, **changes: object) -> Result:
    facts = {**found.facts, name: replace(found.facts[name], **changes)}
    return replace(found, facts=facts)


# --- totals --------------------------------------------------------------------------------


def score(value: float | None) -> Score:
    return Score(
        value=value, low=0, high=100, coverage=1, official=True, grade=None, met=0, partial=0,
        short=0, unconfirmed=0, unknown=0, exempt=0,
    )  # fmt: skip


def again(value: float | None) -> Assessment:
    return Assessment(
        findings=(), items=(), goals=(), score=score(value), score_other_units=None,
        to_collect=(), page=(),
    )  # fmt: skip


def test_real_change_and_rule_change_are_told_apart_t_6_4() -> None:
    found = totals(
        replace(empty_result(), score=score(68.0)), again(70.0),
        replace(empty_result(), score=score(74.0)),
    )  # fmt: skip
    assert (found.delta, found.real, found.rules) == (6.0, 4.0, 2.0)


def test_an_unknown_total_is_not_a_change_of_zero() -> None:
    found = totals(
        replace(empty_result(), score=score(None)), again(None),
        replace(empty_result(), score=score(74.0)),
    )  # fmt: skip
    assert (found.delta, found.real, found.rules, found.true, found.completion) == (None,) * 5


def test_the_parts_of_the_change_add_up() -> None:
    found = compared().totals
    assert None not in (found.delta, found.rules, found.real, found.true, found.completion)
    assert found.rules + found.real == pytest.approx(found.delta)  # type: ignore[operator]
    assert found.true + found.completion == pytest.approx(found.real)  # type: ignore[operator]
    assert found.items_compared == 17


def rejudged(found: Result, values: dict[str, object]) -> Result:
    """The result as it would be with other values of some facts; None: nobody told."""
    facts = {
        **found.facts,
        **{name: replace(found.facts[name], value=value) for name, value in values.items()},
    }
    told = replace(found, facts=facts)
    judged = pipeline.judge.judge(
        pipeline.community_of(told), standard.load(), told.policy, told.made_with.as_of
    )
    return replace(told, findings=judged.findings, items=judged.items, score=judged.score)


def of_market(found: Result, column: str, value: object) -> dict[str, object]:
    return {name: value for name in found.facts if name.startswith("facility.CS-")
            and name.endswith(f".{column}")}  # fmt: skip


def test_all_of_the_change_is_true_where_no_data_came_or_went() -> None:
    """Also in a community of which much is unknown, and of an item that stays 待核实."""
    much_unknown = rejudged(old(), {**of_market(old(), "functions", None), "answer.CCS-02.e": None})
    after = rejudged(much_unknown, of_market(old(), "building_area", 30.0))
    found = compare(much_unknown, after)
    assert found.totals.new.coverage == found.totals.old.coverage < 1
    assert found.totals.real is not None
    assert found.totals.real < -1
    assert found.totals.true == pytest.approx(found.totals.real)
    assert found.totals.completion == pytest.approx(0)
    assert {each.id for each in found.items if each.kind == "worse"} == {"CCS-06"}


def with_clauses(found: Result, changes: dict[str, dict[str, object]]) -> Result:
    """The result with other findings; an item is the mean of what is known of its clauses."""
    findings = tuple(replace(each, **changes.get(each.rule, {})) for each in found.findings)
    touched = {each.item for each in findings if each.rule in changes}
    items = tuple(
        replace(each, score=_mean(findings, each.id)) if each.id in touched else each
        for each in found.items
    )
    known = [each.score for each in items if each.score is not None]
    total = replace(found.score, value=sum(known) / len(known))
    return replace(found, findings=findings, items=items, score=total)


def _mean(findings: tuple[Finding, ...], item: str) -> float | None:
    known = [
        each.score
        for each in findings
        if each.item == item and each.scored and each.score is not None
    ]
    return sum(known) / len(known) if known else None


UNTOLD: dict[str, object] = {"status": "unknown", "score": None, "low": 0.0, "high": 100.0,
                             "coverage": 0.0, "parts": ()}  # fmt: skip
SHORT: dict[str, object] = {"status": "short", "score": 0.0, "low": 0.0, "high": 0.0}


def test_nothing_is_true_change_where_data_only_came_or_went() -> None:
    """Of a short item one clause is no longer told, of another nothing at all."""
    bad = with_clauses(old(), {"CCS-06.a": SHORT})
    less = with_clauses(bad, {"CCS-06.a": UNTOLD, **{f"CCS-05.{each}": UNTOLD for each in "abc"}})
    for found in (compare(less, bad), compare(bad, less)):
        assert found.totals.true == pytest.approx(0)
        assert found.totals.real
        assert found.totals.completion == pytest.approx(found.totals.real)


def test_a_place_that_got_worse_is_no_loss_of_data_because_less_is_told_of_it() -> None:
    """The market closed, and nobody tells what it would sell."""
    after = with_clauses(old(), {"CCS-06.a": SHORT, "CCS-06.b": SHORT, "CCS-06.c": UNTOLD})
    after = replace(after, items=tuple(
        replace(each, status="partial", coverage=2 / 3) if each.id == "CCS-06" else each
        for each in after.items
    ))  # fmt: skip
    found = compare(old(), after)
    (market,) = [each for each in found.items if each.id == "CCS-06"]
    assert (market.kind, market.change, market.known_more) == ("worse", -100.0, True)
    assert found.totals.true == pytest.approx(-5.0)
    assert found.totals.completion == pytest.approx(0)


def test_a_part_of_a_list_that_is_only_known_now_is_no_true_change() -> None:
    """One of six rooms is new, another one is only told of now."""
    before, after = (
        with_clauses(old(), {"CCS-01.c": rooms([*told, 100.0, 0.0, 0.0, 0.0])})
        for told in ([None, 0.0], [100.0, 100.0])
    )
    found = compare(before, after).totals
    assert found.true == pytest.approx(100 / 6 / 2 / 20)
    assert found.completion == pytest.approx((200 / 6 - 100 / 5) / 2 / 20)


def rooms(scores: list[float | None]) -> dict[str, object]:
    (list_,) = [each for each in old().findings if each.rule == "CCS-01.c"]
    parts = tuple(
        replace(part, score=score) for part, score in zip(list_.parts, scores, strict=True)
    )
    known = [each for each in scores if each is not None]
    return {"parts": parts, "score": sum(known) / len(known), "coverage": len(known) / 6}


def test_rounds_of_an_edition_we_no_longer_have_are_still_divided() -> None:
    gone = [replace(each, standard=replace(each.standard, id="gone")) for each in (old(), new())]
    found = compare(*gone).totals
    assert found.true == pytest.approx(compared().totals.true)


def test_the_rounds_before_and_after_are_those_of_the_two_results() -> None:
    found = compared().totals
    assert found.old.value == old().score.value == found.old_by_new_rules.value
    assert found.new.value == new().score.value


def test_other_rules_are_told_from_real_change() -> None:
    """Nothing but the rules is another one: all of the change is theirs."""
    stricter = replace(old().policy, part_score=0.0)
    judged = pipeline.judge.judge(
        pipeline.community_of(old()), standard.load(), stricter, old().made_with.as_of
    )
    after = replace(
        old(), policy=stricter, findings=judged.findings, items=judged.items, score=judged.score
    )
    found = compare(old(), after)
    assert not found.same_rules
    assert found.totals.real == 0
    assert found.totals.rules == pytest.approx(judged.score.value - old().score.value)  # type: ignore[operator]
    assert found.totals.rules < 0
    assert {each.kind for each in found.items} == {"same"}


def test_an_edition_we_do_not_have_is_refused() -> None:
    other = replace(new(), standard=replace(new().standard, sha256="0" * 64))
    with pytest.raises(pipeline.DataFileError):
        compare(old(), other)


def test_a_new_round_of_another_edition_is_told_with_what_to_do(tmp_path: Path) -> None:
    other = replace(new(), standard=replace(new().standard, sha256="0" * 64))
    for name, found in (("旧", old()), ("新", other)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "result.json").write_bytes(result.to_bytes(found))
    ran = checkup("compare", tmp_path / "旧", tmp_path / "新")
    assert ran.returncode == 3
    assert "按另一版标准数据" in ran.stderr
    assert not list((tmp_path / "新").glob("复检对比*"))


def test_a_round_beside_itself_has_not_changed() -> None:
    found = compare(new(), new())
    assert (found.totals.delta, found.totals.true, found.totals.completion) == (0, 0, 0)
    assert (found.clauses, found.arisen) == ((), ())
    assert {each.state for each in found.closed} <= {"open", "disliked"}


# --- items and shortfalls --------------------------------------------------------------------


def test_what_is_only_better_known_is_no_true_change() -> None:
    kinds = {each.id: each for each in compared().items}
    assert kinds[HEALTH].kind == "better"
    assert kinds["CCS-03"].kind == "newly_known"
    assert kinds["CCS-03"].change is None
    assert kinds[PARCELS].kind == "no_longer_known"


def test_a_shortfall_is_closed_on_the_licence_that_stands_in_the_ledger() -> None:
    (row,) = [each for each in compared().closed if each.item == HEALTH]
    assert row.state == "closed"
    (proof,) = row.evidence
    assert (proof.by, proof.told) == ("facility", "医疗机构执业许可证")
    book = load_workbook(EXAMPLES / "枫树社区-复检" / proof.file)
    assert book[proof.sheet][proof.cell].value == proof.told


def test_without_the_licence_it_passes_and_is_not_closed() -> None:
    bare = with_fact(new(), "facility.WS-1.evidence", value=None)
    (row,) = [each for each in compare(old(), bare).closed if each.item == HEALTH]
    assert (row.state, row.evidence) == ("unproven", ())
    assert row.unproven == ("CCS-05.a", "CCS-05.b", "CCS-05.c")


def test_what_passes_on_a_mere_say_so_is_not_closed() -> None:
    assert states(compared())[STATION] == "unproven"


@pytest.mark.parametrize("item", [PARKING, "CCS-12"])
def test_satisfaction_never_closes_a_shortfall(item: str) -> None:
    """Everybody is satisfied, and the item still falls short."""
    glad = Satisfaction(mean=95, low=94, high=96, n=900, top2=0.97, top2_low=0.96, top2_high=0.98)
    items = tuple(
        replace(each, satisfaction=glad) if each.id == item else each for each in new().items
    )
    found = compare(old(), replace(new(), items=items))
    assert told(found, item).direction == "up"
    assert states(found)[item] == "open"


def test_what_was_disliked_and_is_liked_is_no_closing_either() -> None:
    assert states(compared())["CCS-17"] == "operation"


def disliked(found: Result) -> Result:
    """As 物业平台 of the old round: met, and listed for what residents say of it."""
    row = next(each for each in old().shortfalls if each.item == "CCS-17")
    return replace(found, shortfalls=(*found.shortfalls, row))


def unheard(found: Result) -> Result:
    items = tuple(replace(each, satisfaction=None) for each in found.items)
    return replace(found, items=items, survey=None)


def short(found: Result) -> Result:
    items = tuple(
        replace(each, status="short", score=0.0) if each.id == "CCS-17" else each
        for each in found.items
    )
    return replace(found, items=items)


@pytest.mark.parametrize(
    ("change", "state"), [(disliked, "disliked"), (unheard, "unasked"), (short, "fell")]
)
def test_what_is_met_and_disliked_is_never_called_short(
    change: Callable[[Result], Result], state: str
) -> None:
    found = compare(old(), change(new()))
    assert states(found)["CCS-17"] == state
    assert SAY(f"comparison.closing_why.{state}") in comparison_page.render(found, SAY)


def test_nobody_told_means_open_not_closed() -> None:
    unknown = tuple(
        replace(each, status="unknown", score=None) if each.id == HEALTH else each
        for each in new().items
    )
    assert states(compare(old(), replace(new(), items=unknown)))[HEALTH] == "unknown"


def test_a_shortfall_is_known_by_its_item_not_by_its_number() -> None:
    """S01 of one round is S02 of the other."""
    found = compare(old(), new())
    assert found.arisen == ()
    assert states(found)["CCS-12"] == "open"


def test_a_safety_clause_that_passes_is_not_called_short_because_its_item_is() -> None:
    """Nothing is closed by it, and the words do not say that it still fails."""
    clause = next(
        each for each in new().findings
        if each.item == PARKING and each.status == "met" and each.estate is None
    )  # fmt: skip
    row = next(each for each in old().shortfalls if each.item == PARKING)
    fire = replace(row, id="S99", name="消防通道", tier=0, rules=(clause.rule,))
    before = replace(old(), shortfalls=(fire, row))
    passes = compare(before, new()).closed
    assert [(each.state, each.own_met) for each in passes] == [("open", True), ("open", False)]
    assert comparison_rows.state(passes[0], SAY) == "条目仍未达标"
    assert clause.rule in comparison_rows.evidence(passes[0], SAY)
    still = replace(
        new(),
        findings=tuple(
            replace(each, status="short") if each.rule == clause.rule else each
            for each in new().findings
        ),
    )
    assert not compare(before, still).closed[0].own_met
    page = comparison_page.render(compare(before, new()), SAY)
    assert "安全底线</small>" in page


def test_what_became_of_the_old_shortfalls_adds_up_to_all_of_them() -> None:
    unknown = tuple(
        replace(each, status="unknown", score=None) if each.id == HEALTH else each
        for each in new().items
    )
    found = compare(old(), replace(new(), items=unknown))
    line = comparison_rows.headline(found, SAY)[1]
    whole, *parts = map(int, re.findall(r"(\d+) 项", line.split("；")[0]))
    assert whole == len(old().shortfalls) == sum(parts)
    assert {"本轮不清楚 1 项", "不再列入 1 项"} <= {*re.split("[，、；]", line)}


def test_a_total_of_what_little_is_known_is_said_to_be_an_estimate() -> None:
    gated = replace(old(), score=replace(old().score, official=False))
    known = replace(new(), score=replace(new().score, official=True))
    found = compare(gated, known)
    assert (found.totals.old.official, found.totals.new.official) == (False, True)
    (line,) = (each for each in comparison_rows.headline(found, SAY) if "暂估" in each)
    assert line.startswith(comparison_rows.name_of(found.old, SAY))
    sure = compare(replace(gated, score=replace(gated.score, official=True)), known)
    assert "暂估" not in "".join(comparison_rows.headline(sure, SAY))


def test_new_shortfalls_say_why_they_are_new() -> None:
    back = {each.item: each.why for each in compare(new(), old()).arisen}
    assert back[HEALTH] == "worse"
    assert back["CCS-17"] == "operation"


# --- residents -------------------------------------------------------------------------------


def test_a_change_counts_only_after_all_items_are_adjusted_together() -> None:
    found = told(compared(), "CCS-16")
    assert found.p is not None
    assert found.adjusted is not None
    assert found.p < 0.05 < found.adjusted
    assert found.direction == "unclear"
    assert told(compared(), HEALTH).direction == "up"
    assert told(compared(), HEALTH, "lacking").direction == "down"


def test_few_answers_are_not_tested() -> None:
    few = tuple(
        replace(each, satisfaction=replace(each.satisfaction, n=29)) if each.satisfaction else each
        for each in new().items
    )
    found = told(compare(old(), replace(new(), items=few)), HEALTH)
    assert (found.direction, found.p, found.difference) == ("untested", None, None)


def _other_question(found: Result, **changes: object) -> Result:
    assert found.survey is not None
    questions = tuple(
        replace(each, **changes) if (each.kind, each.item) == ("satisfaction", HEALTH) else each
        for each in found.survey.questions
    )
    return replace(found, survey=replace(found.survey, questions=questions))


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"title": "您对看病方便吗"}, "wording"),
        ({"scale": {"满意": 100.0, "一般": 50.0, "不满意": 0.0}}, "scale"),
    ],
)
def test_another_question_or_scale_is_not_compared(changes: dict[str, object], ground: str) -> None:
    found = compare(old(), _other_question(new(), **changes))
    assert told(found, HEALTH).direction == "incomparable"
    assert told(found, HEALTH).because == (ground,)
    assert told(found, STATION).direction == "up"
    assert "口径变化，不可比" in comparison_page.render(found, SAY)


def test_another_mix_of_channels_or_weighting_makes_all_of_it_incomparable() -> None:
    survey = new().survey
    assert survey is not None
    online, visit = survey.by_channel
    paper = replace(survey, by_channel=(replace(online, n=200), replace(visit, n=200)))
    found = compare(old(), replace(new(), survey=paper))
    assert found.voices is not None
    assert found.voices.grounds == ("channels",)
    weighted = replace(survey, weighting=replace(survey.weighting, used=False, method="none"))
    found = compare(old(), replace(new(), survey=weighted))
    assert found.voices is not None
    assert found.voices.grounds == ("weighting",)
    assert {each.direction for each in found.voices.items} == {"incomparable"}
    area = SurveyArea(survey="问卷", metres=1500, communities=("甲", "乙"))
    wide = replace(survey, areas=(area,))
    found = compare(old(), replace(new(), survey=wide))
    assert found.voices is not None
    assert found.voices.grounds == ("area",)
    first = old().survey
    assert first is not None
    before = replace(old(), survey=replace(first, areas=(replace(area, survey="去年的"),)))
    found = compare(before, replace(new(), survey=wide))
    assert found.voices is not None
    assert found.voices.grounds == ()


def test_a_revision_of_the_same_round_puts_no_answers_side_by_side() -> None:
    """Three answers more: the two shares and their bases would tell what those three said."""
    first, last = (replace(each, round="2026") for each in (old(), new()))
    found = compare(first, last)
    assert found.voices is not None
    assert found.voices.grounds == ("overlap",)
    assert (found.voices.overall, found.voices.items, found.voices.services) == ((), (), ())
    assert "同一轮的修订" in comparison_page.render(found, SAY)
    assert compare(first, replace(last, round="2027")).voices == compared().voices


def test_one_questionnaire_in_both_rounds_is_no_second_sample() -> None:
    """The old file is still in the folder: its people would count as other people."""
    found = compare(old(), replace(new(), sources={**new().sources, "q": export_of(old())}))
    assert found.voices is not None
    assert found.voices.grounds == ("file",)
    assert (found.voices.overall, found.voices.items, found.voices.services) == ((), (), ())
    assert "两轮的资料里有同一份问卷文件" in comparison_page.render(found, SAY)


def export_of(found: Result) -> SourceFile:
    (file,) = [each for each in found.sources.values() if each.kind == "export"]
    return file


def test_answers_of_overlapping_days_are_tested_and_that_is_said() -> None:
    """An export fetched once more holds the old answers, too; two surveys of one month do not."""
    assert new().survey is not None
    survey = replace(new().survey, first_day=old().made_with.as_of)
    found = compare(old(), replace(new(), survey=survey))
    assert found.voices == replace(compared().voices, overlapping=True)
    warned = "注意：两轮答卷的日期有重叠"
    assert warned in comparison_page.render(found, SAY)
    assert warned not in comparison_page.render(compared(), SAY)


def test_nearly_the_same_answers_are_not_put_side_by_side() -> None:
    """Three more of the same days: the difference of two figures would be what they said."""
    before = old().survey
    assert before is not None
    more = replace(before, received=before.received + 3, valid=before.valid + 3)
    found = compare(old(), replace(new(), survey=more))
    assert found.voices is not None
    assert found.voices.grounds == ("period",)
    assert (found.voices.overall, found.voices.items) == ((), ())
    assert "多半是同一批答卷" in comparison_page.render(found, SAY)
    # as many people, but others: 30 of them chose another option
    first, *rest = (each for each in before.questions if each.options)
    option = first.options[0]
    other = replace(first, options=(replace(option, count=option.count + 30), *first.options[1:]))
    asked = replace(more, questions=(other, *rest))
    found = compare(old(), replace(new(), survey=asked))
    assert found.voices is not None
    assert found.voices.overall != ()


def test_the_days_of_the_answers_are_those_of_the_valid_rows() -> None:
    for name in ("枫树社区", "枫树社区-复检"):
        survey = example(name).survey
        assert survey is not None
        assert survey.first_day is not None
        assert survey.last_day is not None
        sheet = load_workbook(EXAMPLES / name / "问卷_居民.xlsx").active
        assert isinstance(sheet, Worksheet)
        days = [
            datetime.strptime(str(row[1]), "%Y/%m/%d %H:%M:%S").date()
            for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        assert min(days) <= survey.first_day < survey.last_day <= max(days)


def test_rows_set_aside_by_other_rules_are_not_compared() -> None:
    found = compare(old(), replace(new(), policy=replace(new().policy, completeness_online=0.5)))
    assert found.voices is not None
    assert found.voices.grounds == ("screening",)
    html = comparison_page.render(found, SAY)
    assert "上一轮 80.0%，本轮 50.0%" in html


def test_each_mean_is_read_by_the_confidence_of_its_own_round() -> None:
    """99 % intervals of the old round are wider, and no answer in it is another one."""
    z = 2.5758293035489004
    wide = tuple(
        replace(each, satisfaction=wider(each.satisfaction, z)) if each.satisfaction else each
        for each in old().items
    )
    policy = replace(old().policy, confidence_z=z)
    found = compare(replace(old(), items=wide, policy=policy), new())
    plain = told(compared(), HEALTH, "mean")
    assert told(found, HEALTH, "mean").p == pytest.approx(plain.p)
    assert told(found, HEALTH, "mean").low == pytest.approx(plain.low)


def wider(told: Satisfaction, z: float) -> Satisfaction:
    n = told.n
    half = (told.high - told.mean) / student.quantile(n - 1, Z95) * student.quantile(n - 1, z)
    return replace(told, low=told.mean - half, high=told.mean + half)


def test_a_round_that_did_not_ask_as_a_whole_is_not_told_as_one_without_answers() -> None:
    assert new().survey is not None
    found = compare(old(), replace(new(), survey=replace(new().survey, overall=None)))
    html = comparison_page.render(found, SAY)
    assert "两轮没有都做问卷" not in html
    assert "两轮没有都能公布的总体满意率" in html


def test_a_score_that_only_the_rules_moved_is_listed_with_both_scores() -> None:
    found = compare(old(), replace(new(), policy=replace(new().policy, part_score=40.0)))
    row = next(
        each for each in found.items
        if each.old_score != each.score_by_new_rules and not each.by_rules
    )  # fmt: skip
    html = comparison_page.render(found, SAY)
    assert SAY(
        "comparison.by_rules_scores", old=figures.score(row.old_score, SAY),
        middle=figures.score(row.score_by_new_rules, SAY),
    ) in html  # fmt: skip


def test_a_round_without_a_questionnaire_is_compared_without_voices() -> None:
    found = compare(old(), replace(new(), survey=None))
    assert found.voices is None
    assert "两轮没有都做问卷" in comparison_page.render(found, SAY)


def test_the_old_round_is_judged_as_ever_only_without_what_would_be_to_do() -> None:
    found = old()
    told = (pipeline.community_of(found), standard.load(), found.policy, found.made_with.as_of)
    whole = pipeline.judge.judge(*told)
    assert whole.to_collect
    assert whole.score_other_units is not None
    assert pipeline.judge.scored(*told) == replace(
        whole, score_other_units=None, to_collect=(), page=(), problems=()
    )


# --- reports ---------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["real", "empty"])
def test_the_reports_have_no_gaps_and_the_same_bytes(which: str) -> None:
    found = compared() if which == "real" else compare(empty_result(), empty_result())
    html, book = comparison_page.render(found, SAY), comparison_book.render(found, SAY)
    assert html == comparison_page.render(found, SAY)
    assert book == comparison_book.render(found, SAY)
    sheets = load_workbook(io.BytesIO(book))
    cells = [
        str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row
        if cell.value is not None
    ]  # fmt: skip
    for text in (html, *cells):
        assert not any(word in text for word in ("None", "nan", "True", "False"))


def test_the_page_shows_what_the_comparison_says() -> None:
    html = comparison_page.render(compared(), SAY).replace("\N{NO-BREAK SPACE}", " ")
    assert "总分 86.6 变为 98.1（+11.5）：规则变化 0.0，实际变化 +11.5" in html
    # 98.1 less 86.6 need not be the change: method §0 rounds only what is printed
    assert "变化都按没有四舍五入的数计算" in html
    assert "销号 1 项，达标待补佐证 4 项，仍未达标 2 项" in html
    assert "枫树社区卫生服务站：医疗机构执业许可证（设施台账.xlsx › 设施台账 ›" in html
    order = [html.index(f'id="part-{part}"') for part in
             ("closed", "arisen", "true", "knowing", "voices", "method")]  # fmt: skip
    assert order == sorted(order)


def test_an_auditor_can_filter_by_p_and_adjust_once_more_from_the_workbook() -> None:
    book = load_workbook(io.BytesIO(comparison_book.render(compared(), SAY)))
    rows = listed(book["居民意见"])
    tested = [row for row in rows if isinstance(row["p 值"], int | float)]
    assert {row["p 值"] for row in rows if row not in tested} <= {"不比较"}
    for measure in ("satisfied", "mean", "lacking"):
        word, overall = SAY(f"comparison.measure.{measure}"), SAY("comparison.overall")
        own = [row for row in tested if row["指标（%或分）"] == word and row["名称"] != overall]
        again = multipletests([row["p 值"] for row in own], method="fdr_bh")[1]
        assert len(own) > 10
        assert [row["校正 p 值"] for row in own] == pytest.approx(list(again), abs=1e-12)
    cells = [cell for row in book["居民意见"].iter_rows(min_row=4) for cell in row]
    (form,) = {cell.number_format for cell in cells if cell.value in {r["p 值"] for r in tested}}
    assert form == '[<0.0001]"<0.0001";0.0000'


def test_what_a_clause_measured_is_a_number_with_its_unit_beside_it() -> None:
    rows = listed(load_workbook(io.BytesIO(comparison_book.render(compared(), SAY)))["条款对照"])
    told = {(each.rule, each.estate): each for each in compared().clauses}
    assert len(rows) == len(told)
    for row in rows:
        each = told[row["条款"], None if row["小区"] == "全社区" else row["小区"]]
        for measured, key in ((each.old_measured, "上一轮数值"), (each.new_measured, "本轮数值")):
            assert row[key] == (pytest.approx(measured.value) if measured else "无数据")
            if measured:
                assert row["单位"] == measured.unit
    assert any(isinstance(row["本轮数值"], int | float) for row in rows)


def test_hostile_names_stay_text() -> None:
    name = "<script>alert(1)</script>=1+1"
    rows = tuple(replace(each, name=name) for each in compared().closed)
    found = replace(compared(), closed=rows)
    assert "<script>" not in comparison_page.render(found, SAY)
    sheet = load_workbook(io.BytesIO(comparison_book.render(found, SAY)))["短板销号"]
    assert sheet["B4"].value == name
    assert sheet["B4"].data_type == "s"


def test_compare_writes_beside_the_new_round_and_prints_json(tmp_path: Path) -> None:
    ran = checkup("compare", EXAMPLES / "枫树社区", EXAMPLES / "枫树社区-复检", "-o", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert {each.name for each in tmp_path.iterdir()} == {"复检对比.html", "复检对比.xlsx"}
    assert "实际变化 +11.5" in ran.stdout
    (tmp_path / "result.json").write_bytes(pipeline.result.to_bytes(new()))
    ran = checkup("compare", EXAMPLES / "枫树社区", tmp_path, "--json")
    assert json.loads(ran.stdout) == json.loads(comparison.to_bytes(compared()))
    schema = json.loads(checkup("schema", "comparison").stdout)
    jsonschema.validate(json.loads(ran.stdout), schema)


def test_a_place_without_a_result_is_told(tmp_path: Path) -> None:
    ran = checkup("compare", tmp_path / "nothing.json", EXAMPLES / "枫树社区")
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


def test_a_fact_that_moved_shows_both_figures() -> None:
    (row,) = [each for each in compared().clauses if each.rule == "CCS-05.b"]
    assert row.old_measured is not None
    assert row.new_measured is not None
    assert (row.old_measured.value, row.new_measured.value) == (0, 620)
    assert isinstance(new().facts["facility.WS-1.building_area"], Fact)
