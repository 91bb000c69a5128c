"""Every case in tests/cases: one small community, one rule, one expectation, as a lawyer reads it.

The verdict stands in the file name (``two-small-shops.met.yaml``). A case is a checkup.yaml with
a block ``case`` that says, whole, what it shows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from msgspec import Struct

from checkup import datafiles
from checkup.judge import judge, standard
from checkup.judge.standard import Standard
from checkup.model import Assessment, Finding, Quantity, Status
from tests.written import community_of, loaded_of

CASES = Path(__file__).parent / "cases"
STANDARD = "complete-community-2020"
FILES = sorted(CASES.glob("*/*.yaml"))


class Gap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    value: float | Literal["nobody said"] | None = None
    unit: str | None = None


class Expect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the finding has to be; what is left out may be anything."""

    status: Status
    score: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    measured: float | None = None
    scored: bool | None = None
    via: str | None = None
    gap: Gap | None = None
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Labels that the list of what to collect has to name."""


class Totals(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the item, the total or the other reading has to be."""

    status: Status | None = None
    score: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    units: int | None = None


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    says: str
    rule: str
    as_of: str | None = None
    estate: str | None = None
    expect: Expect
    item: Totals | None = None
    total: Totals | None = None
    other_reading: Totals | None = None


class File(Struct, frozen=True):
    case: Case
    community: datafiles.Source


@cache
def read(path: Path) -> File:
    """The block ``case`` of a file, and the rest of it as a checkup.yaml."""
    source = datafiles.read(path)
    rest = {key: value for key, value in source.data.items() if key != "case"}
    case = datafiles.convert(source.holding({"case": source.data["case"]}), _Only).case
    return File(case, source.holding(rest))


class _Only(Struct, frozen=True):
    case: Case


@cache
def rules(overlays: tuple[str, ...]) -> Standard:
    return standard.load(STANDARD, overlays)


def judged(file: File) -> Assessment:
    """The case's community, judged by the case's standard."""
    loaded = loaded_of(file.community)
    laid = rules(loaded.settings.overlays)
    policy = loaded.applied_policy()
    day = date.fromisoformat(file.case.as_of) if file.case.as_of else None
    return judge(community_of(loaded, laid, policy), laid, policy, day)


def verdict_in(path: Path) -> str:
    """The verdict in the file's name: two-small-shops.met.yaml → met."""
    return path.stem.rpartition(".")[2]


def finding_of(assessment: Assessment, case: Case) -> Finding:
    (found,) = (
        each
        for each in assessment.findings
        if each.rule == case.rule and each.estate == case.estate
    )
    return found


def assert_is(found: Struct, wanted: Expect | Totals) -> None:
    """Every plain value the case gives stands in what was found, figures to six places."""
    for name in wanted.__struct_fields__:
        value: Any = getattr(wanted, name)
        if value is None or name in ("gap", "notes", "missing"):
            continue
        told = getattr(found, name)
        if isinstance(told, Quantity):
            told = told.value
        if isinstance(value, float):
            assert told == pytest.approx(value, abs=1e-6), (name, told, value)
        else:
            assert told == value, (name, told, value)


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES])
def test_the_case_is_judged_as_it_says(path: Path) -> None:
    file = read(path)
    case, assessment = file.case, judged(file)
    found = finding_of(assessment, case)
    assert_is(found, case.expect)
    if case.expect.status == "unknown":
        assert found.score is None
        assert found.missing, "what nobody told us has to be named"
    if case.expect.gap is not None:
        gap = case.expect.gap
        assert found.gap is not None
        assert found.gap.kind == gap.kind
        if gap.value == "nobody said":
            assert found.gap.value is None
        elif gap.value is not None:
            assert found.gap.value == pytest.approx(gap.value)
            assert found.gap.unit == gap.unit
    assert set(case.expect.notes) <= set(found.notes)
    assert set(case.expect.missing) <= {each.label for each in found.missing}
    if case.item is not None:
        item = next(each for each in assessment.items if each.id == found.item)
        assert_is(item, case.item)
    if case.total is not None:
        assert_is(assessment.score, case.total)
    if case.other_reading is not None:
        assert assessment.score_other_units is not None
        assert_is(assessment.score_other_units, case.other_reading)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_name_carries_the_verdict(path: Path) -> None:
    assert verdict_in(path) == read(path).case.expect.status


def test_no_two_cases_say_the_same() -> None:
    said = [read(path).case.says for path in FILES]
    assert sorted(set(said)) == sorted(said)


def test_every_must_rule_has_a_met_a_short_and_an_unknown_case() -> None:
    verdicts = seen_verdicts()
    lacking = {
        rule.id: sorted(verdicts[rule.id])
        for rule in rules(()).rules.values()
        if rule.force == "must"
        and not (
            {"met", "unknown"} <= verdicts[rule.id] and verdicts[rule.id] & {"short", "partial"}
        )
    }
    assert lacking == {}


def test_every_other_rule_has_a_case_for_its_own_words() -> None:
    verdicts = seen_verdicts()
    local = {
        rule.id
        for overlay in standard.available_overlays(STANDARD)
        for rule in (each.rule for each in overlay.add)
    }
    others = local | {rule.id for rule in rules(()).rules.values() if rule.force != "must"}
    assert {rule for rule in others if not verdicts[rule]} == set()


def test_every_rule_an_overlay_changes_has_a_case_under_that_overlay() -> None:
    shown: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        file = read(path)
        for laid in loaded_of(file.community).settings.overlays:
            shown[laid].add(file.case.rule)
    for overlay in standard.available_overlays(STANDARD):
        assert {change.rule for change in overlay.change} <= shown[overlay.id], overlay.id


def seen_verdicts() -> dict[str, set[str]]:
    """Rule → the verdicts that cases show, of the community and by the standard's own words."""
    seen: dict[str, set[str]] = defaultdict(set)
    national = rules(()).rules
    for path in FILES:
        file = read(path)
        changed = file.case.rule in national and loaded_of(file.community).settings.overlays
        if file.case.estate is None and not changed:
            seen[file.case.rule].add(file.case.expect.status)
    return seen
