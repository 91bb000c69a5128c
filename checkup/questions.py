"""Exports → 题目对照: what each question of a home-made questionnaire is probably about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from checkup import vocabulary
from checkup.intake import cells, dialects, inventory, mapping, proposals, recognise, title_words
from checkup.intake.cells import UnusableError
from checkup.intake.dialects import Dialect
from checkup.intake.own_questions import SHEET
from checkup.intake.proposals import Found, Proposal
from checkup.model import Problem
from checkup.problems import problem
from checkup.report import mapping_form
from checkup.report.wording import Wording
from checkup.result import SourceFile

_HEADER_WITHIN = 10
_LEAST = 2
"""Columns that make a row of texts a header."""


class Proposed(Struct, frozen=True, kw_only=True):
    """Every question found, with its proposal; and what could not be read."""

    rows: tuple[tuple[Found, Proposal], ...]
    sources: dict[str, SourceFile]
    problems: tuple[Problem, ...]


def is_decided(file: Path) -> bool:
    """Whether the file is a 题目对照 itself: what ``checkup map`` makes, and no export."""
    return cells.names_sheet(file, vocabulary.load().sheets[SHEET].name)


def propose(files: Sequence[Path]) -> Proposed:
    """Proposals for the questions of these exports, in their order, each question once."""
    found: dict[tuple[str, str], Found] = {}
    sources: dict[str, SourceFile] = {}
    problems: list[Problem] = []
    for number, file in enumerate(files, 1):
        source = f"S{number}"
        dialect = None
        try:
            for _, rows in cells.rows_of(file, source):
                header, dialect = _header(rows, file.name)
                if dialect is None:
                    continue
                for each in inventory.questions(rows, header, dialect):
                    found.setdefault(title_words.key(each.title, each.part), each)
        except UnusableError as error:
            problems.append(error.problem)
        else:
            if dialect is None:
                problems.append(problem("export_no_questions", source=source))
        sources[source] = SourceFile(
            name=file.name,
            sha256=cells.sha256(file),
            kind="export" if dialect else "unknown",
            dialect=dialect.name if dialect else None,
            rows=0,
        )
    bank = proposals.bank_titles(mapping.load())
    return Proposed(
        rows=tuple((each, proposals.propose(each, bank)) for each in found.values()),
        sources=sources,
        problems=tuple(problems),
    )


def _header(rows: list[list[object]], name: str) -> tuple[int, Dialect | None]:
    """(header row from 0, dialect); a table of no known platform is read as a plain one."""
    bank = mapping.load()
    dialect = recognise.recognise(rows, bank, name)
    if dialect is not None:
        return recognise.header_row(rows, dialect, bank) or 0, dialect
    texts = [
        {cell.strip() for cell in row if isinstance(cell, str) and cell.strip()}
        for row in rows[:_HEADER_WITHIN]
    ]
    widest = max(range(len(texts)), key=lambda at: (len(texts[at]), -at), default=0)
    if not texts or len(texts[widest]) < _LEAST or widest + 1 >= len(rows):
        return 0, None
    return widest, dialects.plain_table()


def tally(proposed: Proposed, line: float) -> dict[str, int]:
    """How many questions: all, at or above the line, below it, and without a proposal."""
    without = len(unmatched(proposed))
    sure = sum(1 for _, each in proposed.rows if each.use and each.confidence >= line)
    count = len(proposed.rows)
    return {
        "count": count, "sure": sure, "unsure": count - sure - without, "unmatched": without,
    }  # fmt: skip


def unmatched(proposed: Proposed) -> list[str]:
    """Titles of the questions nobody recognised, in their order."""
    return [found.part or found.title for found, each in proposed.rows if each.use is None]


def form(proposed: Proposed, line: float, say: Wording) -> bytes:
    """题目对照.xlsx; the same proposals give the same bytes."""
    return mapping_form.render(
        [_row(found, proposal, say) for found, proposal in proposed.rows],
        list(_labels(say)),
        [words[0] for words in vocabulary.load().words["use"].values()],
        line,
        say,
    )


def as_yaml(proposed: Proposed, say: Wording) -> str:
    """The same rows as the key 题目对照 of checkup.yaml."""
    import yaml

    columns = {column.id: column.name for column in vocabulary.load().sheets[SHEET].columns}
    rows = [
        {
            **{columns[key]: value for key, value in _row(found, proposal, say).items()
               if value != ""},
            columns["item"]: None,
            columns["use"]: None,
        }
        for found, proposal in proposed.rows
    ]  # fmt: skip
    name = vocabulary.load().sheets[SHEET].name
    text: str = yaml.safe_dump({name: rows}, allow_unicode=True, sort_keys=False, width=100)
    return text


def _row(found: Found, proposal: Proposal, say: Wording) -> dict[str, str | float]:
    words = vocabulary.load().words
    key = f"map.note.{proposal.note}"
    if not proposal.detail and f"{key}_unsaid" in say:
        key = f"{key}_unsaid"
    return {
        "number": found.number or "",
        "title": found.title,
        "part": found.part,
        "type": words["question_type"][found.type][0],
        "options": "\n".join(found.options),
        "proposed_item": proposal.subject or "",
        "proposed_use": words["use"][proposal.use][0] if proposal.use else "",
        "confidence": round(100 * proposal.confidence),
        "note": say(key, detail=proposal.detail),
    }


def _labels(say: Wording) -> Iterable[tuple[str, str]]:
    file = title_words.load()
    names = {each.item: title_words.label(each) for each in file.items}
    for each in file.items:
        yield names[each.item], say("map.what.item")
    yield file.whole.name, say("map.what.whole")
    for service in file.services:
        yield service.name, say("map.what.service", item=names[service.item])
