"""What residents say in two rounds: which change is more than chance (method §6.3).

Shares are tested with the pooled z and shown with Newcombe's interval, means with Welch; the
p-values of the items are adjusted together. Headlines are unweighted in both rounds (method §0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from checkup.comparison import Change, Direction, Figure, Ground, Measure, Voices
from checkup.model import Demand, Item, QuestionKind, QuestionResult, Satisfaction, Survey
from checkup.opinion import comparison
from checkup.opinion.estimates import Interval
from checkup.opinion.sampling import detectable
from checkup.policy import Policy
from checkup.result import Result
from checkup.rounds.moved import withheld
from checkup.vocabulary import fold

LINE = 0.05
"""q of Benjamini and Hochberg (method §6.3)."""

_SCREENING = (
    "completeness_online", "completeness_paper", "near_identical", "most_from_one_device",
    "repeat_answers", "repeat_minutes", "seconds_per_answer", "speed_hard", "speed_least_rows",
    "straight_rows", "contradictions",
)  # fmt: skip
"""Policy keys that decide which rows count."""
Policies = tuple[Policy, Policy]
"""Of the old round and of the new one."""

Grounds = Callable[[QuestionKind, str | None, str | None], tuple[Ground, ...]]


def compared(old: Result, new: Result) -> Voices | None:
    """Every figure that both rounds have; None unless both have a questionnaire."""
    if old.survey is None or new.survey is None:
        return None
    before, after, policy = old.survey, new.survey, new.policy
    same = _same_people(old, new)
    if same is not None:
        return Voices(grounds=(same,), line=LINE)
    shared = _shared(before, after, policy)
    if _screening(old.policy) != _screening(policy):
        shared = (*shared, "screening")

    def grounds(kind: QuestionKind, item: str | None, service: str | None) -> tuple[Ground, ...]:
        return (*_asked(before, after, kind, item, service), *shared)

    policies = old.policy, policy
    items = _items(old.items, new.items, grounds, policies)
    overall = _rated(before.overall, after.overall, None, None, grounds("overall", None, None),
                     policies)  # fmt: skip
    heard = {each.name: each.asked for each in old.services if each.asked}
    services = [
        change
        for each in new.services
        if each.asked and each.name in heard
        for change in _rated(
            heard[each.name], each.asked, None, each.name,
            grounds("satisfaction", None, each.name), policies,
        )
    ]  # fmt: skip
    sizes = before.overall.n if before.overall else 0, after.overall.n if after.overall else 0
    # √(1/n₁ + 1/n₂) is that of two rounds of the harmonic mean each
    tested = min(sizes) >= policy.min_base_rank
    return Voices(
        grounds=shared,
        detectable=detectable(2 / (1 / sizes[0] + 1 / sizes[1])) if tested else None,
        overall=tuple(decided([each])[0] for each in overall),
        items=by_measure(items),
        services=by_measure(services),
        channels=_channels(before, after),
        line=LINE,
        overlapping=_overlapping(old, new),
    )


def _same_people(old: Result, new: Result) -> Ground | None:
    """Why most of the people who answered may be the same in both rounds, if so."""
    if old.round is not None and old.round == new.round:
        return "overlap"
    if _questionnaires(old) & _questionnaires(new):
        return "file"
    few = _overlapping(old, new) and withheld(old, new) and _alike(old, new)
    return "period" if few else None


def _alike(old: Result, new: Result) -> bool:
    """Whether no count that both surveys tell differs by as many people as may be printed."""
    before, after = _counts(old), _counts(new)
    least = new.policy.min_base_print
    return all(abs(after[key] - before[key]) < least for key in before.keys() & after.keys())


def _counts(found: Result) -> dict[tuple[str, str], int]:
    """Answers by question and option."""
    questions = found.survey.questions if found.survey is not None else ()
    return {(each.id, one.label): one.count for each in questions for one in each.options}


def _questionnaires(found: Result) -> set[str]:
    """Hashes of the questionnaires that have rows."""
    return {each.sha256 for each in found.sources.values() if each.kind == "export" and each.rows}


def _overlapping(old: Result, new: Result) -> bool:
    """Whether the days of the answers overlap, where both rounds tell them."""
    told = [(each.survey.first_day, each.survey.last_day) for each in (old, new) if each.survey]
    days = [(first, last) for first, last in told if first is not None and last is not None]
    return len(days) == 2 and days[0][0] <= days[1][1] and days[1][0] <= days[0][1]


def _screening(policy: Policy) -> tuple[object, ...]:
    """The rules by which rows were set aside (method §1.2)."""
    return tuple(getattr(policy, key) for key in _SCREENING)


def _items(
    old: Sequence[Item], new: Sequence[Item], grounds: Grounds, policies: Policies
) -> list[Change]:
    before = {item.id: item for item in old}
    found: list[Change] = []
    for item in new:
        earlier = before.get(item.id)
        if earlier is None:
            continue
        found += _rated(
            earlier.satisfaction, item.satisfaction, item.id, None,
            grounds("satisfaction", item.id, None), policies,
        )  # fmt: skip
        if earlier.demand and item.demand:
            because = grounds("need", item.id, None)
            found.append(
                _shares("lacking", _lack(earlier.demand), _lack(item.demand), item.id, None,
                        because, policies[1])
            )  # fmt: skip
    return found


def _rated(
    old: Satisfaction | None,
    new: Satisfaction | None,
    item: str | None,
    service: str | None,
    because: tuple[Ground, ...],
    policies: Policies,
) -> list[Change]:
    """满意率 and the mean, where both rounds have them."""
    if old is None or new is None:
        return []
    shares = [
        Figure(value=each.top2, low=each.top2_low, high=each.top2_high, n=each.n)
        for each in (old, new)
    ]
    means = [_mean(each, of.confidence_z) for each, of in zip((old, new), policies, strict=True)]
    return [
        _shares("satisfied", shares[0], shares[1], item, service, because, policies[1]),
        _means(means[0], means[1], item, service, because, policies[1]),
    ]


def _mean(told: Satisfaction, z: float) -> Figure:
    """The mean with the spread behind its interval, which is of its own round's level ``z``."""
    around = Interval(told.mean, told.low, told.high)
    sd = comparison.spread_of(around, told.n, z) if told.n > 1 else None
    return Figure(value=told.mean, low=told.low, high=told.high, n=told.n, sd=sd)


def _shares(
    measure: Measure, old: Figure, new: Figure, item: str | None, service: str | None,
    because: tuple[Ground, ...], policy: Policy,
) -> Change:  # fmt: skip
    bare = Change(
        measure=measure, item=item, service=service, old=old, new=new, because=because,
        direction=_untested(old, new, because, policy),
    )  # fmt: skip
    if bare.direction != "unclear":
        return bare
    change = comparison.newcombe(old.value, old.n, new.value, new.n, policy.confidence_z)
    _, p = comparison.pooled_z(old.value, old.n, new.value, new.n)
    return replace(bare, difference=change.value, low=change.low, high=change.high, p=p)


def _means(
    old: Figure, new: Figure, item: str | None, service: str | None,
    because: tuple[Ground, ...], policy: Policy,
) -> Change:  # fmt: skip
    bare = Change(
        measure="mean", item=item, service=service, old=old, new=new, because=because,
        direction=_untested(old, new, because, policy),
    )  # fmt: skip
    if bare.direction != "unclear":
        return bare
    assert old.sd is not None
    assert new.sd is not None
    z = policy.confidence_z
    found = comparison.welch(old.value, old.sd, old.n, new.value, new.sd, new.n, z)
    change = found.change
    return replace(bare, difference=change.value, low=change.low, high=change.high, p=found.p)


def _untested(old: Figure, new: Figure, because: tuple[Ground, ...], policy: Policy) -> Direction:
    """``unclear`` until a test says otherwise."""
    if because:
        return "incomparable"
    return "untested" if min(old.n, new.n) < max(policy.min_base_rank, 2) else "unclear"


def by_measure(found: Sequence[Change]) -> tuple[Change, ...]:
    """Each measure's changes adjusted together, in the order they came."""
    settled: dict[int, Change] = {}
    for measure in dict.fromkeys(each.measure for each in found):
        places = [place for place, each in enumerate(found) if each.measure == measure]
        settled |= zip(places, decided([found[place] for place in places]), strict=True)
    return tuple(settled[place] for place in range(len(found)))


def decided(family: Sequence[Change]) -> list[Change]:
    """↑ or ↓ only where the adjusted p is not above the line."""
    tested = [each.p for each in family if each.p is not None]
    adjusted = iter(comparison.benjamini_hochberg(tested))
    return [each if each.p is None else judged(each, next(adjusted)) for each in family]


def judged(change: Change, adjusted: float) -> Change:
    """A change that was tested, by its p-value after adjusting over its family."""
    direction: Direction = "unclear"
    if adjusted <= LINE and change.difference:
        direction = "up" if change.difference > 0 else "down"
    return replace(change, adjusted=adjusted, direction=direction)


def _lack(demand: Demand) -> Figure:
    return Figure(value=demand.rate, low=demand.low, high=demand.high, n=demand.n)


def _shared(old: Survey, new: Survey, policy: Policy) -> tuple[Ground, ...]:
    """What makes the two surveys as a whole incomparable."""
    found: list[Ground] = []
    shifts = [abs(first - second) for first, second in _channels(old, new).values()]
    if max(shifts, default=0.0) >= policy.channel_shift:
        found.append("channels")
    if (old.weighting.used, old.weighting.method) != (new.weighting.used, new.weighting.method):
        found.append("weighting")
    if _areas(old) != _areas(new):
        found.append("area")
    return tuple(found)


def _areas(survey: Survey) -> list[tuple[float, tuple[str, ...]]]:
    """The radii it was asked in with whom they hold, whatever the files are called."""
    return sorted((each.metres, each.communities) for each in survey.areas)


def _channels(old: Survey, new: Survey) -> dict[str, tuple[float, float]]:
    """Each way in with its share of the valid answers told; empty where one round tells none."""
    before = {row.channel: row.n for row in old.by_channel}
    after = {row.channel: row.n for row in new.by_channel}
    if not before or not after:
        return {}
    return {
        name: (before.get(name, 0) / sum(before.values()), after.get(name, 0) / sum(after.values()))
        for name in (*before, *(name for name in after if name not in before))
    }


def _asked(
    old: Survey, new: Survey, kind: QuestionKind, item: str | None, service: str | None
) -> tuple[Ground, ...]:
    """Whether the same was asked on the same scale, by title and by the labels that score."""
    before = _questions(old.questions, kind, item, service)
    after = _questions(new.questions, kind, item, service)
    if before.keys() != after.keys():
        return ("wording",)
    same = all(_same_scale(before[title].scale, after[title].scale) for title in before)
    return () if same else ("scale",)


def _questions(
    questions: Iterable[QuestionResult], kind: QuestionKind, item: str | None, service: str | None
) -> dict[str, QuestionResult]:
    return {
        fold(each.title): each
        for each in questions
        if each.kind == kind
        and (item is None or each.item == item)
        and (service is None or each.service == service)
    }


def _same_scale(old: dict[str, float], new: dict[str, float]) -> bool:
    """Labels score alike, and one list holds the other: a label nobody chose may not be known."""
    common = old.keys() & new.keys()
    return all(old[label] == new[label] for label in common) and (
        common == old.keys() or common == new.keys()
    )
