"""Facts in field words: what a fact is about, and what it tells, without any of our codes.

The names of columns, kinds and drop-down words are those of the ledger (``surveys/*.yaml``).
"""

from __future__ import annotations

from checkup import vocabulary
from checkup.model import Building, Estate, Facility, Fact, Missing, Space
from checkup.report import figures
from checkup.report.wording import Wording
from checkup.result import Result

_SHEETS = {"facility": "facilities", "estate": "estates", "building": "buildings",
           "space": "spaces"}  # fmt: skip


def about(fact_id: str, result: Result, say: Wording) -> str:
    """What a fact is about: 枫香苑幼儿园 · 规模, 托儿所 · 已查清, the part of a clause."""
    known = vocabulary.load()
    group, _, rest = fact_id.partition(".")
    if group in _SHEETS:
        record, _, column = rest.rpartition(".")
        name = _record(group, record, result, say)
        return say("fact.about", of=name, what=_column(group, column))
    if group in ("surveyed", "stated"):
        kind = known.kinds[rest].name if rest in known.kinds else rest
        return say("fact.about", of=kind, what=say(f"fact.{group}"))
    if group == "profile":
        return known.profile[rest].name if rest in known.profile else rest
    rule = ".".join(rest.split(".")[:2])
    part = rest[len(rule) + 1 :]
    return part or say("fact.clause")


def wanted(missing: Missing, result: Result, say: Wording) -> str:
    """What is missing: of a record or a kind, also whose; of a clause, the label it came with."""
    group = missing.fact.partition(".")[0]
    if group in _SHEETS or group in ("surveyed", "stated"):
        return about(missing.fact, result, say)
    return missing.label


def told(fact_id: str, fact: Fact, say: Wording) -> str:
    """What a fact tells, a drop-down code in the word people chose; unknown is 无数据."""
    if not isinstance(fact.value, str):
        return figures.fact_value(fact, say)
    known = vocabulary.load()
    group, _, rest = fact_id.partition(".")
    column = rest.rpartition(".")[2]
    if group == "answer":
        words: str | None = "answer"
    elif group in ("surveyed", "stated"):
        words = "yes_no"
    elif group == "profile":
        words = known.profile[rest].words if rest in known.profile else None
    elif column == "kind":
        return kind(fact.value)
    else:
        words = next(
            (each.words for each in known.sheets[_SHEETS[group]].columns if each.id == column), None
        )
    written = known.words.get(words or "", {}).get(fact.value, ())
    return written[0] if written else fact.value


def kind(kind_id: str) -> str:
    """A facility kind's Chinese name; a name stays as it is."""
    known = vocabulary.load().kinds
    return known[kind_id].name if kind_id in known else kind_id


def _record(group: str, record: str, result: Result, say: Wording) -> str:
    rows: dict[str, tuple[Facility | Estate | Building | Space, ...]] = {
        "facility": result.facilities, "estate": result.estates, "building": result.buildings,
        "space": result.spaces,
    }  # fmt: skip
    named = (row.name for row in rows[group] if row.id == record and row.name)
    return next(named, say("fact.unnamed"))


def _column(group: str, column: str) -> str:
    """The column's header without its unit, which stands with the figure."""
    columns = vocabulary.load().sheets[_SHEETS[group]].columns
    return next((each.name.split("(")[0] for each in columns if each.id == column), column)
