"""Writes docs/problems.md from the catalogue and the wording file: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from checkup.problems import CATALOGUE, FORMS
from checkup.report import wording
from checkup.report.wording import Wording

PAGE = Path(__file__).parent / "problems.md"
_HEAD = """\
# Problems

Everything that can be wrong with an input, as `checkup check` and every report say it. This page
is made by `make docs` from `checkup/problems.py` and `templates/wording/zh.yaml`; edit those.
`…` stands for what the program fills in. Codes are stable and never reused.

| level | meaning | exit of `check` |
|---|---|---|
| error | a file, sheet or row could not be used | 3 |
| warning | a cell could not be used, or two cells disagree; the rest counts | 0 |
| notice | how something was read, so that a person can object | 0 |

| code | level | what is wrong | what was expected | what to do |
|---|---|---|---|---|
"""


def page(say: Wording) -> str:
    """The page, one row per code in the order of the catalogue."""
    return _HEAD + "".join(
        f"| `{code}` | {level} | "
        + " | ".join(
            _cell(say.unfilled(f"problems.{code}.{part}")) for part in ("title", "expected", "fix")
        )
        + " |\n"
        for code, level in (*CATALOGUE.items(), *FORMS.items())
    )


def _cell(sentence: str) -> str:
    """A sentence in a Markdown table, without a sign that would end the cell."""
    return sentence.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(wording.load()), encoding="utf-8")
