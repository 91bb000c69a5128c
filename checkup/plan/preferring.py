"""Among equals the order of preference decides (method §4.1): the solver does not know it."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec.structs import replace

from checkup.plan.paying import pay
from checkup.plan.programme import Candidate, Programme, Selection, needed, offered
from checkup.plan.reasons import explained
from checkup.plan.standing import allowed_years, hopeless


def preferred(programme: Programme, answer: Selection) -> Selection:
    """Among equals the order of preference decides (method §4.1): where an option of the same
    clauses, benefit and cost, with no more to run, stands earlier, it is taken instead. Where
    channels are limited, it must be payable in full too."""
    by_id = {each.id: each for each in programme.candidates}
    alike: dict[Hashable, list[Candidate]] = {}
    for each in programme.candidates:
        alike.setdefault(_likeness(each), []).append(each)
    near = _Near(programme, answer)
    for name in answer.chosen:
        own = by_id[name]
        equals = [
            each for each in alike[_likeness(own)]
            if each.preference < own.preference and each.id not in near.chosen
            and each.effects == own.effects
            and (each.operating or 0) <= (own.operating or 0)
        ]  # fmt: skip
        for each in sorted(equals, key=lambda one: (one.preference, one.id)):
            if not near.may_stand(own, each):
                continue
            changed = _paid(programme, _instead(answer, own, each))
            if changed is not None:
                answer = changed
                near.follow(answer, own, each)
                break
    return explained(programme, answer)


class _Near:
    """What a candidate has to do with others. A plan may have thousands of projects, and only these
    can speak against one in the place of another that costs and does the same."""

    def __init__(self, programme: Programme, answer: Selection) -> None:
        self.programme = programme
        self.by_id = {each.id: each for each in programme.candidates}
        self.hopeless = hopeless(programme)
        self.areas = {room.id: offered(room.area) for room in programme.rooms}
        self.later: dict[str, list[str]] = {}
        for each in programme.candidates:
            for before in each.after:
                self.later.setdefault(before, []).append(each.id)
        self.fills: dict[str, set[str]] = {}
        for floor in programme.demands.floors:
            for name in floor.candidates:
                self.fills.setdefault(name, set()).add(floor.group)
        self.answer = answer
        self.chosen = {*answer.chosen}
        self.inside: dict[str, set[str]] = {}
        for name, room in answer.rooms.items():
            self.inside.setdefault(room, set()).add(name)

    def follow(self, answer: Selection, old: Candidate, new: Candidate) -> None:
        """The plan has become this one, with ``new`` for ``old``."""
        if old.id in self.answer.rooms:
            self.inside[self.answer.rooms[old.id]].remove(old.id)
        if new.id in answer.rooms:
            self.inside.setdefault(answer.rooms[new.id], set()).add(new.id)
        self.chosen.remove(old.id)
        self.chosen.add(new.id)
        self.answer = answer

    def may_stand(self, old: Candidate, new: Candidate) -> bool:
        """Whether the plan stays lawful, but for who pays, with ``new`` for ``old``."""
        return (
            new.id not in self.hopeless
            and old.id not in self.programme.demands.force
            and self.fills.get(old.id, set()) <= self.fills.get(new.id, set())
            and not any(each in self.chosen for each in self.later.get(old.id, ()))
            and self._comes_in_time(old, new)
            and self._has_room(old, new)
            and self._carries(old, new)
        )

    def _comes_in_time(self, old: Candidate, new: Candidate) -> bool:
        years = self.answer.years
        if not all(each in self.chosen and each != old.id for each in new.after):
            return False
        return not self.programme.demands.yearly or (
            years[old.id] in allowed_years(new, self.programme)
            and all(years[before] <= years[old.id] for before in new.after)
        )

    def _has_room(self, old: Candidate, new: Candidate) -> bool:
        if not new.spaces:
            return True
        room = new.spaces[0]
        others = self.inside.get(room, set()) - {old.id}
        used = sum(needed(self.by_id[each].area) for each in others) + needed(new.area)
        return room in self.areas and used <= self.areas[room]

    def _carries(self, old: Candidate, new: Candidate) -> bool:
        loads = sum(needed(new.loads.get(pair, 0.0)) for pair in self.answer.serves[old.id])
        return new.capacity is None or loads <= offered(new.capacity)


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
