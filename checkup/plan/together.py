"""一次性改造: projects at one place, or on one kind of pipe, planned for different times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checkup.model import Project, Together
from checkup.vocabulary import fold


def apart(projects: Iterable[Project], pipes: Sequence[str]) -> tuple[Together, ...]:
    """What could be dug up once and is planned for more than one time: each place, each pipe.

    Only projects with known quarters count; those that overlap in time are together already.
    """
    dated = [each for each in projects if each.start and each.finish]
    groups: dict[tuple[str, str], list[Project]] = {}
    shown: dict[tuple[str, str], str] = {}
    for each in dated:
        if each.place:
            at = ("place", fold(each.place))
            groups.setdefault(at, []).append(each)
            shown.setdefault(at, each.place)
        for word in pipes:
            if word in f"{each.name}{each.scale or ''}":
                groups.setdefault(("pipe", word), []).append(each)
                shown.setdefault(("pipe", word), word)
    found: list[Together] = []
    said: set[frozenset[str]] = set()
    for (why, key), members in groups.items():
        if why == "pipe":
            members = _meeting(members)
        own = frozenset(each.id for each in members)
        if own in said or not _separate(members):
            continue
        said.add(own)
        found.append(
            Together(
                "place" if why == "place" else "pipe",
                shown[why, key],
                tuple((each.name, each.start or "", each.finish or "") for each in members),
            )
        )
    return tuple(found)


def _meeting(members: Sequence[Project]) -> list[Project]:
    """Those that share an estate with another, or serve the whole community."""
    return [
        each
        for each in members
        if any(
            other is not each
            and (not each.estates or not other.estates or {*each.estates} & {*other.estates})
            for other in members
        )
    ]


def _separate(members: Sequence[Project]) -> bool:
    """Whether one ends before another begins."""
    return any(
        (first.finish or "") < (second.start or "") for first in members for second in members
    )
