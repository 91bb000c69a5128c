"""The program as a user meets it: exit codes, sentences, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import typer
import yaml

from checkup import __version__, cli

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "枫树社区"


def checkup(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "checkup", *map(str, words)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def _calm(ran: subprocess.CompletedProcess[str]) -> None:
    """One clear Chinese sentence, no traceback."""
    said = ran.stdout + ran.stderr
    assert "Traceback" not in said
    assert "Error" not in said
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said)


def test_the_example_ends_with_headline_and_paths(tmp_path: Path) -> None:
    ran = checkup("score", EXAMPLE, "-o", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "达标" in ran.stdout
    assert "共 20 项" in ran.stdout
    for name in ("result.json", "体检报告.html", "体检报告.xlsx", "公示版.html", "待补资料.xlsx"):
        assert str(tmp_path / name) in ran.stdout
        assert (tmp_path / name).is_file()
    assert f"{tmp_path / '图'}\n" in ran.stdout
    assert ".svg" not in ran.stdout
    assert len(list((tmp_path / "图").glob("*.svg"))) >= 4


def test_whoever_interrupts_is_told_that_nothing_is_left_half_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("checkup.catalogue.rows", interrupted)
    monkeypatch.setattr(sys, "argv", ["checkup", "list", "items"])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 130
    assert capsys.readouterr().err.count("已停止") == 1


def test_the_result_obeys_its_own_schema() -> None:
    result = checkup("score", EXAMPLE, "--json")
    schema = checkup("schema", "result")
    assert result.returncode == schema.returncode == 0
    jsonschema.validate(json.loads(result.stdout), json.loads(schema.stdout))


def test_json_has_stdout_to_itself() -> None:
    ran = checkup("score", EXAMPLE, "--json")
    assert json.loads(ran.stdout)["schema"] == "checkup-result/1"


FAKED = """
import datetime, sys, time
time.time = lambda: 4e9
time.time_ns = lambda: 4 * 10**18
for name in ("localtime", "gmtime"):
    real = getattr(time, name)
    setattr(time, name, lambda at=None, real=real: real(4e9 if at is None else at))
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2096, 10, 2, 7, 6, 40, tzinfo=tz)
    @classmethod
    def utcnow(cls):
        return cls(2096, 10, 2, 7, 6, 40)
    @classmethod
    def today(cls):
        return cls.now()
datetime.datetime = Later
from checkup.cli import main
main()
"""
"""The program on another day, as far as Python can tell it."""


def test_the_same_input_gives_the_same_bytes_on_any_day(tmp_path: Path) -> None:
    assert checkup("score", EXAMPLE, "-o", tmp_path / "one", "--quiet").returncode == 0
    later = subprocess.run(
        [sys.executable, "-c", FAKED, "score", EXAMPLE, "-o", tmp_path / "two", "--quiet"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert later.returncode == 0, later.stderr
    one, two = tmp_path / "one", tmp_path / "two"
    names = sorted(file.relative_to(one) for file in one.rglob("*") if file.is_file())
    assert names == sorted(file.relative_to(two) for file in two.rglob("*") if file.is_file())
    assert len(names) >= 9
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_a_windows_console_with_a_chinese_code_page_shows_every_sign(tmp_path: Path) -> None:
    """cp936 lacks some signs of ours; each has a plain form, and a stranger never stops a run."""
    (tmp_path / "坏😀\u202e.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    for words in (
        ["score", str(EXAMPLE), "-o", str(tmp_path / "out")],
        ["explain", str(tmp_path / "out"), "05"],
        ["--help"],
        ["list", "facilities"],
        ["score", str(tmp_path), "-o", str(tmp_path / "bad")],
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "checkup", *words],
            cwd=ROOT, capture_output=True, check=False,
            env={**os.environ, "PYTHONIOENCODING": "cp936", "PYTHONUTF8": "0"},
        )  # fmt: skip
        shown = ran.stdout.decode("cp936") + ran.stderr.decode("cp936")
        assert "Traceback" not in shown
        assert "达标" in shown or "用法" in shown or "设施" in shown or "文件" in shown
        if str(tmp_path) not in words[-1]:
            assert "\\u" not in shown, words


def test_nothing_in_the_result_tells_where_it_was_made(tmp_path: Path) -> None:
    checkup("score", EXAMPLE, "-o", tmp_path, "--quiet")
    content = (tmp_path / "result.json").read_text(encoding="utf-8")
    assert str(ROOT) not in content
    assert str(tmp_path) not in content


def test_an_empty_folder_is_exit_3(tmp_path: Path) -> None:
    ran = checkup("score", tmp_path)
    assert ran.returncode == 3
    assert "没有可读的文件" in ran.stderr
    _calm(ran)


def test_a_broken_workbook_is_exit_3_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    (tmp_path / "checkup.yaml").write_text("社区概况:\n  户数: 1200\n", encoding="utf-8")
    ran = checkup("score", tmp_path)
    assert ran.returncode == 3
    assert "坏.xlsx" in ran.stderr
    assert (tmp_path / "体检结果" / "体检报告.xlsx").is_file()
    _calm(ran)


def test_a_wrong_yaml_key_is_exit_5_with_file_line_and_the_nearest_key(tmp_path: Path) -> None:
    (tmp_path / "checkup.yaml").write_text("units: 1\noverlay: [pilot-2022]\n", encoding="utf-8")
    ran = checkup("score", tmp_path)
    assert ran.returncode == 5
    assert "checkup.yaml 第 2 行" in ran.stderr
    assert "overlays" in ran.stderr
    _calm(ran)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scor"], "没有“scor”这个命令"),
        (["score"], "少写了"),
        (["score", "x", "--jso"], "--json"),
        (["score", "/没有/这里"], "没有这个文件夹"),
        (["score", str(EXAMPLE), "--as-of", "昨天"], "2023-09-30"),
        (["list", "everything"], "只能是 standards"),
        (["explain", "/没有", "05"], "没有能读的结果文件"),
    ],
)
def test_a_wrong_command_line_is_exit_2(words: list[str], said: str) -> None:
    ran = checkup(*words)
    assert ran.returncode == 2, ran.stderr
    assert said in ran.stderr
    _calm(ran)


def test_fail_on_short_is_exit_4(tmp_path: Path) -> None:
    assert checkup("score", EXAMPLE, "-o", tmp_path, "--fail-on", "short").returncode == 4


@pytest.mark.parametrize(
    "what",
    ["standards", "items", "facilities", "remedies", "funding", "fields", "dialects", "problems"],
)
def test_every_list_prints_and_has_json(what: str) -> None:
    assert len(checkup("list", what).stdout.splitlines()) > 1
    rows = json.loads(checkup("list", what, "--json").stdout)
    assert rows
    assert {"id", "name", "note"} <= set(rows[0])
    if what == "remedies":
        assert not any("{" in row["name"] for row in rows)


@pytest.mark.parametrize(
    "what",
    [
        "result",
        "comparison",
        "street",
        "standard",
        "overlay",
        "settings",
        "profile",
        "mapping",
        "verdicts",
    ],
)
def test_every_schema_is_json_schema(what: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(checkup("schema", what).stdout))


def test_the_tables_of_checkup_yaml_obey_their_schemas(tmp_path: Path) -> None:
    from checkup import catalogue, questions
    from checkup.report import wording

    export = tmp_path / "问卷.csv"
    export.write_text("您对物业满意吗,您最喜欢的颜色\n满意,红\n不满意,蓝\n", "utf-8")
    say = wording.load()
    mapping = yaml.safe_load(questions.as_yaml(questions.propose([export]), say))
    told = {
        "mapping": mapping,
        "profile": {"社区概况": {"名称": "枫树社区", "建设类型": "老旧", "人口": "约9000"}},
        "verdicts": {"人工核定": [{"规则编号": "CCS-05.a", "结论": "达标", "日期": "2023-05-01"}]},
    }
    for what, document in told.items():
        jsonschema.validate(document, catalogue.schema(what))
    wrong = {"人工核定": [{"规则编号": "CCS-05.a", "结论": "差不多"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, catalogue.schema("verdicts"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"人工核定": [{"结论": "达标"}]}, catalogue.schema("verdicts"))


def test_explain_goes_from_clause_to_cell(tmp_path: Path) -> None:
    checkup("score", EXAMPLE, "-o", tmp_path, "--quiet")
    ran = checkup("explain", tmp_path, "05")
    assert ran.returncode == 0
    for word in ("社区卫生服务站", "CCS-05.a", "条文：", "设施台账.xlsx › "):
        assert word in ran.stdout


def test_new_makes_a_kit_that_can_be_scored_and_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "新社区"
    assert checkup("new", folder).returncode == 0
    ledger = folder / "设施台账.xlsx"
    before = ledger.read_bytes()
    ran = checkup("new", folder)
    assert "已经有了" in ran.stdout
    assert ledger.read_bytes() == before
    assert checkup("score", folder).returncode == 0


def test_help_is_chinese_and_lists_every_command() -> None:
    ran = checkup("--help")
    assert ran.returncode == 0
    for word in ("用法", "选项", "命令", "score", "explain", "list", "schema", "new"):
        assert word in ran.stdout
    assert "Usage" not in ran.stdout
    assert checkup("--version").stdout.strip() == __version__


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_help_cuts_nothing_off(command: str) -> None:
    ran = checkup(command, "--help")
    shown = "".join(ran.stdout.replace("│", "").split())
    for param in typer.main.get_command(cli.app).commands[command].params:  # type: ignore[attr-defined]
        assert "".join((param.help or "").split()) in shown
        assert param.metavar is None or param.metavar in shown
    assert "…" not in shown


def test_with_the_report_held_open_the_run_ends_well_and_says_where_it_is(tmp_path: Path) -> None:
    """As on Windows when WPS holds the file: os.replace fails for that name."""
    code = (
        "import os, sys\n"
        "real = os.replace\n"
        "def held(source, target):\n"
        "    if str(target).endswith('体检报告.xlsx'):\n"
        "        raise PermissionError(13, 'held')\n"
        "    real(source, target)\n"
        "os.replace = held\n"
        "from checkup.cli import main\n"
        "main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "score", str(EXAMPLE), "-o", str(tmp_path)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path / "体检报告(2).xlsx") in ran.stdout
    assert "正被别的程序打开" in ran.stdout
    assert (tmp_path / "体检报告(2).xlsx").is_file()
    assert not list(tmp_path.glob(".*"))
