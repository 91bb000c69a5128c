"""The other Chinese platforms (exports §3.2–3.8).

Where exports.md does not say how a platform writes a matrix, its rows stand here as questions of
their own under their bare titles; 腾讯问卷 alone is written with ``题干:行``, like its options.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from shapes.people import Answer, Column, Person, columns
from shapes.shape import HIDDEN, NO_ESTATE, Shape, chosen, worded
from shapes.tables import text, xlsx

Rows = list[list[Any]]
LETTERS = "ABCDEFGH"


def title(column: Column) -> str:
    """The question, or in a matrix its row, without a number."""
    return column.question.title if column.row is None else column.asked.title


def words(person: Person, between: str = ",", nothing: str = "") -> list[Any]:
    """One cell per column of the bank, in words."""
    return [
        worded(column, answer, between, nothing)
        for column, answer in zip(columns(), person.answers, strict=True)
    ]


def iso(person: Person) -> str:
    return f"{person.end:%Y-%m-%d %H:%M:%S}"


# --- 腾讯问卷 --------------------------------------------------------------------------------

_TENCENT = (
    "编号", "开始答题时间", "结束答题时间", "答题时长", "语言", "清洗数据结果",
    "智能清洗数据无效概率", "地理位置国家和地区", "地理位置省", "地理位置市", "用户类型",
    "用户标识", "昵称", "自定义字段",
)  # fmt: skip
_TENCENT_AFTER = ("IP", "UA", "Referrer", "中奖时间", "中奖金额", "审核状态")


def tencent(people: Sequence[Person], file: Path) -> Path:
    """CSV with a BOM; every line ends in a comma; letters before single choices; one column per
    option of a multiple choice, holding the option's words."""
    titles: list[str] = []
    for column in columns():
        stem = f"{column.number}.{column.question.title}"
        if column.asked.multiple:
            titles += [f"{stem}:{label}" for label in column.labels]
        elif column.row is not None:
            titles.append(f"{stem}:{column.asked.title}")
        else:
            titles.append(stem)
    rows: Rows = [[*_TENCENT, *titles, *_TENCENT_AFTER]]
    for person in people:
        cells = [
            cell
            for column, answer in zip(columns(), person.answers, strict=True)
            for cell in _tencent_cells(column, answer)
        ]
        begin, end = (f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}"
                      for at in (person.start, person.end))  # fmt: skip
        front = [
            person.serial, begin, end, person.seconds, "zh", "有效", "3%", "中国", "四川", "成都",
            "微信用户", person.who.openid, person.who.nickname, "",
        ]  # fmt: skip
        after = [person.who.ip, "Mozilla/5.0 (Linux; Android 10)", "", "", "", "已通过"]
        rows.append([*front, *cells, *after])
    return text(file, rows, encoding="utf-8-sig", trailing=",")


def _tencent_cells(column: Column, answer: Answer) -> list[str]:
    if column.asked.multiple:
        picked = chosen(column, answer)
        return [label if label in picked else "" for label in column.labels]
    cell = worded(column, answer)
    return [f"{LETTERS[answer]}.{cell}" if isinstance(answer, int) and answer >= 0 else cell]


# --- 问卷网 ----------------------------------------------------------------------------------


def wenjuan(people: Sequence[Person], file: Path, english: bool = False) -> Path:
    """CSV in GB18030 without BOM: bare Q1 … Qn, option numbers, ``2.0`` in a column with holes,
    line breaks and emoji in typed words, platform columns on both sides. ``english``: the other
    download, with the words typed beside an option in a column of their own."""
    front = ("seq", "source") if english else ("答题序号", "来源")
    after = (
        "start finish time_used ip_province ip_city ip browser os"
        if english
        else "开始时间 提交时间 答题时长 IP省份 IP城市 IP地址 浏览器 操作系统"
    ).split()
    numbers = [f"Q{number}" for number in range(1, len(columns()) + 1)]
    typed = 5
    if english:
        numbers.insert(typed, f"Q{typed}|A4|open")
    rows: Rows = [[*front, *numbers, *after]]
    for person in people:
        cells = [_wenjuan_cell(answer) for answer in person.answers]
        if english:
            cells.insert(typed, person.typed.get(typed - 1, ""))
        rows.append([
            person.serial, "链接", *cells, f"{person.start:%Y-%m-%d %H:%M:%S}", iso(person),
            person.seconds, "四川", "成都", person.who.ip, "微信", "Android",
        ])  # fmt: skip
    return text(file, rows, encoding="gb18030", newline="\n")


def _wenjuan_cell(answer: Answer) -> str:
    if isinstance(answer, frozenset):
        return "┋".join(str(place + 1) for place in sorted(answer))
    if isinstance(answer, str):
        return f"{answer}\n😀✔"
    return f"{answer + 1}.0" if answer >= 0 else ""


# --- 金数据 ----------------------------------------------------------------------------------


def jinshuju(people: Sequence[Person], file: Path, between: str = ",") -> Path:
    """xlsx: 序号, questions without numbers, then the platform's columns; ``1分25秒``."""
    after = (
        "微信昵称", "微信OpenID", "微信UnionID", "提交时间", "修改时间", "邀请链接", "测评时长",
        "填写设备", "操作系统", "浏览器", "填写地区", "IP", "邀请红包金额",
    )  # fmt: skip
    rows: Rows = [["序号", *[title(column) for column in columns()], *after]]
    for person in people:
        minutes, seconds = divmod(person.seconds, 60)
        used = f"{minutes}分{seconds}秒" if seconds else f"{minutes}分"
        rows.append([
            person.serial, *words(person, between), person.who.nickname, person.who.openid,
            person.who.openid[::-1], iso(person), iso(person), "http://jinshuju.net/f/Abc123",
            used, "手机", "Android 10", "WeChat 8.0", "中国 四川省 成都市", person.who.ip, "",
        ])  # fmt: skip
    return xlsx(file, {"Sheet1": rows})


# --- 腾讯文档收集表 ---------------------------------------------------------------------------


def tencent_docs(people: Sequence[Person], file: Path, apart: bool = False) -> Path:
    """``（必填）`` behind every required question, ``-`` in a cell nobody filled. ``apart``: the
    submitter in the first column and the time in the last."""
    titles = [
        title(column) + ("" if column.asked.kind == "open" else "（必填）") for column in columns()
    ]
    who, when = ["提交者（自动）"], ["提交时间（自动）"]
    rows: Rows = [[*who, *titles, *when] if apart else [*who, *when, *titles]]
    for person in people:
        nick, end, cells = person.who.nickname, person.end, words(person, nothing="-")
        rows.append([nick, *cells, iso(person)] if apart else [nick, end, *cells])
    return xlsx(file, {f"{file.stem[:20]}（收集结果）": rows})


# --- 小桔问卷 --------------------------------------------------------------------------------


def xiaoju(people: Sequence[Person], file: Path) -> Path:
    """xlsx, newest first, choices joined by a bare comma, typed words beside options not there."""
    rows: Rows = [[*[title(column) for column in columns()], "答题耗时（秒）", "提交时间"]]
    for person in sorted(people, key=lambda each: each.end, reverse=True):
        rows.append([*words(person), f"{person.seconds:.2f}", iso(person)])
    return xlsx(file, {"sheet1": rows})


# --- WPS 表单, 飞书 ---------------------------------------------------------------------------


def wps(people: Sequence[Person], file: Path) -> Path:
    """CSV in GBK; the platform's own columns are hearsay (§3.6)."""
    rows: Rows = [["填写ID", "填写者", "提交时间", *[title(column) for column in columns()]]]
    for person in people:
        rows.append([person.serial, person.who.nickname, iso(person), *words(person)])
    return text(file, rows, encoding="gbk")


def feishu(people: Sequence[Person], file: Path) -> Path:
    """A Bitable: questions in the table's order; the rest only if somebody added it (§3.7)."""
    rows: Rows = [[*[title(column) for column in columns()], "提交人", "提交时间"]]
    for person in people:
        rows.append([*words(person), person.who.name, f"{person.end:%Y/%m/%d %H:%M}"])
    return xlsx(file, {"数据表": rows})


SHAPES = (
    Shape("tencent", "tencent", "完整社区体检.csv", tencent, HIDDEN),
    Shape("wenjuan", "wenjuan", "数据.csv", wenjuan, HIDDEN | NO_ESTATE),
    Shape(
        "wenjuan_seq", "wenjuan", "data.csv", partial(wenjuan, english=True), HIDDEN | NO_ESTATE
    ),
    Shape("jinshuju", "jinshuju", "完整社区体检.xlsx", jinshuju, HIDDEN),
    Shape("jinshuju_、", "jinshuju", "完整社区体检.xlsx", partial(jinshuju, between="、"), HIDDEN),
    Shape("tencent_docs", "tencent_docs", "体检（收集结果）.xlsx", tencent_docs, HIDDEN),
    Shape(
        "tencent_docs_apart", "tencent_docs", "体检（收集结果）.xlsx",
        partial(tencent_docs, apart=True), HIDDEN,
    ),
    Shape("xiaoju", "xiaoju", "体检-原回收数据-20240629090000.xlsx", xiaoju, HIDDEN),
    Shape("wps", "wps", "体检.csv", wps, HIDDEN),
    Shape("feishu", "feishu", "体检.xlsx", feishu, HIDDEN),
)  # fmt: skip
