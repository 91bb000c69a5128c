"""Among equals the order of preference decides (method §4.1): the solver does not know it."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec.structs import replace

from checkup.plan.paying import pay
from checkup.plan.programme import Candidate, Programme, Selection
from checkup.plan.reasons import explained
from checkup.plan.verify import violations


def preferred(programme: Programme, answer: Selection) -> Selection:
    """Among equals the order of preference decides (method §4.1): where an option of the same
    clauses, benefit and cost, with no more to run, stands earlier, it is taken instead. Where
    channels are limited, it must be payable in full too."""
    by_id = {each.id: each for each in programme.candidates}
    alike: dict[Hashable, list[Candidate]] = {}
    for each in programme.candidates:
        alike.setdefault(_likeness(each), []).append(each)
    for name in answer.chosen:
        own = by_id[name]
        equals = [
            each for each in alike[_likeness(own)]
            if each.preference < own.preference and each.id not in answer.chosen
            and each.effects == own.effects
            and (each.operating or 0) <= (own.operating or 0)
        ]  # fmt: skip
        for each in sorted(equals, key=lambda one: (one.preference, one.id)):
            changed = _paid(programme, _instead(answer, own, each))
            if changed is not None and not violations(programme, changed):
                answer = changed
                break
    return explained(programme, answer)


def _likeness(each: Candidate) -> Hashable:
    """What equals have in common, but for their effects."""
    return each.cost, frozenset(each.exclusive), each.resolves


def _paid(programme: Programme, plan: Selection) -> Selection | None:
    """The plan with its payments made anew; None where the channels cannot pay it."""
    if not programme.channels:
        return plan
    chosen = [each for each in programme.candidates if each.id in plan.chosen]
    shares = pay(chosen, programme.channels)
    return None if shares is None else replace(plan, funding=shares)


def _instead(answer: Selection, old: Candidate, new: Candidate) -> Selection:
    """The selection with one candidate in another's place."""

    def name_of(name: str) -> str:
        return new.id if name == old.id else name

    rooms = {name: room for name, room in answer.rooms.items() if name != old.id}
    if new.spaces:
        rooms[new.id] = new.spaces[0]
    return replace(
        answer,
        chosen=tuple(sorted({*answer.chosen} - {old.id} | {new.id})),
        operating=answer.operating - (old.operating or 0) + (new.operating or 0),
        rooms=rooms,
        years={name_of(name): year for name, year in answer.years.items()},
        serves={name_of(name): pairs for name, pairs in answer.serves.items()},
    )
