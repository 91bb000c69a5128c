"""问卷星 (exports §3.1): text, option numbers, scores; two orders of its columns, two eras of
matrix headers, four spellings of an option's column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from checkup.model import BLANK, SKIPPED
from shapes.people import Answer, Column, Person, columns
from shapes.shape import NO_ESTATE, NO_TIME, Shape, worded
from shapes.tables import xlsx

META_2016 = ("序号", "提交答卷时间", "所用时间", "来自IP", "来源", "来源详情")
META_2018 = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
BASIC = ("您的姓名：", "您的联系电话：")
Era = Literal["2016", "2026", "typed"]
Rows = list[list[Any]]


def meta(person: Person, order: Sequence[str]) -> list[Any]:
    """The platform's cells: text times without leading zeros, seconds with their sign."""
    end = person.end
    told = {
        "序号": person.serial,
        "提交答卷时间": f"{end.year}/{end.month}/{end.day} {end.hour}:{end:%M}:{end:%S}",
        "所用时间": f"{person.seconds}秒",
        "来源": "微信",
        "来源详情": "N/A",
        "来自IP": f"{person.who.ip}(四川-成都)",
        "用户ID": person.who.openid,
        "总分": 3 * person.serial,
    }
    return [told[name] for name in order]


def header(column: Column, era: Era) -> str:
    """A column's header. Only a matrix's first column has its stem (§3.1)."""
    title = column.question.title
    if era == "typed":
        # automatic numbering off: typed numbers, which start again after the sixth question
        number = column.number if column.number <= 6 else column.number - 6
        stem = f"{number}.{title}"
    elif era == "2016":
        stem = f"{column.number}、{title} ({_type(column)} *必答)"
    else:
        stem = f"{column.number}、{title}："
    if column.row is None:
        return stem
    row = column.asked.title
    if column.row == 0:
        return f"{stem}—{row}"
    return f"{column.number}、{row}" if era == "2026" else row


def _type(column: Column) -> str:
    if column.row is not None:
        return "矩阵单选题"
    return "多选题" if column.asked.multiple else "单选题"


def text_cell(column: Column, answer: Answer, typed: str | None = None) -> str:
    """A cell of a text export; words typed beside an option stand in ``〖〗``."""
    words = worded(column, answer, "┋", {SKIPPED: "(跳过)", BLANK: "(空)"}.get(_code(answer), ""))
    return f"{words}〖{typed}〗" if typed else words


def _code(answer: Answer) -> int:
    return answer if isinstance(answer, int) else 0


def text_rows(
    people: Sequence[Person],
    order: Sequence[str] = META_2018,
    era: Era = "2026",
    after: Sequence[str] = (),
    basic: bool = True,
    serial: Callable[[int], Any] = int,
) -> Rows:
    """按文本导出, header first. ``after``: platform columns behind the questions; ``basic``: the
    unnumbered questions for name and phone."""
    extra = BASIC if basic else ()
    rows: Rows = [[*order, *extra, *[header(column, era) for column in columns()], *after]]
    for person in people:
        cells = [
            text_cell(column, answer, person.typed.get(at))
            for at, (column, answer) in enumerate(zip(columns(), person.answers, strict=True))
        ]
        own = [person.who.name, person.who.phone] if basic else []
        front = meta(person, order)
        front[0] = serial(person.serial)
        rows.append([*front, *own, *cells, *meta(person, after)])
    return rows


def as_text(people: Sequence[Person], file: Path, **how: Any) -> Path:
    """按文本导出 as a workbook; ``how`` as in :func:`text_rows`."""
    return xlsx(file, {"Sheet1": text_rows(people, **how)})


# --- option numbers ------------------------------------------------------------------------

Options = Literal["第6题(x)", "6、(x)", "6 (x)", "6. stem(x)"]


def option_header(column: Column, place: int, style: Options) -> str:
    """One option's column: four spellings over the years, the stem gone from all but one."""
    number, label = column.number, column.labels[place]
    if style == "第6题(x)":
        return f"第{number}题({label})"
    if style == "6、(x)":
        return f"{number}、({label})"
    if style == "6 (x)":
        return f"{number} ({label})" if number % 2 else f"{number:02}({label})"
    return f"{number}. {column.question.title}({label})" if place == 0 else f"{number} ({label})"


def code_cells(column: Column, answer: Answer) -> list[Any]:
    """1-based numbers; 1/0 per option; −3 hidden, −2 left open. Words stay words."""
    if column.asked.multiple:
        if answer == SKIPPED:
            return [-3] * len(column.labels)
        picked = answer if isinstance(answer, frozenset) else frozenset()
        return [int(place in picked) for place in range(len(column.labels))]
    if isinstance(answer, str):
        return [answer]
    assert isinstance(answer, int)
    return [{SKIPPED: -3, BLANK: -2}.get(answer, answer + 1)]


def as_codes(people: Sequence[Person], file: Path, style: Options, era: Era) -> Path:
    """按序号导出."""
    titles: list[str] = []
    for column in columns():
        if column.asked.multiple:
            places = range(len(column.labels))
            titles += [option_header(column, place, style) for place in places]
        else:
            titles.append(header(column, era))
    rows: Rows = [[*META_2018, *titles]]
    for person in people:
        cells = [
            cell
            for column, answer in zip(columns(), person.answers, strict=True)
            for cell in code_cells(column, answer)
        ]
        rows.append([*meta(person, META_2018), *cells])
    return xlsx(file, {"Sheet1": rows})


def as_scores(people: Sequence[Person], file: Path) -> Path:
    """按分数导出: the same headers as text, points in the cells. Never seen (§10.2): which option
    got which points is known to nobody but the author of the form."""
    rows: Rows = [[*META_2018, *[header(column, "2026") for column in columns()], "总分"]]
    for person in people:
        cells: list[Any] = [
            answer if isinstance(answer, str) else _points(answer) for answer in person.answers
        ]
        rows.append([*meta(person, META_2018), *cells, 3 * person.serial])
    return xlsx(file, {"Sheet1": rows})


def _points(answer: Answer) -> int:
    return 5 - answer if isinstance(answer, int) and answer >= 0 else 0


TITLE = "完整社区体检居民问卷"
TEXT = Shape("wjx_text", "wjx", f"245678901_按文本_{TITLE}_300_300.xlsx", as_text)
SCORES = Shape("wjx_score", "wjx_score", f"245678901_按分数_{TITLE}_300_300.xlsx", as_scores)
SHAPES = (
    TEXT,
    Shape(
        "wjx_text_2016", "wjx", "All_Data_Readable.xlsx",
        partial(as_text, order=META_2016, era="2016", basic=False),
    ),
    Shape(
        "wjx_text_scored", "wjx", f"2456789_0_{TITLE}.xlsx",
        partial(as_text, order=(*META_2018, "总分"), era="typed"),
    ),
    Shape(
        "wjx_text_resaved", "wjx", "居民问卷（汇总）.xlsx",
        partial(
            as_text, order=("序号", "用户ID", *META_2018[1:]), after=("总分",), serial=str
        ),
    ),
    Shape(
        "wjx_code_2016", "wjx_code", f"2456789_2_{TITLE}.xlsx",
        partial(as_codes, style="第6题(x)", era="2016"), NO_ESTATE,
    ),
    Shape(
        "wjx_code_2019", "wjx_code", f"245678901_按序号_{TITLE}_300_300.xlsx",
        partial(as_codes, style="6、(x)", era="2026"), NO_ESTATE,
    ),
    Shape(
        "wjx_code_2022", "wjx_code", f"245678901_按序号_{TITLE}_300_300.xlsx",
        partial(as_codes, style="6 (x)", era="typed"), NO_ESTATE,
    ),
    Shape(
        "wjx_code_2025", "wjx_code", "序号版.xlsx",
        partial(as_codes, style="6. stem(x)", era="2026"), NO_ESTATE,
        "files:\n  序号版.xlsx: export:wjx_code\n",
    ),
    Shape(
        "wjx_no_meta", "wjx_no_meta", "问卷.xlsx",
        partial(as_text, order=("序号",)), NO_TIME,
    ),
)  # fmt: skip
