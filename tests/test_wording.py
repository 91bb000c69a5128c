"""Every sentence a user reads is in the wording file, and every one there is used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from checkup import datafiles, problems
from checkup.model import Mark, Status
from checkup.policy import Policy
from checkup.report import wording
from checkup.street.cluster import Why

ROOT = Path(__file__).parent.parent
say = wording.load()
CODE = sorted((ROOT / "checkup").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.j2"))
TABLES = sorted((ROOT / "templates" / "tables").glob("*.yaml"))

FAMILIES = {
    "status.": Status, "mark.": Mark, "cli.cluster.": Why,
}  # fmt: skip
"""Keys picked by a code at run time; each family's words must all be there."""

BY_CODE = (
    "status.", "tier.", "force.", "mark.", "via.", "gap.", "grade.", "gap_kind.", "confidence.",
    "compare.", "finding_notes.", "policy.", "build.", "target.", "task.", "goal_no.", "level.",
    "source_kind.", "question_kind.", "survey_rule.", "fact.", "problems.", "datafile.",
    "survey.weighting.", "terminal.problem.", "terminal.column.", "cli.metavar.",
    "cli.list.column.", "kit.type.", "export.table.", "export.column.",
)  # fmt: skip
"""Families whose keys are built from a code (``say(f"status.{status}")``)."""


def _literals() -> set[str]:
    """Every string in the code, the templates and the table layouts."""
    found: set[str] = set()
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    for file in (*TEMPLATES, *TABLES):
        found.update(re.findall(r"[a-z_0-9]+(?:\.[a-z_0-9A-Z>=<-]+)+", file.read_text("utf-8")))
    return found


def _patterns() -> list[re.Pattern[str]]:
    """Keys built with a hole in them: f"page.part.{n}" in code, "page.part." ~ n in templates."""
    patterns = []
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                )
                if re.match(r"[a-z_]+\\\.", text) or text.startswith("cli"):
                    patterns.append(re.compile(f"^{text}$"))
    for file in TEMPLATES:
        for stem in re.findall(r"['\"]([a-z_.]+[._])['\"]\s*~", file.read_text("utf-8")):
            patterns.append(re.compile(f"^{re.escape(stem)}.+$"))
    return patterns


def test_every_sentence_is_used() -> None:
    literals, patterns = _literals(), _patterns()
    unused = [
        key
        for key in say.keys()  # noqa: SIM118
        if key not in literals
        and not key.startswith(BY_CODE)
        and not any(pattern.match(key) for pattern in patterns)
    ]
    assert unused == []


def test_every_key_the_code_names_exists() -> None:
    roots = {key.split(".")[0] for key in say.keys()}  # noqa: SIM118
    named = set()
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "say"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                named.add(str(node.args[0].value))
    for file in TEMPLATES:
        named.update(re.findall(r"\bsay\(['\"]([a-z_.0-9]+[a-z0-9])['\"]", file.read_text("utf-8")))
    assert len(named) > 150
    assert sorted(key for key in named if key not in say) == []
    assert roots


def test_every_problem_says_what_was_expected_and_what_to_do() -> None:
    for code in (*problems.CATALOGUE, *problems.FORMS):
        for part in ("title", "expected", "fix"):
            assert f"problems.{code}.{part}" in say, f"{code}.{part}"
    extra = set(say.table("problems")) - {*problems.CATALOGUE, *problems.FORMS}
    assert extra == set()


def test_every_policy_key_is_explained() -> None:
    assert set(say.table("policy")) >= set(Policy.__struct_fields__)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_code_has_its_word(family: str) -> None:
    for word in FAMILIES[family].__args__:  # type: ignore[attr-defined]
        assert f"{family}{word}" in say


def test_a_missing_slot_is_our_bug_and_raises() -> None:
    with pytest.raises(KeyError):
        say("terminal.name")


def test_no_sentence_for_users_stands_in_code() -> None:
    """Words that are data (a code, an alias) may stand in code; a sentence may not."""
    sentences = []
    for file in CODE:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docs
                and (
                    len(re.findall(r"[\u4e00-\u9fff]", node.value)) > 12
                    or re.search(r"[\u4e00-\u9fff].*[。！？“”]", node.value)
                )
            ):
                sentences.append((file.name, node.lineno, node.value))
    assert sentences == []


def test_a_broken_wording_file_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "zh.yaml"
    file.write_text("page:\n  title: 标题\n  title: 又一个\n", encoding="utf-8")
    with pytest.raises(datafiles.DataFileError) as caught:
        wording.load(file)
    assert (caught.value.fault, caught.value.line) == ("duplicate_key", 3)
