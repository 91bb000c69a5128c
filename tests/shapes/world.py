"""Platforms from elsewhere (exports §3.9–3.12): Microsoft and Google Forms, KoboToolbox and ODK,
LimeSurvey. Names in XML and codes are those of a form made from our bank: its ids, and options by
their number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from checkup.model import BLANK, SKIPPED
from shapes.chinese import title, words
from shapes.people import Answer, Column, Person, columns
from shapes.shape import HIDDEN, Shape, chosen, worded
from shapes.tables import as_microsoft_writes, text, xlsx

Rows = list[list[Any]]


# --- Microsoft Forms ------------------------------------------------------------------------


def ms_forms(people: Sequence[Person], file: Path, chinese: bool = False) -> Path:
    """xlsx with a false dimension; date cells; ``;`` behind every chosen option; NBSP; the stem
    of a grid lost."""
    front = (
        ("ID", "开始时间", "完成时间", "电子邮件", "名称", "上次修改时间")
        if chinese
        else ("ID", "Start time", "Completion time", "Email", "Name")
    )
    rows: Rows = [[*front, *[title(column) + "\xa0" * (column.number % 2) for column in columns()]]]
    for person in people:
        cells = [
            "".join(f"{label} ;" for label in chosen(column, answer))
            if column.asked.multiple
            else f"{worded(column, answer)}\xa0".strip(" ")
            if answer not in (BLANK, SKIPPED)
            else ""
            for column, answer in zip(columns(), person.answers, strict=True)
        ]
        last = [""] if chinese else []
        rows.append(
            [person.serial, person.start, person.end, "anonymous", person.who.name, *last, *cells]
        )
    return as_microsoft_writes(xlsx(file, {"Sheet1": rows}))


# --- Google Forms ---------------------------------------------------------------------------


def google(people: Sequence[Person], file: Path) -> Path:
    """xlsx with milliseconds, or CSV with rounded seconds, month first; ``Stem [row]``."""
    titles = [
        column.question.title if column.row is None
        else f"{column.question.title} [{column.asked.title}]"
        for column in columns()
    ]  # fmt: skip
    workbook = file.suffix == ".xlsx"
    rows: Rows = [["Timestamp" if workbook else "时间戳记", *titles, "Email Address"]]
    for person in people:
        end = person.end
        when: Any = end + timedelta(milliseconds=878)
        if not workbook:
            when = f"{end.month}/{end.day}/{end.year} {end.hour}:{end:%M}:{end:%S}"
        rows.append([when, *words(person, ", "), person.who.email])
    if workbook:
        return xlsx(file, {"Form Responses 1": rows}, date_format="m/d/yyyy h:mm:ss")
    return text(file, rows)


# --- KoboToolbox, ODK -----------------------------------------------------------------------


def _name(column: Column) -> str:
    return column.asked.id.replace(".", "_").replace("-", "_")


def _option(place: int) -> str:
    return str(place + 1)


def kobo(
    people: Sequence[Person], file: Path, names: bool = False, path: bool = False,
    both: bool = True, comma: bool = False,
) -> Path:  # fmt: skip
    """Labels or XML names; with or without the group before them; a multiple choice as one column
    and 0/1 columns, or as 0/1 columns alone."""
    titles: list[str] = []
    for column in columns():
        head = _name(column) if names else title(column)
        if path and column.row is not None:
            head = f"{column.question.id if names else column.question.title}/{head}"
        if column.asked.multiple:
            places = range(len(column.labels))
            titles += [head] * both
            titles += [f"{head}/{_option(at) if names else column.labels[at]}" for at in places]
        else:
            titles.append(head)
    front = ("start", "end", "deviceid")
    after = (
        "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
        "_submitted_by", "__version__", "_tags", "_index",
    )  # fmt: skip
    rows: Rows = [[*front, *titles, "您的位置", "_您的位置_latitude", *after]]
    for person in people:
        cells = [
            cell
            for column, answer in zip(columns(), person.answers, strict=True)
            for cell in _kobo_cells(column, answer, names, both)
        ]
        place = f"30.57{person.serial:04}"
        rows.append([
            f"{person.start.isoformat()}.980+08:00", f"{person.end.isoformat()}.102+08:00",
            person.who.openid, *cells, f"{place} 104.061234 0 0", place, 5000 + person.serial,
            f"8f2c{person.serial:04}-0000-4000-8000-000000000000",
            (person.end - timedelta(hours=8)).isoformat(), "", "", "submitted_via_web",
            person.who.nickname, "vA1", "", person.serial,
        ])  # fmt: skip
    if file.suffix == ".csv":
        return text(file, rows, delimiter="," if comma else ";", quoted=True, newline="\n")
    return xlsx(file, {"完整社区体检居民问卷": rows}, inline=True)


def _kobo_cells(column: Column, answer: Answer, names: bool, both: bool) -> list[str]:
    def word(place: int) -> str:
        open_ = column.asked.open_options
        return _option(place) if names and not open_ else column.labels[place]

    if column.asked.multiple:
        if answer == SKIPPED:
            return [""] * (len(column.labels) + both)
        picked = answer if isinstance(answer, frozenset) else frozenset()
        joined = " ".join(word(place) for place in sorted(picked))
        flags = [str(int(place in picked)) for place in range(len(column.labels))]
        return [joined, *flags] if both else flags
    if isinstance(answer, str):
        return [answer]
    assert isinstance(answer, int)
    return [word(answer) if answer >= 0 else ""]


def odk(people: Sequence[Person], file: Path) -> Path:
    """ODK Central: XML names with groups before a hyphen, choices joined by spaces (hearsay)."""
    heads = [
        f"{column.question.id}-{_name(column)}" if column.row is not None else _name(column)
        for column in columns()
    ]
    rows: Rows = [["SubmissionDate", "start", "end", *heads, "meta-instanceID", "KEY",
                   "SubmitterID", "SubmitterName", "Status"]]  # fmt: skip
    for person in people:
        cells = [
            _kobo_cells(column, answer, names=True, both=True)[0]
            for column, answer in zip(columns(), person.answers, strict=True)
        ]
        key = f"uuid:8f2c{person.serial:04}-0000-4000-8000-000000000000"
        rows.append([
            f"{(person.end - timedelta(hours=8)).isoformat()}.000Z",
            f"{person.start.isoformat()}.980+08:00", f"{person.end.isoformat()}.102+08:00",
            *cells, key, key, "31", person.who.nickname, "",
        ])  # fmt: skip
    return text(file, rows)


# --- LimeSurvey -----------------------------------------------------------------------------

Heading = Literal["code", "text", "both"]
_LIME = {
    "code": ("id", "submitdate", "lastpage", "startlanguage", "seed"),
    "text": ("Response ID", "Date submitted", "Last page", "Start language", "Seed"),
}


def lime(
    people: Sequence[Person], file: Path, heading: Heading, codes: bool = False, ip: bool = True
) -> Path:
    """CSV with BOM, all quoted, a blank line at the end; three headings, two kinds of answers."""
    code, words_ = _LIME["code"], _LIME["text"]
    both = [f"{one}. {other}" for one, other in zip(code, words_, strict=True)]
    front = {"code": code, "text": words_, "both": both}[heading]
    titles = [
        {"code": one, "text": other, "both": f"{one}. {other}"}[heading]
        for column in columns()
        for one, other in _lime_heads(column)
    ]
    address = {"code": "ipaddr", "text": "IP address", "both": "ipaddr. IP address"}[heading]
    rows: Rows = [[*front, address, *titles]]
    for person in people:
        cells = [
            cell
            for at, (column, answer) in enumerate(zip(columns(), person.answers, strict=True))
            for cell in _lime_cells(column, answer, codes, person.typed.get(at, ""))
        ]
        rows.append(
            [person.serial, f"{person.end:%Y-%m-%d %H:%M:%S}", 4, "zh-Hans",
             9000 + person.serial, person.who.ip, *cells]
        )  # fmt: skip
    text(file, rows, encoding="utf-8-sig", newline="\n", quoted=True)
    file.write_bytes(file.read_bytes() + b"\n")
    return file


def _lime_heads(column: Column) -> list[tuple[str, str]]:
    """(code, text) of a question's columns."""
    stem, code = column.question.title, column.question.id
    if column.row is not None:
        item = (column.asked.item or "").replace("-", "")
        return [(f"{code}[{item}]", f"{stem} [{column.asked.title}]")]
    if column.asked.multiple:
        heads = [(f"{code}[SQ{at:03}]", f"{stem} [{label}]")
                 for at, label in enumerate(column.labels, 1)]  # fmt: skip
        return [*heads, *([(f"{code}[other]", f"{stem} [其他]")] if code == "household" else [])]
    return [(code, stem)]


def _lime_cells(column: Column, answer: Answer, codes: bool, typed: str) -> list[str]:
    hidden = "" if codes else "N/A"
    if column.asked.multiple:
        other = [typed] if column.question.id == "household" else []
        if answer == SKIPPED:
            return [hidden] * (len(column.labels) + len(other))
        picked = answer if isinstance(answer, frozenset) else frozenset()
        yes, no = ("Y", "") if codes else ("Yes", "No")
        return [yes if at in picked else no for at in range(len(column.labels))] + other
    if answer in (BLANK, SKIPPED):
        return [hidden if answer == SKIPPED else ""]
    if codes and isinstance(answer, int) and not column.asked.open_options:
        return [f"A{answer + 1}"]
    return [worded(column, answer)]


SHAPES = (
    Shape("ms_forms", "ms_forms", "社区体检(1-300).xlsx", ms_forms, HIDDEN),
    Shape("ms_forms_zh", "ms_forms", "体检(1-300).xlsx", partial(ms_forms, chinese=True), HIDDEN),
    Shape("google_csv", "google_forms", "体检.csv", google, HIDDEN),
    Shape("google_xlsx", "google_forms", "体检.xlsx", google, HIDDEN),
    Shape("kobo_labels", "kobo", "kobo.xlsx", kobo, HIDDEN),
    Shape("kobo_labels_path", "kobo", "kobo.csv", partial(kobo, path=True), HIDDEN),
    Shape("kobo_apart", "kobo", "kobo.csv", partial(kobo, both=False), HIDDEN),
    Shape("kobo_names", "kobo", "kobo.xlsx", partial(kobo, names=True), HIDDEN),
    Shape(
        "kobo_names_path", "kobo", "kobo.csv",
        partial(kobo, names=True, path=True, comma=True), HIDDEN,
    ),
    Shape("odk", "odk", "odk.csv", odk, HIDDEN),
    Shape("lime_text", "limesurvey", "results-survey123456.csv", partial(lime, heading="text")),
    Shape("lime_both", "limesurvey", "results-survey123456.csv", partial(lime, heading="both")),
    Shape("lime_code", "limesurvey", "results-survey123456.csv", partial(lime, heading="code")),
    Shape(
        "lime_code_codes", "limesurvey", "results-survey123456.csv",
        partial(lime, heading="code", codes=True), HIDDEN,
    ),
)  # fmt: skip
