"""``checkup fill``: results and a form in; the filled form and what is still to do out."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from checkup.intake.extent import TooLargeError, guard
from checkup.pipeline import problem_rows
from checkup.report.filling import companion, handin, layouts, records
from checkup.report.filling.companion import Line
from checkup.report.filling.fields import SOURCES, listed
from checkup.report.filling.flaws import RefusedError, flaw
from checkup.report.filling.handin import Check
from checkup.report.filling.layouts import Applications, FontSet
from checkup.report.filling.workbook import Filled, Gap
from checkup.report.wording import Wording
from checkup.result import ProblemRow, Result


class Made(Struct, frozen=True, kw_only=True):
    """What ``checkup fill`` made. ``content`` is None for a form that could not be filled."""

    content: bytes | None
    checks: tuple[Check, ...] = ()
    lines: tuple[Line, ...] = ()
    problems: tuple[ProblemRow, ...] = ()
    lost: tuple[str, ...] = ()
    totals: dict[str, int] = {}
    """总投资 and each source in 元, as they stand in the form."""
    draft: bool = False

    @property
    def blocked(self) -> bool:
        """Whether anything stands in the way of handing it in."""
        return any(each.blocks for each in self.checks)


def told_apart(found: Sequence[tuple[Result, str | None]], say: Wording) -> list[Result]:
    """Results for one form, each with the street whose folder it stands in: communities of one
    name in two streets are called by both, so that no line can be taken for the other's."""
    names = Counter(result.community.name for result, _ in found)
    told = []
    for result, above in found:
        block = result.community
        street = block.street or above
        if names[block.name] > 1 and street is not None:
            full = say("fill.of_street", street=street, name=block.name)
            block = msgspec.structs.replace(block, name=full, street=street)
            result = msgspec.structs.replace(result, community=block)
        told.append(result)
    return told


def built_in(name: str, own: Applications | None = None) -> bool:
    """Whether a form is one of ours, or of the user's own applications.yaml."""
    data = own or layouts.load()
    return name in data.lists or name in data.pages


def fill(
    results: Sequence[Result], form: str, say: Wording, *, reference: bool = False,
    old: bool = False, fonts: FontSet = "official", own: Applications | None = None,
) -> Made:  # fmt: skip
    """A built-in table (附件1–4) or the form file at that path, filled with these results.

    ``reference``: unsigned costs are printed, and the file says 草稿. ``own``: a user's layouts in
    place of ours. Nothing is written.
    """
    case = records.case(results, say, reference=reference, old=old)
    data = own or layouts.load()
    about = form not in data.lists or data.lists[form].scope == "project"
    found = handin.checks(results, say, reference=reference, of_projects=about)
    # a list of shortfalls has no amounts that could be unsigned
    draft = (reference and about) or any(each.blocks for each in found)
    case = msgspec.structs.replace(case, total=_with_state(case.total, say, draft=draft))
    filled: Filled | None = None
    if built_in(form, own):
        content, gaps = _built_in(form, data, case, say, fonts=fonts, old=old, draft=draft)
    else:
        try:
            filled = _own(Path(form), case, say)
        except RefusedError as refused:
            placed = [msgspec.structs.replace(each, source="form") for each in refused.problems]
            return Made(content=None, problems=problem_rows(placed, say))
        content, gaps = filled.content, filled.gaps
    most = len(case.projects if about else case.shortfalls)
    told = {key: case.total.values[key] for key in ("total", *SOURCES)}
    return Made(
        content=content,
        checks=tuple(found),
        lines=tuple(companion.lines(found, filled, gaps, most, say)),
        lost=filled.lost if filled else (),
        totals={key: int(value) for key, value in told.items() if isinstance(value, int | float)},
        draft=draft,
    )


def companion_of(made: Made, file: str, say: Wording) -> bytes:
    """提交前核对.xlsx for the form of that name."""
    return companion.render(made.lines, file, say)


def as_json(made: Made, files: Sequence[Path]) -> bytes:
    """What was made, for other programs; the file itself is not in it."""
    told: dict[str, Any] = {
        "schema": "checkup-fill/1",
        "files": [str(each) for each in files],
        "draft": made.draft,
        "totals": made.totals,
        "checks": made.checks,
        "to_do": made.lines,
        "lost": made.lost,
        "problems": made.problems,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _with_state(total: records.Record, say: Wording, *, draft: bool) -> records.Record:
    word = say("application.draft" if draft else "application.final")
    return msgspec.structs.replace(total, values={**total.values, "state": word})


def _built_in(
    form: str, data: Applications, case: records.Case, say: Wording, *, fonts: FontSet, old: bool,
    draft: bool,
) -> tuple[bytes, tuple[Gap, ...]]:  # fmt: skip
    from checkup.report.filling import pages, tables

    chosen = data.fonts[fonts]
    if form in data.lists:
        table = data.lists[form]
        content = tables.render(form, table, case, chosen, say, draft=draft)
        asked = [each.field for each in table.columns]
        rows = case.projects if table.scope == "project" else case.shortfalls
        return content, _blanks(table.scope, asked, rows)
    page = data.pages[form]
    content = pages.render(form, page, case, chosen, say, draft=draft, old=old)
    cells = [cell for row in page.rows for cell in row.cells]
    asked = [field for cell in cells for field in (cell.field, *cell.fields) if field is not None]
    return content, (
        *_blanks("project", asked, case.projects),
        *(
            Gap(
                sheet="",
                cell="",
                field=say(label).replace("\n", ""),
                whose=each.whose,
                no=_no(each),
            )
            for label in pages.by_hand(cells)
            for each in case.projects
        ),
    )


def _blanks(
    scope: str, asked: Sequence[str], rows: Sequence[records.Record]
) -> tuple[Gap, ...]:  # fmt: skip
    names = {each.id: each.name for each in listed()}
    return tuple(
        Gap(sheet="", cell="", field=names[f"{scope}.{field}"], whose=each.whose,
            no=_no(each))
        for field in asked
        for each in rows
        if each.missing(field)
    )  # fmt: skip


def _no(record: records.Record) -> int:
    """序号 of a row of a built-in table."""
    return int(record.values["no"] or 0)


def _own(form: Path, case: records.Case, say: Wording) -> Filled:
    from checkup.report.filling import guard as gate

    content = form.read_bytes()
    kind = gate.kind(form.name, content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            guard(archive)
    except TooLargeError as error:
        raise RefusedError([flaw("form_too_large", found=error.found)]) from None
    if kind == "docx":
        from checkup.report.filling import document

        return document.fill(content, case, say)
    from checkup.report.filling import workbook

    return workbook.fill(content, case, say)
