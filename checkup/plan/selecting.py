"""What is chosen, added up anew from what was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checkup.plan.programme import Candidate, Programme, Selection, raised


def selected(
    programme: Programme,
    chosen: Iterable[Candidate],
    serves: Mapping[str, tuple[str, ...]],
    rooms: Mapping[str, str],
    years: Mapping[str, int],
) -> Selection:
    """The plan of these candidates, each with the pairs it serves: unfunded and unexplained."""
    taken = [*chosen]
    benefit, reached = raised(programme, serves)
    return Selection(
        chosen=tuple(sorted(serves)),
        benefit=benefit,
        cost=sum(each.cost or 0 for each in taken),
        operating=sum(each.operating or 0 for each in taken),
        rooms=dict(rooms),
        years=dict(years),
        serves=dict(serves),
        funding={},
        reached=reached,
    )
