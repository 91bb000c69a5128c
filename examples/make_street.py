"""Write the example street from ``street.yaml``. Everything of it is made up.

Three of its communities have only the street's own files: one ledger and one questionnaire for
all, each row brought to its community by ``街道.xlsx``. The fourth keeps a folder of its own.
The same bytes every time.

    python -m examples.make_street

writes ``青禾示例街道`` beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from checkup import datafiles, vocabulary
from checkup.intake import mapping
from checkup.report import forms, tables, wording
from checkup.report.book import Book
from checkup.vocabulary import Column
from examples import make_answers, make_ledgers
from examples.make_answers import BAD, FAIR, GOOD, LACKING, MIDDLING, POOR, Round
from examples.make_ledgers import HERE, Row, Rows

FOLDER = "青禾示例街道"
REGISTER = "街道"
OWN = "新桥社区"
"""The community with a folder of its own."""
LEDGER, ANSWERS, STORE = "设施台账.xlsx", "问卷_居民.xlsx", "项目库.xlsx"
ASKED = "您所在的社区是"
LAST = date(2025, 6, 15)


class Asked(NamedTuple):
    """Made-up answers of one community: how it is called there, and how they are drawn."""

    label: str
    drawn: Round


def _round(
    seed: str, rows: int, estates: tuple[str, ...], overall: tuple[int, ...],
    satisfaction: dict[str, tuple[int, ...]], need: dict[str, tuple[int, ...]],
) -> Round:  # fmt: skip
    return Round(
        folder=FOLDER, seed=f"street {seed}", rows=rows, copies=0, incomplete=0, last=LAST,
        satisfaction=satisfaction, need=need, overall=overall, estates=estates,
        estate_shares=(58, 42),
    )  # fmt: skip


ROUNDS = (
    Asked("青禾里社区", _round(
        "q", 132, ("青禾里一区", "青禾里二区"), (12, 30, 30, 16, 12),
        {"CCS-03": BAD, "CCS-04": POOR, "CCS-05": BAD, "CCS-10": BAD, "CCS-14": POOR},
        {"CCS-03": LACKING, "CCS-05": LACKING, "CCS-10": LACKING},
    )),
    Asked("河东社区", _round(
        "h", 132, ("河东花园", "河畔家园"), (32, 46, 16, 4, 2),
        {"CCS-01": GOOD, "CCS-04": GOOD, "CCS-05": GOOD, "CCS-06": GOOD, "CCS-10": MIDDLING},
        {},
    )),
    Asked("槐荫", _round(
        "y", 120, ("槐荫里", "槐荫新村"), (12, 22, 30, 22, 14),
        {"CCS-01": BAD, "CCS-04": BAD, "CCS-05": POOR, "CCS-14": BAD, "CCS-16": POOR},
        {"CCS-04": LACKING, "CCS-05": LACKING, "CCS-14": LACKING},
    )),
    Asked("新桥社区", _round(
        "x", 88, ("新桥家园", "桥头公寓"), (24, 48, 21, 5, 2),
        {"CCS-03": POOR, "CCS-01": GOOD, "CCS-13": MIDDLING, "CCS-20": FAIR}, {"CCS-03": LACKING},
    )),
    # a name that 街道.xlsx does not have: these stay out, counted
    Asked("槐荫二社区", _round("z", 14, ("槐荫东村", "槐荫西村"), (10, 40, 30, 15, 5), {}, {})),
)  # fmt: skip


def answers() -> list[list[str | int]]:
    """The street's one export: 6 platform columns, the community, 43 answers."""
    bank = mapping.load()
    asked = mapping.columns(bank)
    title = [*make_answers.PLATFORM, f"1、{ASKED}：", *make_answers.headers(bank, 2)]
    rows = [
        [*make_answers.platform(one.drawn, row), one.label,
         *make_answers.row_answers(asked, one.drawn, row)]
        for one in ROUNDS
        for row in range(one.drawn.rows)
    ]  # fmt: skip
    return [list(title), *([at, *row[1:]] for at, row in enumerate(rows, 1))]


def _data() -> dict[str, Any]:
    return dict(datafiles.read(HERE / "street.yaml").data)


def _blocks(names: Sequence[str]) -> dict[str, dict[str, Rows]]:
    data = _data()
    return msgspec.convert({name: data[name] for name in names}, dict[str, dict[str, Rows]])


def _plain(name: str, given: Mapping[str, tuple[Sequence[Column], Sequence[Row]]]) -> bytes:
    """A workbook with just the columns that are used, as offices keep it."""
    words = vocabulary.load()
    book = Book(name, wording.load(), tables.layout("forms"))
    for title, (columns, rows) in given.items():
        used = {key for row in rows for key in row}
        forms.grid(book, title, [each for each in columns if each.id in used], rows, words)
    return book.finished()


def register() -> bytes:
    """街道.xlsx."""
    sheet = vocabulary.load().register
    ids = {column.name: column.id for column in sheet.columns}
    rows = [{ids[head]: value for head, value in row.items()} for row in _data()[REGISTER]]
    return _plain(REGISTER, {sheet.name: (sheet.columns, rows)})


def ledger() -> bytes:
    """The street's one ledger: every row says whose it is."""
    words = vocabulary.of_street(vocabulary.load())
    told = []
    for name, block in _blocks([one for one in _data() if one not in (REGISTER, OWN)]).items():
        told.append({
            title: Rows(given.rows, {words.belongs.name: name, **given.every})
            for title, given in block.items()
        })  # fmt: skip
    filled = make_ledgers.filled(told, words)
    return _plain(LEDGER, {
        sheet.name: ((sheet.columns[-1], *sheet.columns[:-1]), filled[sheet.id])
        for sheet in words.sheets.values()
        if sheet.id in filled
    })  # fmt: skip


def own() -> dict[str, list[Row]]:
    """Sheet id → rows of the community with a folder of its own."""
    return make_ledgers.filled(_blocks([OWN]).values(), vocabulary.load())


def files() -> dict[Path, bytes]:
    """Every workbook but the questionnaire, by its path below this folder."""
    top = Path(FOLDER)
    mine = own()
    return {
        top / f"{REGISTER}.xlsx": register(),
        top / LEDGER: ledger(),
        top / OWN / LEDGER: forms.ledger(wording.load(), mine),
        top / OWN / STORE: make_ledgers.store_of(mine),
    }


def main() -> None:
    for path, content in files().items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_bytes(content)
    make_answers.save(HERE / FOLDER / ANSWERS, "Sheet1", answers(), LAST.year)


if __name__ == "__main__":
    main()
