"""The standard as data: whole, consistent, stable, and loud when a file is broken."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from checkup import datafiles, vocabulary
from checkup.datafiles import DataFileError
from checkup.judge import standard
from checkup.judge.document import Rule
from checkup.judge.predicates import (
    Answer,
    Checklist,
    Count,
    Estates,
    Largest,
    Nearest,
    Ratio,
    Term,
)

GOLDEN = Path(__file__).parent / "golden" / "thresholds.txt"
REGENERATE = "python -m tests.test_standard"
STANDARD = "complete-community-2020"

RULES = {
    "CCS-01": "a b c",
    "CCS-02": "a b c d e f",
    "CCS-03": "a b c d",
    "CCS-04": "a b c d e f",
    "CCS-05": "a b c",
    "CCS-06": "a b c alt",
    "CCS-07": "a b c d",
    "CCS-08": "a",
    "CCS-09": "a b1 b2 c",
    "CCS-10": "a b c1 c2 c3 d e",
    "CCS-11": "a b",
    "CCS-12": "a b c d",
    "CCS-13": "a b c d alt",
    "CCS-14": "a b c d",
    "CCS-15": "a b c d e",
    "CCS-16": "a1 a2 b c d",
    "CCS-17": "a",
    "CCS-18": "a b",
    "CCS-19": "a b",
    "CCS-20": "a b c",
}
"""Every rule of standard.md §1.3, with the splits of §1.3b."""

OVERLAYS = {
    "pilot-2022": ["PILOT-A1", "PILOT-A2", *(f"SMART-{number}" for number in range(1, 8))],
    "sichuan-2021": ["CCS-01.b", "SICHUAN-1", "SICHUAN-2"],
    "sichuan-2021-megacity": ["CCS-01.b"],
    "mianyang-2026": ["CCS-01.b", "CCS-04.e", "MIANYANG-1"],
}


# --- the stability list -------------------------------------------------------------------


def predicate(rule: Rule) -> str:
    """``predicate(what) compare value unit`` of a rule's test."""
    test = rule.test
    match test:
        case Count():
            each = (
                f" each {test.each_measure} >= {test.each_at_least:g} {test.each_unit}"
                if test.each_measure is not None and test.each_at_least is not None
                else ""
            )
            return f"count({'|'.join(test.of)}) >= {test.at_least:g} {test.unit}{each}"
        case Nearest():
            what = f"nearest({'|'.join(test.of)}.{test.measure})"
            return f"{what} <= {test.at_most:g} {test.unit}"
        case Ratio():
            upper = f"..{test.at_most:g}" if test.at_most is not None else ""
            what = f"ratio({term(test.numerator)}/{term(test.denominator)}*{test.scale:g})"
            return f"{what} >= {test.at_least:g}{upper} {test.unit}"
        case Checklist():
            parts = "|".join(
                part.name
                + (f"[{'|'.join(part.kinds)}]" if part.kinds else "")
                + (" if " + part.only_if if part.only_if else "")
                + ("!" if part.veto else "")
                for part in test.parts
            )
            return f"checklist({'|'.join(test.of)}) all {len(test.parts)} {parts}"
        case Estates():
            return f"estates({test.column}) all {'|'.join(test.words)} 小区"
        case Answer():
            return f"answer({'|'.join(test.of)}) yes - -"
    kind = "largest" if isinstance(test, Largest) else "total"
    return f"{kind}({'|'.join(test.of)}.{test.measure}) >= {test.at_least:g} {test.unit}"


def term(side: Term) -> str:
    return side.profile or f"{'|'.join(side.of)}.{side.measure}"


def line(document: str, rule: Rule) -> str:
    flags = [
        f"instead_of={'|'.join(rule.instead_of)}" if rule.instead_of else "",
        f"together={rule.together}" if rule.together else "",
        f"requires={rule.requires}" if rule.requires else "",
        "veto" if rule.veto else "",
        "" if rule.per_unit else "once",
    ]
    head = f"{document} {rule.id} {rule.force} {rule.applies}"
    return " ".join([head, predicate(rule), rule.reference.mark, *filter(None, flags)])


def thresholds() -> str:
    """One sorted line per rule of the standard and per rule an overlay changes or adds."""
    lines = [line(STANDARD, rule) for rule in standard.load(STANDARD).rules.values()]
    for overlay in standard.available_overlays(STANDARD):
        laid = standard.load(STANDARD, (overlay.id,))
        lines += [line(overlay.id, rule) for rule in laid.rules.values() if rule.overlay]
    return "\n".join(sorted(lines)) + "\n"


def test_no_threshold_changes_without_the_stability_list() -> None:
    assert thresholds() == GOLDEN.read_text(encoding="utf-8"), (
        f"a threshold changed; if that is meant, run `{REGENERATE}` and tell users in CHANGELOG.md"
    )


# --- whole --------------------------------------------------------------------------------


def test_the_standard_has_six_goals_and_twenty_items_in_official_proportion() -> None:
    loaded = standard.load(STANDARD)
    assert [goal.id for goal in loaded.goals] == ["G1", "G2", "G3", "G4", "G5", "G6"]
    assert [item.no for item in loaded.items] == list(range(1, 21))
    assert [item.id for item in loaded.items] == list(RULES)
    per_goal = Counter(item.goal for item in loaded.items)
    assert [per_goal[goal.id] for goal in loaded.goals] == [5, 3, 5, 2, 2, 3]


def test_every_rule_of_the_standard_is_there_and_no_other() -> None:
    wanted = [f"{item}.{letter}" for item, letters in RULES.items() for letter in letters.split()]
    assert list(standard.load(STANDARD).rules) == wanted


def test_every_item_can_be_scored_in_new_and_in_existing_communities() -> None:
    for item in standard.load(STANDARD).items:
        for build in ("new", "existing"):
            scored = [r for r in item.rules if r.force == "must" and r.applies in ("all", build)]
            assert scored, (item.id, build)


def test_only_fire_lanes_and_gas_are_vetoes() -> None:
    rules = standard.load(STANDARD).rules.values()
    assert [rule.id for rule in rules if rule.veto] == ["CCS-10.c3"]
    parts = [
        (rule.id, part.name)
        for rule in rules
        if isinstance(rule.test, Checklist)
        for part in rule.test.parts
        if part.veto
    ]
    assert parts == [("CCS-09.a", "供气")]


def test_the_three_area_kinds_stand_where_the_standard_puts_them() -> None:
    areas = {
        rule.id: rule.test.measure
        for rule in standard.load(STANDARD).rules.values()
        if isinstance(rule.test, Largest) and rule.test.measure.endswith("_area")
    }
    land = {"CCS-02.d", "CCS-13.c", "CCS-14.a", "CCS-14.c", "CCS-15.b"}
    assert {rule for rule, kind in areas.items() if kind == "land_area"} == land
    assert {rule for rule, kind in areas.items() if kind == "usable_area"} == {"CCS-07.c"}


def test_a_figure_recalled_from_memory_is_marked_so() -> None:
    rules = standard.load(STANDARD).rules
    recalled = ("CCS-01.b", "CCS-07.b", "CCS-07.c", "CCS-11.b", "CCS-13.c", "CCS-13.d")
    for rule in (*recalled, "CCS-15.b", "CCS-15.c", "CCS-16.b", "CCS-16.c"):
        assert rules[rule].reference.mark == "memory", rule
        assert rules[rule].reference.doubt, rule


def test_every_rule_asks_a_plain_question_and_says_who_would_know() -> None:
    for overlay in ((), *((name,) for name in OVERLAYS)):
        for rule in standard.load(STANDARD, overlay).rules.values():
            assert rule.clause.endswith("。"), rule.id
            assert rule.ask.endswith("？"), rule.id
            assert rule.who, rule.id
            assert rule.measures, rule.id
            assert rule.reference.place, rule.id


def test_each_pair_that_must_both_hold_really_is_a_pair() -> None:
    together = Counter(
        (rule.id.split(".")[0], rule.together)
        for rule in standard.load(STANDARD).rules.values()
        if rule.together
    )
    assert together == {("CCS-16", "rooms"): 2}


# --- words that other files must know -----------------------------------------------------


def kinds_used(rule: Rule) -> set[str]:
    test = rule.test
    if isinstance(test, Ratio):
        return {*test.numerator.of, *test.denominator.of}
    if isinstance(test, Checklist):
        return {*test.of, *(kind for part in test.parts for kind in part.kinds)}
    return set() if isinstance(test, Estates) else set(test.of)


def all_rules() -> list[Rule]:
    return [
        rule
        for overlays in ((), *((name,) for name in OVERLAYS))
        for rule in standard.load(STANDARD, overlays).rules.values()
    ]


def test_every_facility_kind_used_is_in_the_vocabulary() -> None:
    known = set(vocabulary.load().kinds)
    for rule in all_rules():
        assert kinds_used(rule) <= known, rule.id
    for item in standard.load(STANDARD).items:
        assert set(item.higher_level) <= known, item.id


def test_every_profile_field_and_estate_column_used_can_be_filled_in() -> None:
    words = vocabulary.load()
    columns = {column.id: column for column in words.sheets["estates"].columns}
    for rule in all_rules():
        if isinstance(rule.test, Ratio):
            for side in (rule.test.numerator, rule.test.denominator):
                assert side.profile is None or side.profile in words.profile, rule.id
                assert (side.profile is None) == bool(side.of and side.measure), rule.id
        if isinstance(rule.test, Checklist):
            for part in rule.test.parts:
                assert part.only_if is None or part.only_if in words.profile, rule.id
        if isinstance(rule.test, Estates):
            choices = columns[rule.test.column].words
            assert choices is not None
            assert set(rule.test.words) <= set(words.words[choices]), rule.id


def test_a_size_is_asked_in_the_unit_its_facility_is_counted_in() -> None:
    kinds = vocabulary.load().kinds
    for rule in all_rules():
        test = rule.test
        if isinstance(test, Largest) and test.measure == "size":
            assert {kinds[kind].size_unit for kind in test.of} == {test.unit}, rule.id
        if isinstance(test, Ratio):
            for side in (test.numerator, test.denominator):
                if side.measure == "size":
                    assert {kinds[kind].size_unit for kind in side.of} == {side.unit}, rule.id


def test_no_word_names_two_facility_kinds() -> None:
    uses: dict[str, list[str]] = {}
    for kind in vocabulary.load().kinds.values():
        for word in (kind.name, *kind.aliases):
            uses.setdefault(vocabulary.fold(word), []).append(kind.id)
    assert {word: kinds for word, kinds in uses.items() if len(kinds) > 1} == {}


def test_every_facility_kind_is_listed_once_and_at_home_in_an_item_that_exists() -> None:
    file = datafiles.data_dir("surveys") / "facilities.yaml"
    kinds = datafiles.load(file, vocabulary.FacilitiesFile).kinds
    ids = [kind.id for kind in kinds]
    assert len(ids) == len(set(ids))
    assert {kind.item for kind in kinds if kind.item} <= set(RULES)


# --- overlays -----------------------------------------------------------------------------


def test_the_overlays_are_those_we_promise() -> None:
    assert {overlay.id for overlay in standard.available_overlays(STANDARD)} == set(OVERLAYS)


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_touches_only_its_rules_and_each_names_a_reference(name: str) -> None:
    plain, laid = standard.load(STANDARD), standard.load(STANDARD, (name,))
    touched = {rule.id: rule for rule in laid.rules.values() if rule.overlay == name}
    assert sorted(touched) == sorted(OVERLAYS[name])
    assert all(rule.reference.document for rule in touched.values())
    untouched = {id_: rule for id_, rule in laid.rules.items() if id_ not in touched}
    assert untouched == {id_: r for id_, r in plain.rules.items() if id_ not in touched}
    assert laid.sha256 != plain.sha256
    assert laid.overlays == (name,)


def test_smart_items_stand_beside_the_items_they_belong_to() -> None:
    home = {
        rule.id: item.id
        for item in standard.load(STANDARD, ("pilot-2022",)).items
        for rule in item.rules
        if rule.overlay
    }
    assert home == {
        "PILOT-A1": "CCS-01",
        "PILOT-A2": "CCS-01",
        "SMART-1": "CCS-17",
        "SMART-2": "CCS-17",
        "SMART-3": "CCS-17",
        "SMART-4": "CCS-09",
        "SMART-5": "CCS-04",
        "SMART-6": "CCS-17",
        "SMART-7": "CCS-17",
    }


def test_a_locality_can_make_350_square_metres_a_must_without_a_day_care_centre() -> None:
    plain = standard.load(STANDARD).rules["CCS-04.e"]
    local = standard.load(STANDARD, ("mianyang-2026",)).rules["CCS-04.e"]
    assert (plain.force, plain.requires) == ("if_able", "CCS-04.d")
    assert (local.force, local.requires) == ("must", "")


def test_a_later_overlay_has_the_last_word() -> None:
    laid = standard.load(STANDARD, ("sichuan-2021", "sichuan-2021-megacity"))
    test = laid.rules["CCS-01.b"].test
    assert isinstance(test, Largest)
    assert test.at_least == 600
    assert laid.rules["CCS-01.b"].overlay == "sichuan-2021-megacity"
    assert "SICHUAN-1" in laid.rules


# --- broken files -------------------------------------------------------------------------

SMALL = """\
schema: checkup-standard/1
id: small
name: 小标准
version: "1"
document: 《小标准》
goals:
  - {id: G1, name: 目标}
items:
  - id: X-01
    no: 1
    goal: G1
    task: T-A
    name: 一个卫生站
    short_name: 卫生站
    target: all
    need_asked: true
    lead: [卫健]
    shareable: true
    rules:
      - id: X-01.a
        clause: 应有一个卫生站。
        measures: 数量
        test:
          kind: largest
          of: [health_station]
          measure: building_area
          at_least: 120
          unit: ㎡
        force: must
        ask: 有几个？
        who: 居委会
        reference:
          document: 《小标准》
          mark: memory
"""

FLAWS = {
    # flaw: (text, its replacement, fault, line, path, suggestion)
    "unknown key": ("        measures:", "        measure:", "unknown_key", 22,
                    "items[0].rules[0].measure", "measures"),
    "unknown top key": ("version:", "verzion:", "unknown_key", 4, "verzion", "version"),
    "duplicate key": ("        ask: 有几个？\n", "        ask: 有几个？\n        ask: 有吗？\n",
                      "duplicate_key", 31, "items[0].rules[0]", ""),
    "wrong type": ("at_least: 120", "at_least: 一百二", "wrong_type", 27,
                   "items[0].rules[0].test.at_least", ""),
    "unknown word": ("force: must", "force: mast", "unknown_word", 29,
                     "items[0].rules[0].force", "must"),
    "unknown area kind": ("measure: building_area", "measure: bulding_area", "unknown_word", 26,
                          "items[0].rules[0].test.measure", "building_area"),
    "unknown predicate": ("kind: largest", "kind: largset", "unknown_word", 24,
                          "items[0].rules[0].test.kind", "largest"),
    "missing key": ("        who: 居委会\n", "", "missing_key", 20, "items[0].rules[0]", ""),
    "goal that is not there": ("    goal: G1", "    goal: G11", "reference", 11,
                               "items[0].goal", "G1"),
    "facility kind that is not there": ("of: [health_station]", "of: [helth_station]",
                                        "reference", 25, "items[0].rules[0].test.of[0]",
                                        "health_station"),
    "rule of another item": ("id: X-01.a", "id: X-02.a", "reference", 20,
                             "items[0].rules[0].id", ""),
    "syntax": ("lead: [卫健]", "lead: [卫健", "syntax", 18, "", ""),
}  # fmt: skip


def small(folder: Path, old: str = "", new: str = "") -> Path:
    text = SMALL.replace(old, new, 1) if old else SMALL
    assert not old or text != SMALL
    (folder / "standard.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_small_standard_itself_is_sound(tmp_path: Path) -> None:
    assert list(standard.load(str(small(tmp_path))).rules) == ["X-01.a"]


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_broken_standard_says_file_line_path_and_what_was_meant(
    flaw: str, tmp_path: Path
) -> None:
    old, new, fault, line_no, path, suggestion = FLAWS[flaw]
    with pytest.raises(DataFileError) as caught:
        standard.load(str(small(tmp_path, old, new)))
    error = caught.value
    assert error.file == tmp_path / "standard.yaml"
    assert (error.fault, error.line, error.path) == (fault, line_no, path)
    assert error.suggestion == suggestion


def test_a_rule_that_names_a_rule_of_no_existence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError) as caught:
        standard.load(str(small(tmp_path, "force: must", "force: must\n        requires: X-01.b")))
    assert (caught.value.fault, caught.value.found) == ("reference", "X-01.b")
    assert caught.value.suggestion == "X-01.a"


def test_a_standard_or_overlay_that_is_not_there_is_named() -> None:
    with pytest.raises(DataFileError) as caught:
        standard.load("complete-community-2021")
    assert caught.value.fault == "reference"
    with pytest.raises(DataFileError) as caught:
        standard.load(STANDARD, ("pilot-2023",))
    assert (caught.value.fault, caught.value.suggestion) == ("reference", "pilot-2022")


OVERLAY = """\
schema: checkup-overlay/1
id: here
name: 本地
extends: complete-community-2020
change:
  - rule: CCS-05.b
    force: should
    reference: {document: 本地文件, mark: sure}
"""


@pytest.mark.parametrize(
    ("old", "new", "fault", "line_no", "path", "suggestion"),
    [
        ("CCS-05.b", "CCS-05.bb", "reference", 6, "change[0].rule", "CCS-05.b"),
        ("extends: complete-community-2020", "extends: complete-community-2021", "reference", 4,
         "extends", "complete-community-2020"),
        ("    reference: {document: 本地文件, mark: sure}\n", "", "missing_key", 6,
         "change[0]", ""),
        ("    force:", "    forse:", "unknown_key", 7, "change[0].forse", "force"),
        ("    force: should", "    test: {kind: estates, column: propertymode, words: [self]}",
         "reference", 7, "change[0].test.column", "property_mode"),
        ("    force: should", "    test: {kind: estates, column: property_mode, words: [own]}",
         "reference", 7, "change[0].test.words[0]", ""),
        ("    force: should", "    test: {kind: answer, of: [health_statoin]}",
         "reference", 7, "change[0].test.of[0]", "health_station"),
    ],
)  # fmt: skip
def test_a_broken_overlay_says_where(
    old: str, new: str, fault: str, line_no: int, path: str, suggestion: str, tmp_path: Path
) -> None:
    file = tmp_path / "here.yaml"
    file.write_text(OVERLAY, encoding="utf-8")
    assert standard.load(STANDARD, (str(file),)).rules["CCS-05.b"].force == "should"
    file.write_text(OVERLAY.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        standard.load(STANDARD, (str(file),))
    error = caught.value
    assert (error.file, error.fault, error.line, error.path) == (file, fault, line_no, path)
    assert error.suggestion == suggestion


if __name__ == "__main__":
    GOLDEN.write_text(thresholds(), encoding="utf-8")
