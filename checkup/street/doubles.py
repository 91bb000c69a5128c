"""One community that stands twice in a run: its people, shortfalls and money are counted twice.

Nothing is left out, for nobody can tell which of the two is meant; it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from checkup.intake.inputs import OUTPUT_FOLDER
from checkup.model import Problem
from checkup.problems import problem
from checkup.report.wording import Wording
from checkup.street import cache
from checkup.street.places import Place
from checkup.vocabulary import fold


class Whose(NamedTuple):
    """A community's name, the street that it tells itself, and the name of the folder whose
    街道.xlsx stands nearest above its own."""

    name: str
    told: str | None
    above: str | None


class Seen(Struct, frozen=True, kw_only=True):
    """A community of a run; ``inputs``: the key of its own files, blank where there is none."""

    path: str
    whose: Whose
    inputs: str
    tells: bool
    """Whether there is anything of it in a sum."""


def inputs_of(told: Mapping[str, str]) -> str:
    """One key of the contents of a folder's own files, whatever their names; ``told`` are all its
    inputs (:func:`checkup.street.cache.inputs`). Settings for pages, and what we wrote, count for
    nothing."""
    own = sorted(
        sha
        for name, sha in told.items()
        if "/" not in name and not name.startswith(f"{OUTPUT_FOLDER}.")
    )
    return cache.digest(own) if own else ""


def street_above(place: Place) -> str | None:
    """The name of the folder whose 街道.xlsx stands nearest above a community."""
    steps = place.above.count("..")
    return place.folder.parents[steps - 1].name if steps else None


def problems(seen: Sequence[Seen], say: Wording) -> Iterator[Problem]:
    """Communities with the very same files, then others of one name in one street."""
    alike: dict[str, list[int]] = {}
    for at, each in enumerate(seen):
        if each.inputs and each.tells:
            alike.setdefault(each.inputs, []).append(at)
    copies = [group for group in alike.values() if len(group) > 1]
    for group in copies:
        yield problem("communities_alike", folders=_folders(seen, group, say))
    for group in same([each.whose for each in seen]):
        if not any(set(group) <= set(each) for each in copies):
            yield problem("community_repeated", folders=_folders(seen, group, say))


def same(whose: Sequence[Whose]) -> Iterator[list[int]]:
    """Places of communities that may be one: of one name, and not of two streets."""
    by_name: dict[str, list[list[int]]] = {}
    for at, each in enumerate(whose):
        groups = by_name.setdefault(fold(each.name), [])
        mine = next(
            (group for group in groups if not any(_apart(each, whose[one]) for one in group)), None
        )
        if mine is None:
            groups.append([at])
        else:
            mine.append(at)
    yield from (group for groups in by_name.values() for group in groups if len(group) > 1)


def _apart(one: Whose, other: Whose) -> bool:
    """Whether two are of two streets, as far as anybody tells."""
    if one.told is not None and other.told is not None:
        return fold(one.told) != fold(other.told)
    if one.above is not None and other.above is not None:
        return one.above != other.above
    first, second = one.told or one.above, other.told or other.above
    return first is not None and second is not None and fold(first) != fold(second)


def _folders(seen: Sequence[Seen], group: Iterable[int], say: Wording) -> str:
    return say("figure.join").join(seen[at].path for at in group)
