"""A user's own templates win, run in the sandbox, and break with a file and a line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from samples import sample_result
from test_cli import _calm, checkup

from checkup import datafiles, result
from checkup.datafiles import DataFileError
from checkup.report import drawings, page, residents, templates, wording, workbook

SAY = wording.load()
RESULT = sample_result()


def own(folder: Path, **files: str) -> Path:
    """A community's folder with templates of its own."""
    for name, text in files.items():
        file = folder / "templates" / NAMES[name]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


NAMES = {
    "style": "style.css", "look": "chart.css", "foot": "report/method.html.j2",
    "mine": "report/mine.html.j2", "drawing": "chart.svg.j2", "words": "wording/zh.yaml",
    "tables": "tables/workbook.yaml",
    "hand_in": "tables/applications.yaml", "public": "residents.html.j2", "typo": "styles.css",
}  # fmt: skip


def test_without_a_folder_ours_are_used(tmp_path: Path) -> None:
    say, mine = templates.load(tmp_path, SAY)
    assert say is SAY
    assert page.render(RESULT, say, mine) == page.render(RESULT, SAY)


def test_a_style_sheet_replaces_ours_and_cannot_end_its_element(tmp_path: Path) -> None:
    say, mine = templates.load(
        own(tmp_path, style="body{color:red}/*{# {{ */</style><script>x</script>"), SAY
    )
    made = page.render(RESULT, say, mine)
    assert "body{color:red}/*{# {{ */" in made
    assert made.count("</style>") == 1


def test_a_part_of_the_page_and_a_part_of_ones_own(tmp_path: Path) -> None:
    say, mine = templates.load(
        own(tmp_path, foot='我们的说明{% include "report/mine.html.j2" %}', mine="{{ 1 + 1 }} 处"),
        SAY,
    )
    made = page.render(RESULT, say, mine).replace("\N{NO-BREAK SPACE}", " ")
    assert "我们的说明2 处" in made


def test_a_sentence_of_ones_own_is_said_everywhere(tmp_path: Path) -> None:
    words = 'status: {met: 合格}\npage: {title: "{name}之体检"}\n'
    say, mine = templates.load(own(tmp_path, words=words), SAY)
    assert say("status.met") == "合格"
    assert SAY("status.met") == "达标"
    assert say("status.short") == SAY("status.short")
    assert f"<title>{RESULT.community.name}之体检</title>" in page.render(RESULT, say, mine)


def test_columns_of_ones_own(tmp_path: Path) -> None:
    text = (datafiles.data_dir("templates") / "tables" / "workbook.yaml").read_text("utf-8")
    kept = [line for line in text.splitlines() if "key: low," not in line]
    say, mine = templates.load(own(tmp_path, tables="\n".join(kept)), SAY)
    sheet = load_workbook(io.BytesIO(workbook.render(RESULT, say, mine)))["二十项评分"]
    heads = [cell.value for cell in sheet[3]]
    assert "得分(分)" in heads
    assert "下限(分)" not in heads


def _render(folder: Path) -> None:
    say, mine = templates.load(folder, SAY)
    page.render(RESULT, say, mine)
    residents.render(RESULT, say, mine)
    drawings.render(RESULT, say, mine)


@pytest.mark.parametrize(
    ("files", "fault", "name", "line"),
    [
        ({"foot": "一\n{% if %}"}, "template_syntax", "method.html.j2", 2),
        ({"foot": "一\n{{ nothing }}"}, "template_unknown", "method.html.j2", 2),
        ({"foot": "{{ result.nothing }}"}, "template_unknown", "method.html.j2", 1),
        ({"foot": "{{ say('no.such') }}"}, "template_unknown", "method.html.j2", 1),
        ({"foot": "\n\n{{ 1 / 0 }}"}, "template_failed", "method.html.j2", 3),
        ({"foot": "{{ 1 + 'a' }}"}, "template_failed", "method.html.j2", 1),
        ({"foot": "{% include '../../../etc/passwd' %}"}, "template_lacking", "method.html.j2", 1),
        ({"foot": "{{ ''.__class__ }}"}, "template_refused", "method.html.j2", 1),
        ({"foot": "{{ say.__init__.__globals__ }}"}, "template_refused", "method.html.j2", 1),
        ({"foot": "{{ result.facts.clear() }}"}, "template_refused", "method.html.j2", 1),
        ({"foot": "{{ '{0.__class__}'.format(result) }}"}, "template_refused",
         "method.html.j2", 1),
        ({"drawing": "<svg><script>x</script></svg>"}, "template_refused", "chart.svg.j2", None),
        ({"drawing": "<svg onload='x'/>"}, "template_refused", "chart.svg.j2", None),
        ({"drawing": "<svg>"}, "template_svg", "chart.svg.j2", None),
        ({"drawing": '<!DOCTYPE a [<!ENTITY b "c">]><svg>&b;</svg>'}, "template_svg",
         "chart.svg.j2", None),
        ({"public": "\n{{ missing }}"}, "template_unknown", "residents.html.j2", 2),
        ({"typo": "body{}"}, "unknown_file", "styles.css", None),
        ({"mine": "unused"}, "unknown_file", "mine.html.j2", None),
        ({"words": "page:\n  titel: x\n"}, "unknown_key", "zh.yaml", 2),
        ({"words": "page:\n  title: '{nam}'\n"}, "unknown_slot", "zh.yaml", 2),
        ({"words": "page:\n  title: '{name.__class__}'\n"}, "unknown_slot", "zh.yaml", 2),
        ({"words": "page:\n  title: '{name:>99999999}'\n"}, "unknown_slot", "zh.yaml", 2),
        ({"words": "page:\n  title: '{name'\n"}, "unknown_slot", "zh.yaml", 2),
        ({"words": "status:\n  met: '{x}'\n"}, "no_slots", "zh.yaml", 2),
        ({"words": "status:\n  met: 1\n"}, "wrong_type", "zh.yaml", 2),
        ({"words": "- a\n"}, "wrong_type", "zh.yaml", 1),
        ({"words": "forms:\n  head: {answer: 答}\n"}, "fixed_words", "zh.yaml", 2),
        ({"words": "page: [\n"}, "syntax", "zh.yaml", 2),
        ({"tables": "schema: checkup-tables/1\nhead_font: a\nbody_font: b\nsheets: {}\n"},
         "missing_key", "workbook.yaml", 4),
    ],
)  # fmt: skip
def test_a_broken_template_is_named_with_its_line(
    tmp_path: Path, files: dict[str, str], fault: str, name: str, line: int | None
) -> None:
    folder = own(tmp_path, **files)
    with pytest.raises(DataFileError) as caught:
        _render(folder)
    error = caught.value
    assert (error.fault, error.file.name, error.line) == (fault, name, line)
    assert f"datafile.{fault}" in SAY


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("{key: status,", "{key: stattus,", "reference"),
        ("head: workbook.head.clause,", "head: workbook.head.klause,", "reference"),
        ("name: workbook.sheet.items", "name: workbook.sheet.basis", "fixed_words"),
        ("  method:\n    name", "  methods:\n    name", "reference"),
        ("widths: [34, 13", "widths: [0, 13", "out_of_range"),
        ("form: order}", "form: orders}", "unknown_word"),
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, was: str, becomes: str, fault: str) -> None:
    text = (datafiles.data_dir("templates") / "tables" / "workbook.yaml").read_text("utf-8")
    assert was in text
    folder = own(tmp_path, tables=text.replace(was, becomes, 1))
    with pytest.raises(DataFileError) as caught:
        templates.load(folder, SAY)
    assert caught.value.fault == fault
    assert caught.value.line


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("secret", encoding="utf-8")
    folder = own(tmp_path / "社区", words="status: {met: 合格}\n")
    try:
        (folder / "templates" / "style.css").symlink_to(secret)
    except OSError:
        pytest.skip("no links on this file system")
    with pytest.raises(DataFileError):
        templates.load(folder, SAY)


def test_on_the_command_line_it_is_exit_5_one_sentence_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "checkup.yaml").write_text("社区概况:\n  户数: 1200\n", encoding="utf-8")
    own(tmp_path, foot="一\n{{ ''.__class__ }}")
    ran = checkup("score", tmp_path)
    assert ran.returncode == 5
    assert "method.html.j2 第 2 行" in ran.stderr
    assert "不允许的写法" in ran.stderr
    assert not (tmp_path / "体检结果" / "体检报告.xlsx").exists()
    _calm(ran)


def test_own_words_reach_the_files(tmp_path: Path) -> None:
    (tmp_path / "checkup.yaml").write_text("社区概况:\n  户数: 1200\n", encoding="utf-8")
    own(tmp_path, words="page: {internal: 仅供街道内部使用}\n")
    assert checkup("score", tmp_path, "--quiet").returncode == 0
    made = (tmp_path / "体检结果" / "体检报告.html").read_text(encoding="utf-8")
    assert "仅供街道内部使用" in made


def _hand_in() -> str:
    return (datafiles.data_dir("templates") / "tables" / "applications.yaml").read_text("utf-8")


def test_hand_in_tables_of_ones_own(tmp_path: Path) -> None:
    text = "\n".join(line for line in _hand_in().splitlines() if "field: gain," not in line)
    text = text.replace("paper: A3", "paper: A4").replace("  附件1:", "  区表一:")
    home = own(tmp_path / "社区", hand_in=text, words="application: {total: 总计}\n")
    (home / "result.json").write_bytes(result.to_bytes(RESULT))
    ran = checkup("fill", home, "--form", "附件2", "-o", tmp_path / "报.xlsx")
    assert ran.returncode == 0, ran.stderr
    sheet = load_workbook(tmp_path / "报.xlsx")["附件2"]
    assert "预期增分" not in [cell.value for cell in sheet[4]]
    assert sheet.page_setup.paperSize == 9
    assert "总计" in [sheet.cell(row, 1).value for row in range(6, sheet.max_row + 1)]
    assert checkup("fill", home, "--form", "区表一", "-o", tmp_path / "一.xlsx").returncode == 0
    assert checkup("fill", home, "--form", "附件1", "-o", tmp_path / "二.xlsx").returncode == 2


@pytest.mark.parametrize(
    ("before", "after", "near"),
    [
        ("field: with,", "field: wiht,", "with"),
        ("head: application.head.whose", "head: application.head.whos", "application.head.whose"),
        ("section: application.head.estimate", "section: application.head.estimat", "estimate"),
    ],
)
def test_a_slip_in_ones_own_hand_in_tables_is_named(
    tmp_path: Path, before: str, after: str, near: str
) -> None:
    text = _hand_in()
    assert before in text
    with pytest.raises(DataFileError) as slip:
        templates.load(own(tmp_path, hand_in=text.replace(before, after)), SAY)
    assert near in slip.value.suggestion
    assert slip.value.line
