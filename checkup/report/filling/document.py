"""A user's own .docx, filled by docxtpl in jinja2's sandbox.

Placeholders are the same as in a workbook. A table row that asks for projects repeats; a document
that asks for a project elsewhere is one page per project; a paragraph that asks for a shortfall, a
target or a project under way repeats. Whoever writes docxtpl's own marks
(``{%tr for 项目 in 项目清单 %}``) decides alone.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from io import BytesIO
from typing import Any

from checkup.model import Problem
from checkup.report.filling import fields, placeholders
from checkup.report.filling.fields import Known, Scope
from checkup.report.filling.flaws import RefusedError, flaw
from checkup.report.filling.placeholders import Hole, Value
from checkup.report.filling.records import Case, Record
from checkup.report.filling.workbook import Filled, Gap
from checkup.report.wording import Wording

_HOLE = re.compile(r"\{\{(.*?)\}\}", re.S)
_TAG = re.compile(r"<[^>]+>")
_LISTS: dict[Scope, str] = {
    "project": "projects", "shortfall": "shortfalls", "indicator": "indicators",
    "community": "communities", "followed": "followed_projects",
}  # fmt: skip
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def fill(content: bytes, case: Case, say: Wording) -> Filled:
    """The document filled. Raises :class:`RefusedError` with every problem when it cannot be."""
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    try:
        template = DocxTemplate(BytesIO(content))
        template.init_docx()
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError):
        raise RefusedError([flaw("form_unreadable")]) from None
    document = template.docx
    found = list(_places(document, say))
    problems = [each for _, text, place in found for each in _faults(text, place)]
    if problems:
        raise RefusedError(problems)
    if not any(_HOLE.search(text) or "{%" in text for _, text, _ in found):
        raise RefusedError([flaw("form_nothing")])
    if not any("{%" in text for _, text, _ in found):
        _repeat(document, found)
    gaps: list[Gap] = []
    patched = template.patch_xml
    template.patch_xml = lambda xml: _canonical(patched(xml))
    sandbox = SandboxedEnvironment(autoescape=True)
    for each in fields.load().filters:
        sandbox.filters[each.id] = _filter(each.id)
    try:
        template.render(_context(case, gaps, say), sandbox, autoescape=True)
    except TemplateError as error:
        raise RefusedError([flaw("form_template", found=type(error).__name__)]) from None
    if case.reference:
        header = document.sections[0].header
        header.is_linked_to_previous = False
        header.add_paragraph(say("application.draft"))
    out = BytesIO()
    document.save(out)
    return Filled(content=_fixed(out.getvalue()), gaps=tuple(gaps))


# --- looking at the document ---------------------------------------------------------------------


def _places(document: Any, say: Wording) -> Iterator[tuple[Any, str, str]]:
    """(table row or None, text of a paragraph, where it is in words)."""
    for number, each in enumerate(document.paragraphs, 1):
        yield None, each.text, say("fill.paragraph", number=number)
    for number, table in enumerate(document.tables, 1):
        for line, row in enumerate(table.rows, 1):
            seen: set[int] = set()
            for column, cell in enumerate(row.cells, 1):
                if id(cell._tc) in seen:
                    continue
                seen.add(id(cell._tc))
                place = say("fill.table_cell", table=number, row=line, column=column)
                for each in cell.paragraphs:
                    yield row, each.text, place
    for section in document.sections:
        for part in (section.header, section.footer):
            # asking a part that is not there for its paragraphs would make one
            for each in () if part.is_linked_to_previous else part.paragraphs:
                yield None, each.text, say("fill.page_edge")


def _faults(text: str, place: str) -> list[Problem]:
    bare = re.sub(r"\{%.*?%\}", "", text, flags=re.S)
    return [
        flaw(each.code, None, place, each.found, near="、".join(each.near) or "—")
        for each in placeholders.read(bare)[1]
    ]


def _scopes(text: str) -> set[Scope]:
    return {each.field.scope for each in placeholders.read(text)[0] if each.field is not None}


def _repeat(document: Any, found: list[tuple[Any, str, str]]) -> None:
    """Put docxtpl's loops where rows repeat, or around the whole for one page per project."""
    rows: dict[int, tuple[Any, set[Scope]]] = {}
    elsewhere: set[Scope] = set()
    for row, text, _ in found:
        if row is None:
            elsewhere |= _scopes(text)
        else:
            known = rows.setdefault(id(row._tr), (row, set()))
            known[1].update(_scopes(text))
    by_table: dict[int, int] = {}
    for row, scopes in rows.values():
        if "project" in scopes:
            by_table[id(row._parent)] = by_table.get(id(row._parent), 0) + 1
    page = "project" in elsewhere or any(count > 1 for count in by_table.values())
    for row, scopes in rows.values():
        for scope in ("indicator", "shortfall", "followed", "project"):
            if scope in scopes and not (page and scope == "project"):
                _around_row(row, scope, page)
                break
    for each in document.paragraphs:
        scopes = _scopes(each.text)
        for scope in ("indicator", "shortfall", "followed"):
            if scope in scopes:
                _around_paragraph(each, scope, page)
                break
    if page:
        _around_body(document)


def _many(scope: Scope, page: bool) -> str:
    """What a loop goes over: the targets of one page are those of its project."""
    name = _LISTS[scope]
    return f"project.{name}" if page and scope == "indicator" else name


def _around_paragraph(paragraph: Any, scope: Scope, page: bool) -> None:
    for text, place in ((f"{{%p for {scope} in {_many(scope, page)} %}}", "addprevious"),
                        ("{%p endfor %}", "addnext")):  # fmt: skip
        made = paragraph.insert_paragraph_before(text)
        getattr(paragraph._p, place)(made._p)


def _around_row(row: Any, scope: Scope, page: bool) -> None:
    many = _many(scope, page)
    for text, place in ((f"{{%tr for {scope} in {many} %}}", "addprevious"),
                        ("{%tr endfor %}", "addnext")):  # fmt: skip
        made = deepcopy(row._tr)
        cells = list(made.iter("{*}t"))
        for each in cells:
            each.text = ""
        if cells:
            cells[0].text = text
        getattr(row._tr, place)(made)


def _around_body(document: Any) -> None:
    from docx.enum.text import WD_BREAK

    body = document.element.body
    begin = document.add_paragraph("{%p for project in projects %}")
    body.insert(0, begin._p)
    document.add_paragraph("{%p if not loop.last %}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def _canonical(xml: str) -> str:
    """Our placeholders as jinja reads them: the field's id, English filters, plain quotes."""

    def written(found: re.Match[str]) -> str:
        holes, _ = placeholders.read(_TAG.sub("", found.group(0)))
        if not holes or holes[0].field is None:
            return "" if holes else found.group(0)
        return _jinja(holes[0], holes[0].field)

    return _HOLE.sub(written, xml)


def _jinja(hole: Hole, field: Known) -> str:
    filters = "".join(
        f"|{name}({_quoted(word)})" if name == "check" else f"|{name}"
        for name, word in hole.filters
    )
    return f"{{{{ {field.scope}.{field.field.id}{filters} }}}}"


def _quoted(word: str) -> str:
    return "'" + re.sub(r"[\\'<>&]", "", word) + "'"


# --- what it is filled with ----------------------------------------------------------------------


class Told:
    """One value of a record as a document asks for it; asking for an unknown one is noted."""

    def __init__(self, field: Known, raw: Value, missed: Callable[[], None], say: Wording) -> None:
        self._hole = Hole("", field)
        self._raw = raw
        self._missed = missed
        self._say = say

    def through(self, filters: tuple[tuple[fields.Filter, str], ...]) -> str:
        """The value's words after these filters."""
        if self._raw is None:
            self._missed()
        hole = Hole("{{" + (self._hole.field.id if self._hole.field else "") + "}}",
                    self._hole.field, filters)  # fmt: skip
        value = placeholders.value_of(hole, self._raw, self._say)
        if value is None:
            return ""
        words = value if isinstance(value, str) else placeholders.number_words(value)
        return _UNSEEN.sub(" ", words)

    def __str__(self) -> str:
        return self.through(())


def _filter(name: fields.Filter) -> Callable[..., str]:
    def through(told: object, word: str = "") -> str:
        return told.through(((name, word),)) if isinstance(told, Told) else str(told)

    return through


def _context(case: Case, gaps: list[Gap], say: Wording) -> dict[str, Any]:
    def row(scope: Scope, record: Record) -> dict[str, Any]:
        told = {
            each.field.id: Told(each, record.values.get(each.field.id), _noted(each, record), say)
            for each in fields.listed()
            if each.scope == scope
        }
        if scope == "project":
            told["indicators"] = [  # type: ignore[assignment]
                row("indicator", Record(values=each, label=record.label, place=record.place))
                for each in record.indicators
            ]
        return told

    def _noted(field: Known, record: Record) -> Callable[[], None]:
        gap = Gap(sheet="", cell="", field=field.name, whose=record.whose)

        def note() -> None:
            if gap not in gaps and field.field.id not in record.none:
                gaps.append(gap)

        return note

    projects = [row("project", each) for each in case.projects]
    context: dict[str, Any] = {
        "projects": projects,
        "shortfalls": [row("shortfall", each) for each in case.shortfalls],
        "followed_projects": [row("followed", each) for each in case.followed],
        "communities": [row("community", each) for each in case.communities],
        "indicators": [each for one in projects for each in one["indicators"]],
        "community": row("community", case.communities[0])
        if len(case.communities) == 1
        else row("community", _together(case)),
        "total": row("total", case.total),
    }
    if len(projects) == 1:
        context["project"] = projects[0]
    chinese = {scope.id: scope.name for scope in fields.load().scopes}
    for scope, name in _LISTS.items():
        context[say("fill.list_of", name=chinese[scope])] = context[name]
    return context


def _together(case: Case) -> Record:
    """What can be said of several communities at once: their names."""
    values: dict[str, Value] = {
        each.field.id: None for each in fields.listed() if each.scope == "community"
    }
    values["name"] = case.total.values["communities"]
    values["applicant"] = case.total.values["applicant"]
    return Record(values=values, label=case.total.label)


def _fixed(content: bytes) -> bytes:
    """The same package with no time of day in it."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            copy.writestr(zipfile.ZipInfo(name), archive.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
