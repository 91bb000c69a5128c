"""Write the example questionnaires and hotline tickets. Every answer and ticket is made up.

No resident of any real place gave these answers. The shares below were chosen so that what the
public report on the real model for this example calls missing (a health station, meals and help
for older people, a station with more than one use, activity space) is felt by the made-up
respondents, and so that the second round, a year later, is happier. Estates, times and texts are
invented; IP addresses come from the ranges reserved for documentation (RFC 5737).

The same bytes every time: draws come from a hash of the row and the question, not from chance.

    python examples/make_answers.py

writes ``枫树社区/问卷_居民.xlsx`` and ``枫树社区-复检/问卷_居民.xlsx`` beside this file, in the
shape of a 问卷星 text export: 6 platform columns, then 43 answer columns; and
``枫树社区/热线工单.xlsx``, in the shape hotline exports are known to have [memory].
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from checkup.intake import mapping
from checkup.intake.mapping import Asked

PLATFORM = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
SKIPPED, EMPTY = "(跳过)", "(空)"

# non-scaling shares in percent: very satisfied … very dissatisfied, does not know
GOOD = (36, 50, 8, 3, 2, 1)
FAIR = (27, 55, 10, 4, 3, 1)
MIDDLING = (17, 38, 29, 9, 4, 3)
POOR = (7, 20, 31, 26, 13, 3)
BAD = (3, 9, 24, 36, 23, 5)
# needs it and can use it, needs it and lacks it, does not need it
SERVED = (68, 14, 18)
MIXED = (44, 32, 24)
LACKING = (14, 66, 20)

ESTATES = tuple(f"枫树{sign}区" for sign in "一二三四五六七")
ESTATE_SHARES = (22, 18, 15, 14, 12, 10, 9)


class Round(NamedTuple):
    """One round: where, how many rows, last day, and what differs from FAIR and SERVED."""

    folder: str
    seed: str
    rows: int
    copies: int
    incomplete: int
    last: date
    satisfaction: dict[str, tuple[int, ...]]
    need: dict[str, tuple[int, ...]]
    overall: tuple[int, ...]
    estates: tuple[str, ...] = ESTATES
    estate_shares: tuple[int, ...] = ESTATE_SHARES


FIRST = Round(
    folder="枫树社区", seed="2023", rows=1254, copies=6, incomplete=17, last=date(2023, 9, 30),
    satisfaction={
        "CCS-01": BAD, "CCS-03": POOR, "CCS-04": BAD, "CCS-05": BAD, "CCS-10": POOR,
        "CCS-12": POOR, "CCS-14": BAD, "CCS-17": MIDDLING, "CCS-06": GOOD, "CCS-07": GOOD,
        "CCS-02": GOOD,
    },
    need={
        "CCS-01": LACKING, "CCS-03": LACKING, "CCS-04": LACKING, "CCS-05": LACKING,
        "CCS-14": LACKING, "CCS-10": MIXED, "CCS-12": MIXED, "CCS-15": MIXED,
    },
    overall=(14, 36, 32, 13, 5),
)  # fmt: skip
SECOND = Round(
    folder="枫树社区-复检", seed="2024", rows=432, copies=3, incomplete=11, last=date(2024, 9, 29),
    satisfaction={
        "CCS-01": GOOD, "CCS-04": GOOD, "CCS-05": GOOD, "CCS-14": GOOD, "CCS-06": GOOD,
        "CCS-07": GOOD, "CCS-02": GOOD, "CCS-20": GOOD, "CCS-18": GOOD, "CCS-10": POOR,
    },
    need={"CCS-10": MIXED, "CCS-12": MIXED},
    overall=(30, 44, 18, 6, 2),
)  # fmt: skip

WHO = (90, 4, 4, 2)
AGES = (3, 27, 40, 24, 6)
SEX = (46, 54)
SOURCES = ("微信", "手机提交", "链接")
SOURCE_SHARES = (78, 14, 8)
NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
WISHES = (
    "希望有个能看病开药的地方", "老人吃饭不方便", "想要打球和跳舞的场地", "多组织些活动",
    "活动室太小，下雨没地方去", "停车再规范一点", "多几棵树", "没有",
    "电动车没地方充电，拉飞线", "不需要再建广场，把停车管好", "3栋2单元门口希望有人管一管",
)  # fmt: skip
NO_WISH = 60


def draw(*what: object) -> float:
    """A number in [0, 1) that depends on nothing but ``what``."""
    digest = hashlib.blake2b("/".join(map(str, what)).encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2**48


def pick(shares: tuple[int, ...], at: float) -> int:
    """The position that ``at`` (0–1) falls on when the positions have these shares."""
    left = at * sum(shares)
    for position, share in enumerate(shares):
        left -= share
        if left < 0:
            return position
    return len(shares) - 1


def row_answers(asked: tuple[Asked, ...], one: Round, row: int) -> list[str]:
    """43 cells of one made-up respondent."""
    who = pick(WHO, draw(one.seed, row, "who"))
    age = pick(AGES, draw(one.seed, row, "age"))
    mood = draw(one.seed, row, "mood")
    has_child: dict[str, bool] = {}
    cells = []
    for question in asked:
        chance = draw(one.seed, row, question.id)
        labels = [option.label for option in question.options]
        if question.kind == "group":
            cell = labels[who]
        elif who == 3:
            cell = SKIPPED
        elif question.kind == "estate":
            cell = one.estates[pick(one.estate_shares, chance)] if who == 0 else SKIPPED
        elif question.kind == "age":
            cell = labels[age]
        elif question.kind == "sex":
            cell = labels[pick(SEX, chance)]
        elif question.kind == "household":
            cell = household(labels, one.seed, row, age) if who == 0 else SKIPPED
            has_child = {"CCS-02": "岁孩子" in cell, "CCS-03": labels[0] in cell}
        elif question.kind == "vehicle":
            has = [draw(one.seed, row, "car") < 0.52, draw(one.seed, row, "ebike") < 0.48]
            cell = joined(labels, has)
        elif question.kind == "satisfaction":
            shares = one.satisfaction.get(question.item or "", FAIR)
            # one answer in four follows the person's mood rather than the matter
            moody = draw(one.seed, row, question.id, "moody") < 0.25
            known = pick(shares[:5], mood if moody else chance)
            knows = draw(one.seed, row, question.id, "knows") >= shares[5] / 100
            cell = labels[known] if knows else labels[5]
        elif question.kind == "need":
            wanted = pick(one.need.get(question.item or "", SERVED), chance)
            # a household without the child has no place that it could use
            childless = who == 0 and not has_child.get(question.item or "", True)
            cell = labels[2 if childless and wanted == 0 else wanted]
        elif question.kind == "overall":
            cell = labels[pick(one.overall, mood)]
        else:
            cell = wish(one.seed, row)
        cells.append(cell)
    if row < one.incomplete and who == 0:
        cells[20:42] = [EMPTY] * 22
    return cells


def household(labels: list[str], seed: str, row: int, age: int) -> str:
    """Members at home: children mostly with 18–59, elders always with respondents of 60+."""
    child = 0.22 if age in (1, 2) else 0.08
    return joined(
        labels,
        [
            draw(seed, row, "0-3") < child,
            draw(seed, row, "3-6") < child,
            age >= 3 or draw(seed, row, "60+") < 0.34,
            draw(seed, row, "disabled") < 0.03,
        ],
    )


def joined(labels: list[str], has: list[bool]) -> str:
    """A multiple choice as the platform writes it; the last label is none of them."""
    return "┋".join(label for label, yes in zip(labels, has, strict=False) if yes) or labels[-1]


def wish(seed: str, row: int) -> str:
    """An invented remark, or the platform's mark for an answer left open."""
    at = pick((NO_WISH, *[(100 - NO_WISH) // len(WISHES)] * len(WISHES)), draw(seed, row, "wish"))
    return WISHES[at - 1] if at else EMPTY


def platform(one: Round, row: int) -> list[str | int]:
    """The six cells the platform adds. Times run over 20 days and end on the last one."""
    minutes = 20 * 24 * 60 * (row + draw(one.seed, row, "late")) / one.rows
    end = datetime.combine(one.last, datetime.min.time()) + timedelta(hours=22)
    when = end - timedelta(days=20) + timedelta(minutes=minutes)
    network = NETWORKS[pick((1, 1, 1), draw(one.seed, row, "net"))]
    return [
        row + 1,
        f"{when.year}/{when.month}/{when.day} {when.hour}:{when.minute:02}:{when.second:02}",
        f"{120 + int(360 * draw(one.seed, row, 'seconds'))}秒",
        SOURCES[pick(SOURCE_SHARES, draw(one.seed, row, "source"))],
        "直接访问",
        f"{network}.{1 + int(253 * draw(one.seed, row, 'host'))}(四川-成都)",
    ]


def headers(bank: mapping.Bank, begin: int = 1) -> list[str]:
    """The 43 headers, numbered from ``begin``: only a matrix's first column has its stem."""
    texts = []
    for number, question in enumerate(bank.questions, begin):
        if question.rows:
            first, *rest = question.rows
            texts.append(f"{number}、{question.title}：—{first.title}")
            texts += [f"{number}、{row.title}" for row in rest]
        else:
            texts.append(f"{number}、{question.title}：")
    return texts


def write(one: Round, to: Path) -> None:
    """One round's workbook, copies of early rows pasted at the end."""
    bank = mapping.load()
    asked = mapping.columns(bank)
    table: list[list[str | int]] = [
        [*platform(one, row), *row_answers(asked, one, row)] for row in range(one.rows)
    ]
    table += [table[40 * (copy + 1)] for copy in range(one.copies)]
    to.parent.mkdir(parents=True, exist_ok=True)
    save(to, "Sheet1", [[*PLATFORM, *headers(bank)], *table], one.last.year)


def save(to: Path, title: str, rows: Sequence[Sequence[str | int]], year: int) -> None:
    """A workbook of one sheet, as if saved in October of that year."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(to, options) as book:
        book.set_properties({"created": datetime(year, 10, 8)})
        sheet = book.add_worksheet(title)
        for at, cells in enumerate(rows):
            if sheet.write_row(at, 0, cells):
                raise ValueError(at)


# --- the hotline's export ----------------------------------------------------------------------

TICKET_HEADERS = (
    "工单编号", "受理时间", "诉求分类", "诉求内容", "所属社区", "所属小区", "联系电话", "办理状态",
)  # fmt: skip
SAID = (
    ("停车管理", "晚上小区外道路乱停车，救护车进不来", 14, 60),
    ("市政排水", "下雨后路口积水，走不过去", 9, 70),
    ("噪音扰民", "夜里烧烤店油烟和噪音扰民", 6, 80),
    ("公共服务", "社区没有卫生服务站，老人拿药要走两公里", 7, 10),
    ("环境卫生", "垃圾桶没有及时清运，有异味", 5, 95),
    ("停车管理", "电动自行车没有地方充电，拉飞线", 4, 50),
    ("其他", "3栋2单元门口希望有人管一管", 2, 50),
)
"""(category, words, tickets, per cent closed), all made up."""
LAST_TICKET = date(2023, 9, 26)


def tickets() -> list[list[str]]:
    """One list of cells per ticket, the oldest first."""
    made = []
    for at, (category, words, count, closed) in enumerate(SAID):
        for number in range(count):
            day = LAST_TICKET - timedelta(days=int(80 * draw("ticket", at, number, "day")))
            estate = ESTATES[pick(ESTATE_SHARES, draw("ticket", at, number))]
            done = 100 * draw("ticket", at, number, "closed") < closed
            state = "已办结" if done else "处理中"
            made.append([f"{day} 09:00", category, words, "枫树社区", estate, "13800000000", state])
    made.sort()
    return [[f"SL{number:05}", *row] for number, row in enumerate(made, 1)]


def write_tickets(to: Path) -> None:
    """The export as a workbook."""
    save(to, "工单", [list(TICKET_HEADERS), *tickets()], LAST_TICKET.year)


def main() -> None:
    here = Path(__file__).parent
    for one in (FIRST, SECOND):
        write(one, here / one.folder / "问卷_居民.xlsx")
    write_tickets(here / FIRST.folder / "热线工单.xlsx")


if __name__ == "__main__":
    main()
