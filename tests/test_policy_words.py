"""Policy values read the same in page and workbook: shares as per cent, figures with a unit."""

from __future__ import annotations

import pytest
from msgspec.structs import asdict

from checkup.policy import Policy
from checkup.report import policy_words
from checkup.report.tables import Number
from checkup.report.wording import load

SAY = load()


@pytest.mark.parametrize(
    ("key", "value", "text", "cell", "unit"),
    [
        ("coverage_gate", 0.8, "80.0%", Number(0.8, "percent"), None),
        ("sample_margin", 0.05, "5.0%", Number(0.05, "percent"), None),
        ("speed_hard", 0.3, "30.0%", Number(0.3, "percent"), None),
        ("short_below", 20.0, "20 分", Number(20.0, "whole"), "分"),
        ("old_built_by", 2000, "2000 年", Number(2000, "order"), "年"),
        ("population_high", 12000, "12,000 人", Number(12000, "whole"), "人"),
        ("detour", 1.3, "1.3 倍", Number(1.3, "two"), "倍"),
        ("circle_metres", (300.0, 500.0, 1000.0), "300、500、1,000 米", "300、500、1,000", "米"),
        ("weight_bounds", (0.2, 5.0), "0.2、5 倍", "0.2、5", "倍"),
        ("first", ("一老", "一小"), "一老、一小", "一老、一小", None),
        ("first", (), "无", "无", None),
        ("grades_shown", False, "否", "否", None),
        ("sampling", "随机抽样", "随机抽样", "随机抽样", None),
    ],
)
def test_a_value_reads_as_what_it_is(
    key: str, value: object, text: str, cell: object, unit: str | None
) -> None:
    assert policy_words.text(key, value, SAY) == text
    assert policy_words.cell(key, value, SAY) == cell
    assert policy_words.unit(key, SAY) == unit


def test_no_value_prints_a_bare_fraction_or_brackets() -> None:
    told = {key: policy_words.text(key, value, SAY) for key, value in asdict(Policy()).items()}
    bare = {key for key, text in told.items() if text.replace(".", "").isdigit()}
    assert bare <= {"weight_deff", "sample_deff", "confidence_z", "equity"}
    assert [text for text in told.values() if set(text) & set("()[]'")] == []


def test_units_are_named_for_keys_there_are() -> None:
    assert set(SAY.table("policy_unit")) <= set(Policy.__struct_fields__)
