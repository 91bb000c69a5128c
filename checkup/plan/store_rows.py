"""项目库.xlsx as we would write it, and where the office tells something else than we would.

A row of the office's own comes back cell by cell as it was. In a row that we proposed, the cells
a person changed stay, once and for all; the others follow our own figures until the project is
approved, and from then on the whole row is the office's.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from checkup import records, vocabulary
from checkup.model import Difference, Project, StoredProject, StoreRow
from checkup.plan.aims import Names
from checkup.plan.store import Store, is_theirs

_COMPARED = (
    "name", "nature", "place", "quantity", "unit", "total", "period", "lead", "with", "estates",
    "hours",
)  # fmt: skip
"""Columns in which we have a say of our own."""
_WAN = 10_000
Cells = dict[str, float | str]


def cells_of(project: Project, names: Names) -> Cells:
    """A proposal of ours as a row of the store: money in 万元, months for quarters, no 0 for what
    is not known."""
    words = vocabulary.load().words
    cells: dict[str, float | str | None] = {
        "name": project.name,
        "closes": "；".join(names.spoken(project.closes)),
        "nature": words["nature"].get(project.nature, (project.nature,))[0],
        "place": project.place,
        "quantity": project.quantity,
        "unit": project.unit,
        "total": None if project.cost.typical is None else project.cost.typical / _WAN,
        "funding": _funding(project),
        "period": _period(project),
        "lead": "、".join(project.lead),
        "with": "、".join(project.with_),
        "status": words["project_state"]["proposed"][0],
        "estates": "、".join(project.estates),
        "hours": project.hours,
    }
    return {column: cell for column, cell in cells.items() if cell not in (None, "")}


def _funding(project: Project) -> str | None:
    """Only amounts that add up to the cost are a division of it."""
    amounts = [each.amount for each in project.funding]
    if not amounts or None in amounts or sum(filter(None, amounts)) != project.cost.typical:
        return None
    return "；".join(f"{each.channel} {(each.amount or 0) / _WAN:.12g}" for each in project.funding)


def _period(project: Project) -> str | None:
    if not project.start or not project.finish:
        return None
    (first, opening), (last, closing) = (
        (each[:4], int(each[-1])) for each in (project.start, project.finish)
    )
    return f"{first}-{3 * opening - 2:02}—{last}-{3 * closing:02}"


def differences(
    store: Store, stored: Sequence[StoredProject], planned: Sequence[Project]
) -> tuple[Difference, ...]:
    """Cells in which a person tells something else than our proposal for the same shortfall.

    Of a row of their own only filled cells are compared. ``planned`` gives our dates.
    """
    found = []
    for each in stored:
        base = store.bases.get(each.id)
        if base is None or not is_theirs(each) or each.status in ("done", "stopped"):
            continue
        ours = cells_of(_dated(base, each, planned), store.names)
        for column in _COMPARED:
            theirs, mine = each.cells.get(column), ours.get(column)
            told = column in each.hand and (each.key or theirs is not None)
            if told and mine is not None and records.written(theirs) != records.written(mine):
                found.append(
                    Difference(
                        stored=each.id, name=each.name or base.name, column=column,
                        theirs=theirs, ours=mine,
                    )
                )  # fmt: skip
    return tuple(found)


def _dated(base: Project, stored: StoredProject, planned: Sequence[Project]) -> Project:
    """Our proposal with the dates it has in the plan; none where a person sets them."""
    own = next((each for each in planned if each.stored == stored.id), None)
    if own is None or "period" in stored.hand:
        return base
    return replace(base, start=own.start, finish=own.finish)


def rows(
    store: Store, stored: Sequence[StoredProject], planned: Sequence[Project]
) -> tuple[StoreRow, ...]:
    """The office's rows in their order, then what we propose beside them."""
    marks = vocabulary.load().words["store_mark"]
    proposals = {
        store.keys[each.option]: each
        for each in planned
        if each.stored is None and each.option in store.keys
    }
    found = []
    for each in stored:
        if not is_theirs(each):
            if each.key in proposals:
                found.append(_proposal(proposals.pop(each.key), each.key, store.names))
            continue
        ours, cells = dict(each.ours), dict(each.cells)
        base = store.bases.get(each.id) if each.key else None
        if base is not None and each.status == "proposed":
            ours = cells_of(_dated(base, each, planned), store.names)
            cells = {
                column: cell
                for column in (*ours, *each.cells)
                if (cell := (each.cells if column in each.hand else ours).get(column)) is not None
            }
        written_before = {word for known in marks.values() for word in known}
        if str(each.cells.get("mark", "")) in {"", *written_before} and each.hand:
            cells["mark"] = marks["theirs"][0]
        elif "mark" in each.cells:
            cells["mark"] = each.cells["mark"]
        # a row of their own needs no record of what was changed: all of it is theirs
        hand = each.hand if each.key else ()
        found.append(StoreRow(cells=cells, key=each.key, ours=ours, hand=hand))
    found += [_proposal(each, key, store.names) for key, each in proposals.items()]
    return tuple(found)


def _proposal(project: Project, key: str, names: Names) -> StoreRow:
    cells = cells_of(project, names)
    mark = vocabulary.load().words["store_mark"]["ours"][0]
    return StoreRow(cells={**cells, "mark": mark}, key=key, ours=cells)
