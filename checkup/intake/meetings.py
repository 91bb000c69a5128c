"""访谈与议事: what was brought up at meetings and by experts, sorted; its words are not kept."""

from __future__ import annotations

import re

from checkup import needs
from checkup.datafiles import nearest
from checkup.intake import sorting, title_words, values
from checkup.intake.draft import Draft
from checkup.intake.ledger import Row, Table
from checkup.model import Mention, Voice
from checkup.needs import Waiting
from checkup.problems import problem
from checkup.vocabulary import fold


def meetings(draft: Draft, table: Table) -> None:
    """One mention per row. The item a person wrote comes before what the words say."""
    for row in table.rows:
        words, named = row.text("matter"), _items(draft, row)
        if words is None and not named:
            continue
        voice: Voice = "expert" if _is_expert(row.text("form")) else "meeting"
        if named or words is None:
            told: int | Waiting = of_items(named, words)
        else:
            told = sorting.bits(draft.sorting, words, voice)
        bits = sorting.chosen(draft.sorting, told) if isinstance(told, Waiting) else told
        found = tuple(needs.named(bits or 0))
        draft.mentions.append(
            Mention(
                voice=voice,
                needs=tuple(each.id for each in found),
                items=tuple(named) or tuple(dict.fromkeys(n.item for n in found if n.item)),
                times=_times(draft, table, row),
                day=values.day(row.cells.get("date")),
                waits=bits is None,
            )
        )


def of_items(items: list[str], words: str | None) -> int:
    """The needs of these items that the words name; where they name none, its general need."""
    told = (needs.sort(words) if words else None) or 0
    found = 0
    for item in items:
        own = sum(needs.bit(each) for each in needs.named(told) if each.item == item)
        found |= own or needs.of_item(item)
    return found


def _is_expert(form: str | None) -> bool:
    return form is not None and any(word in form for word in needs.load().file.experts)


def _times(draft: Draft, table: Table, row: Row) -> int:
    """提出人次; a row is one mention where nobody counted."""
    fact = draft.number(row, table.sheet_column("times"), table.units)
    told = fact.value if fact else None
    return max(round(told), 0) if isinstance(told, (int, float)) else 1


def _items(draft: Draft, row: Row) -> list[str]:
    """Ids of the items in 对应条目; a word that is none of them is a problem."""
    text = row.text("item")
    if text is None:
        return []
    found: list[str] = []
    for part in re.split(r"[、，,；;/\n]+", text):
        item = _item(part)
        if item is None:
            likely = nearest(part, list(title_words.labels()))
            at = row.at["item"]
            draft.problems.append(
                problem("item_unknown", at, found=part, suggestion=likely or "—")
            )  # fmt: skip
        elif item not in found:
            found.append(item)
    return found


def _item(word: str) -> str | None:
    """The item a word stands for: 04, CCS-04, 04 老年服务站, 老年服务站, 助餐."""
    file, folded = title_words.load(), fold(word)
    for each in file.items:
        number = each.item.removeprefix("CCS-")
        known = (each.item, number, str(int(number)), each.name, title_words.label(each))
        if folded in map(fold, known):
            return each.item
    return next((each.item for each in file.services if fold(each.name) == folded), None)
