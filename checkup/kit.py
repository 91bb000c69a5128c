"""A blank kit for a new community: the ledger to fill and the questionnaire to import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checkup.intake import mapping
from checkup.intake.mapping import Bank, BankQuestion
from checkup.plan.prices import told_as
from checkup.plan.remedies import load_remedies
from checkup.report import forms
from checkup.report.wording import Wording


def write(folder: Path, say: Wording) -> Iterator[tuple[Path, bool]]:
    """Write the kit; gives each file and whether it was made (a file already there is kept)."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        f"{say('ledger_form.file')}.xlsx": forms.ledger(say, {"prices": prices()}),
        f"{say('kit.questionnaire')}.txt": questionnaire(mapping.load(), say).encode("utf-8-sig"),
    }
    for name, content in contents.items():
        file = folder / name
        try:
            with file.open("xb") as out:
                out.write(content)
        except FileExistsError:
            yield file, False
        else:
            yield file, True


def prices() -> list[dict[str, object]]:
    """Rows of 本地造价: every cost of the library by name and unit, without a figure."""
    return [
        {"code": told_as(each), "unit": each.unit} for each in load_remedies().costs.values()
    ]  # fmt: skip


def questionnaire(bank: Bank, say: Wording) -> str:
    """The question bank as text that 问卷星 imports: number, title, type in brackets, options."""
    blocks = [bank.name]
    for number, question in enumerate(bank.questions, 1):
        lines = [say("kit.title", number=number, title=question.title, type=_type(question, say))]
        lines += [row.title for row in question.rows]
        if question.rows:
            lines.append(say("kit.scale", options=say("kit.between").join(_labels(question, say))))
        else:
            lines += _labels(question, say)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _type(question: BankQuestion, say: Wording) -> str:
    if question.rows:
        return say("kit.type.matrix")
    if question.multiple:
        return say("kit.type.multiple")
    return say("kit.type.single" if question.options or question.options_from else "kit.type.open")


def _labels(question: BankQuestion, say: Wording) -> list[str]:
    if question.options_from:
        return [say("kit.own_options")]
    return [option.label for option in question.options]
