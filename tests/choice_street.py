"""A made street for the choice under a budget; every figure in it is invented."""

from __future__ import annotations

from random import Random

from checkup.plan.programme import Candidate, Channel, Demands, Pair, Programme, Room

ITEMS = 20
ROOMS = 5
KINDS = 3


def street(communities: int, *, seed: int = 2026, share: float = 0.35) -> Programme:
    """``communities`` of 20 items and 5 idle rooms each, some projects shared by two neighbours.

    The budget is ``share`` of what all priced options cost; two funds have an end.
    """
    random = Random(seed)
    pairs, candidates, rooms = [], [], []
    for place in range(communities):
        here = f"C{place:02}"
        after = f"C{(place + 1) % communities:02}"
        own = [f"{here}.S{number}" for number in range(ROOMS)]
        rooms += [Room(id=room, area=float(random.randint(80, 700))) for room in own]
        short = sorted(random.sample(range(ITEMS), 14))
        for item in short:
            adds = item in (10, 14, 15)
            pairs.append(
                Pair(
                    id=f"{here}.{item:02}",
                    value=round(random.uniform(20, 3000), 4),
                    missing=float(random.choice([40, 60, 100, 100])),
                    mode="add" if adds else "best",
                    rank=len(pairs) + 1,
                )
            )
            for kind in range(KINDS):
                inside = random.random() < 0.55 and not adds
                effects = {f"{here}.{item:02}": float(random.randint(20, 100))}
                if kind == 0 and random.random() < 0.3:
                    effects[f"{after}.{item:02}"] = float(random.randint(20, 100))
                candidates.append(
                    Candidate(
                        id=f"{here}.{item:02}.{kind}",
                        cost=None if random.random() < 0.03 else random.randint(20, 4000) * 1000,
                        operating=random.randint(0, 300) * 1000,
                        effects=effects,
                        resolves=tuple(effects) if item == 0 else (),
                        area=float(random.randint(30, 400)) if inside else 0.0,
                        spaces=tuple(room for room in own if random.random() < 0.8)
                        if inside
                        else (),
                        channels={"F1": 0.6, "F8": 1.0}
                        if random.random() < 0.5
                        else {"F5": 0.5, "F8": 1.0},
                        after=(f"{here}.00.0",) if item == 10 and 0 in short else (),
                        preference=kind + 1,
                    )
                )
    total = sum(each.cost or 0 for each in candidates)
    return Programme(
        pairs=tuple(pairs),
        candidates=tuple(candidates),
        rooms=tuple(rooms),
        channels=(
            Channel(code="F1", priority=1, budget=total // 12),
            Channel(code="F5", priority=2, budget=total // 15),
            Channel(code="F8", priority=3),
        ),
        demands=Demands(
            budget=int(total * share) // 1000 * 1000,
            operating=sum(each.operating or 0 for each in candidates) // 3,
            mandatory=tuple(pair.id for pair in pairs if pair.id.endswith(".00")),
        ),
    )
