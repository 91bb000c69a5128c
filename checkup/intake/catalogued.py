"""服务目录: the services there are, each with its ratings round by round."""

from __future__ import annotations

from msgspec.structs import replace

from checkup.intake.draft import Draft, unique
from checkup.intake.ledger import Row, Table
from checkup.model import Rating, Service
from checkup.problems import problem
from checkup.vocabulary import fold

_MOST = 100.0
_LEAST_SCALE = 10.0
"""Where no rating of a sheet is above this, it may be out of 5 or 10, and is not judged: a scale
is read from what stands there, never guessed (method §1.8)."""


def services(draft: Draft, table: Table) -> None:
    """One service per name and point; its rows are rounds, in their order."""
    told = {row.number: _rating(draft, table, row) for row in table.rows}
    known = [score for score in told.values() if score is not None]
    clear = any(score > _LEAST_SCALE for score in known) and max(known) <= _MOST
    if known and not clear:
        row = next(row for row in table.rows if told[row.number] is not None)
        draft.problems.append(
            problem("rating_unclear", row.at["rating"], found=row.text("rating") or "")
        )
    facilities = {fold(each.name): each.id for each in draft.facilities}
    facilities |= {fold(each.id): each.id for each in draft.facilities}
    taken = {each.id for each in draft.services}
    places = {(fold(each.name), fold(each.point or "")): at for at, each in
              enumerate(draft.services)}  # fmt: skip
    for row in table.rows:
        name = row.text("name")
        if name is None:
            continue
        rating = Rating(
            round=row.text("round"),
            score=told[row.number] if clear else None,
            ref=row.at.get("rating", row.at["name"]),
        )
        key = fold(name), fold(row.text("point") or "")
        if key in places:
            earlier = draft.services[places[key]]
            draft.services[places[key]] = replace(earlier, ratings=(*earlier.ratings, rating))
            continue
        places[key] = len(draft.services)
        facility = row.text("facility")
        draft.services.append(
            Service(
                id=unique(f"SV{len(draft.services) + 1:02d}", taken),
                name=name,
                category=row.text("category"),
                facility=facilities.get(fold(facility or "")),
                facility_name=facility,
                point=row.text("point"),
                price=row.text("price"),
                discount=row.text("discount"),
                ratings=(rating,),
            )
        )


def _rating(draft: Draft, table: Table, row: Row) -> float | None:
    fact = draft.number(row, table.sheet_column("rating"), table.units)
    told = fact.value if fact else None
    return float(told) if isinstance(told, (int, float)) else None
