"""Small random questions for the choice under a budget, and the best answer by trying them all.

``best_by_trial`` shares no code with ``checkup.plan`` but the nouns: every subset is tried, rooms
and years by trying every placement, channels by SciPy's maximum flow.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from random import Random

from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from checkup.plan.programme import (
    Candidate,
    Channel,
    Demands,
    Floor,
    Pair,
    Programme,
    Room,
)

FEATURES = ("rooms", "channels", "years", "sharing", "floors")


def sample(seed: int, most: int = 12) -> Programme:
    """A question of at most ``most`` candidates; which features it has depends on the seed."""
    random = Random(seed)
    has = {feature for feature in FEATURES if random.random() < 0.4}
    pairs = tuple(
        Pair(
            id=f"Q{number}",
            value=random.randint(1, 400),
            missing=random.choice([30, 50, 60, 100]),
            mode=random.choice(["best", "best", "add"]),
            rank=number,
        )
        for number in range(random.randint(1, 6))
    )
    rooms = tuple(
        Room(id=f"S{number}", area=random.randint(20, 90) + random.choice([0.0, 0.5]))
        for number in range(random.randint(1, 3))
    )
    channels = tuple(
        Channel(
            code=f"F{number}",
            priority=number,
            budget=random.choice([None, random.randint(10, 150) * 100]),
        )
        for number in range(1, random.randint(2, 4))
    )
    years = (2026, 2027)
    names = [f"P{number:02}" for number in range(random.randint(1, most))]
    candidates = []
    for number, name in enumerate(names):
        some = random.sample(pairs, random.randint(1, min(3, len(pairs))))
        effects = {pair.id: float(random.randint(5, 100)) for pair in some}
        shared = "sharing" in has and random.random() < 0.3
        candidates.append(
            Candidate(
                id=name,
                cost=None if random.random() < 0.05 else random.randint(1, 60) * 100,
                operating=None if random.random() < 0.05 else random.randint(0, 9),
                effects=effects,
                resolves=tuple(pair for pair in effects if random.random() < 0.5),
                area=random.randint(10, 60) + 0.25 if "rooms" in has else 0.0,
                spaces=tuple(room.id for room in rooms if random.random() < 0.5)
                if "rooms" in has
                else (),
                needs_space="rooms" in has and random.random() < 0.2,
                capacity=random.randint(10, 40) + 0.1 if shared else None,
                loads={pair: random.choice([0.0, 10.1, 20.2]) for pair in effects}
                if shared
                else {},
                channels={
                    channel.code: random.choice([0.3, 0.5, 0.8, 1.0])
                    for channel in channels
                    if random.random() < 0.8
                },
                after=(random.choice(names[:number]),) if number and random.random() < 0.2 else (),
                exclusive=("site",) if random.random() < 0.2 else (),
                years=(random.choice(years),) if random.random() < 0.2 else (),
                preference=random.randint(1, 7),
            )
        )
    total = sum(each.cost or 0 for each in candidates)
    return Programme(
        pairs=pairs,
        candidates=tuple(candidates),
        rooms=rooms if "rooms" in has else (),
        channels=channels if "channels" in has else (),
        demands=Demands(
            budget=None if random.random() < 0.05 else int(total * random.uniform(0.1, 1.0)),
            operating=None if random.random() < 0.5 else random.randint(3, 40),
            yearly={year: int(total * random.uniform(0.1, 0.6)) for year in years}
            if "years" in has
            else {},
            mandatory=tuple(pair.id for pair in pairs if random.random() < 0.1),
            force=tuple(name for name in names if random.random() < 0.04),
            forbid=tuple(name for name in names if random.random() < 0.04),
            floors=(
                Floor(
                    group="A",
                    candidates=tuple(names[::2]),
                    share=random.choice([0.25, 0.6]),
                    most=random.choice([None, total // 5]),
                ),
            )
            if "floors" in has
            else (),
        ),
    )


def shuffled(programme: Programme, seed: int) -> Programme:
    """The same question, told in another order."""
    random = Random(seed)

    def mix(things: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(random.sample(things, len(things)))

    demands = programme.demands
    return Programme(
        pairs=mix(programme.pairs),
        candidates=mix(programme.candidates),
        rooms=mix(programme.rooms),
        channels=mix(programme.channels),
        demands=Demands(
            budget=demands.budget,
            operating=demands.operating,
            yearly=dict(mix(tuple(demands.yearly.items()))),
            mandatory=mix(demands.mandatory),
            force=mix(demands.force),
            forbid=mix(demands.forbid),
            floors=mix(demands.floors),
        ),
    )


# --- trying everything ----------------------------------------------------------------------


def best_by_trial(programme: Programme) -> tuple[float, int] | None:
    """(benefit, cost) of the best plan, the cheapest of them; None when there is no plan."""
    demands = programme.demands
    found = []
    for subset in _lawful(programme):
        cost = sum(each.cost or 0 for each in subset)
        if demands.budget is not None and cost > demands.budget:
            continue
        found.append((-_benefit(programme, subset), cost, [each.id for each in subset], subset))
    for benefit, cost, _, subset in sorted(found, key=lambda each: each[:3]):
        if _within_limits(programme, subset) and _fits_years(programme, subset):
            return -float(benefit), cost
    return None


def least_cost_by_trial(programme: Programme) -> int | None:
    """The cost of the cheapest plan that keeps all but budget, years and floors; where the floors
    alone are beyond the budget and some sum can keep them, of the cheapest that keeps them."""
    lawful = _lawful(programme)

    def costs_of(*, floors: bool) -> list[int]:
        return [
            sum(each.cost or 0 for each in subset)
            for subset in lawful
            if _within_limits(programme, subset, floors=floors)
        ]

    budget = programme.demands.budget
    if budget is not None and programme.demands.floors:
        held = min(costs_of(floors=True), default=0)
        if held > budget:
            return held
    costs = costs_of(floors=False)
    return min(costs, default=None)


def _possible(programme: Programme) -> list[Candidate]:
    """Candidates that some plan could hold."""
    good = [
        each
        for each in programme.candidates
        if each.cost is not None
        and each.id not in programme.demands.forbid
        and _rooms_fit(programme, (each,))
        and _payable(programme, (each,))
        and (
            not programme.demands.yearly
            or not each.years
            or any(year in programme.demands.yearly for year in each.years)
        )
    ]
    while True:
        ids = {each.id for each in good}
        kept = [each for each in good if set(each.after) <= ids]
        if kept == good:
            return good
        good = kept


def _lawful(programme: Programme) -> list[tuple[Candidate, ...]]:
    """Subsets that keep precedence, exclusion and what is demanded of them."""
    good = _possible(programme)
    possible = {each.id for each in good}
    demands = programme.demands
    must = set(demands.force) & possible
    resolve = [pair for pair in demands.mandatory if any(pair in each.resolves for each in good)]
    found = []
    for size in range(len(good) + 1):
        for subset in combinations(good, size):
            ids = {each.id for each in subset}
            groups = [group for each in subset for group in each.exclusive]
            if (
                must <= ids
                and all(set(each.after) <= ids for each in subset)
                and len(groups) == len(set(groups))
                and all(any(pair in each.resolves for each in subset) for pair in resolve)
            ):
                found.append(subset)
    return found


def _benefit(programme: Programme, subset: tuple[Candidate, ...]) -> Fraction:
    """The most the subset can bring, over every way to use what is shared."""
    ways = []
    for each in subset:
        pairs = list(each.effects)
        if each.capacity is None:
            ways.append([pairs])
            continue
        room = Fraction(str(each.capacity))
        ways.append(
            [
                list(some)
                for size in range(len(pairs) + 1)
                for some in combinations(pairs, size)
                if sum(Fraction(str(each.loads.get(pair, 0))) for pair in some) <= room
            ]
        )
    best = Fraction(0)
    for way in product(*ways):
        total = Fraction(0)
        for pair in programme.pairs:
            rises = [
                Fraction(each.effects[pair.id])
                for each, served in zip(subset, way, strict=True)
                if pair.id in served
            ]
            if rises:
                rise = max(rises) if pair.mode == "best" else sum(rises)
                total += min(Fraction(pair.missing), rise) / 100 * Fraction(pair.value)
        best = max(best, total)
    return best


def _within_limits(
    programme: Programme, subset: tuple[Candidate, ...], *, floors: bool = True
) -> bool:
    demands = programme.demands
    if demands.operating is not None and (
        sum(each.operating or 0 for each in subset) > demands.operating
    ):
        return False
    if floors and demands.budget is not None:
        for floor in demands.floors:
            spent = sum(each.cost or 0 for each in subset if each.id in floor.candidates)
            least = Fraction(str(floor.share)) * demands.budget
            if spent < (least if floor.most is None else min(least, floor.most)):
                return False
    return _rooms_fit(programme, subset) and _payable(programme, subset)


def _rooms_fit(programme: Programme, subset: tuple[Candidate, ...]) -> bool:
    inside = [each for each in subset if each.spaces or each.needs_space]
    for places in product(*(each.spaces for each in inside)):
        if all(
            sum(
                Fraction(str(each.area))
                for each, place in zip(inside, places, strict=True)
                if place == room.id
            )
            <= Fraction(str(room.area))
            for room in programme.rooms
        ):
            return True
    return False


def _fits_years(programme: Programme, subset: tuple[Candidate, ...]) -> bool:
    yearly = programme.demands.yearly
    if not yearly:
        return True
    for years in product(*(sorted(set(each.years or yearly) & set(yearly)) for each in subset)):
        when = {each.id: year for each, year in zip(subset, years, strict=True)}
        if all(when[before] <= when[each.id] for each in subset for before in each.after) and all(
            sum(each.cost or 0 for each in subset if when[each.id] == year) <= money
            for year, money in yearly.items()
        ):
            return True
    return False


def _payable(programme: Programme, subset: tuple[Candidate, ...]) -> bool:
    channels = programme.channels
    if not channels or not subset:
        return True
    count = len(subset)
    end = 1 + count + len(channels)
    rows, columns, most = [], [], []
    for number, each in enumerate(subset, start=1):
        rows.append(0), columns.append(number), most.append(each.cost or 0)
        for place, channel in enumerate(channels, start=1 + count):
            share = Fraction(str(each.channels.get(channel.code, 0)))
            rows.append(number), columns.append(place), most.append(int(share * (each.cost or 0)))
    for place, channel in enumerate(channels, start=1 + count):
        budget = channel.budget
        rows.append(place), columns.append(end)
        most.append(10**8 if budget is None else budget)
    graph = csr_array((most, (rows, columns)), shape=(end + 1, end + 1), dtype="int32")
    return maximum_flow(graph, 0, end).flow_value == sum(each.cost or 0 for each in subset)
