"""What a project brings about, as the clauses it covers ask for it (method §4.1)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from checkup import vocabulary
from checkup.judge.document import Rule
from checkup.judge.predicates import (
    Answer,
    Checklist,
    Count,
    Estates,
    Largest,
    Measure,
    Nearest,
    Ratio,
    Total,
)
from checkup.model import Estate, Facility, Fact
from checkup.plan.effects import PLANNED, Effect, Raised, after, planned_fact
from checkup.plan.quantity import Figures
from checkup.plan.ranking import Want
from checkup.plan.ratios import lacking, size
from checkup.plan.remedies import Adds


def effect_of(
    option: str,
    adds: Adds,
    wants: Sequence[Want],
    designed: Sequence[Rule],
    figures: Figures,
    estate: str | None,
) -> Effect:
    """What a project does that covers ``wants`` and is laid out by the clauses ``designed``.

    Clauses that are answered yes or no are answered yes; figures reach what the clause asks.
    """
    rules = [figures.standard.rules[rule] for rule in dict.fromkeys(want.rule for want in wants)]
    home = next((each for each in figures.community.estates if each.name == estate), None)
    effect = Effect(settled=tuple(rule.id for rule in rules))
    if adds.facility is not None:
        effect = _built(effect, option, adds.facility, rules, designed, figures, home)
    if adds.grows:
        effect = _grown(effect, adds.grows, rules, figures, home)
    told: dict[str, Fact] = dict(effect.told)
    at_least: dict[str, float] = {}
    for rule in rules:
        test = rule.test
        match test:
            case Checklist():
                told |= _parts(rule, test, wants)
            case Answer():
                told[f"answer.{rule.id}"] = planned_fact("yes")
            case Estates():
                told |= _words(rule, test, adds, figures, home)
            case Ratio() if test.numerator.profile is not None:
                # of what is there once the rest is built
                then = figures.of(after(figures.community, [effect]))
                at_least |= _profile(test, test.numerator.profile, then, home)
            case _:
                pass
    return replace(effect, told=told, at_least=at_least)


def _built(
    effect: Effect,
    option: str,
    kind: str,
    rules: Sequence[Rule],
    designed: Sequence[Rule],
    figures: Figures,
    home: Estate | None,
) -> Effect:
    """New facilities of one kind, with the figures that the clauses ask of such a one."""
    name = home.name if home else None
    measures: dict[str, tuple[float, str | None]] = {}
    sites = 1.0
    for rule in dict.fromkeys((*(each.id for each in rules), *(each.id for each in designed))):
        each = figures.standard.rules[rule]
        test = each.test
        match test:
            case Count() if kind in test.of:
                if each in rules:
                    sites = max(sites, figures.gap(rule, name) or 1.0)
                if test.each_measure is not None and test.each_at_least is not None:
                    _more(measures, test.each_measure, test.each_at_least, test.each_unit)
            case Largest() if kind in test.of:
                needed = figures.needed(rule, name) or test.at_least
                _more(measures, test.measure, needed, test.unit)
            case Total() if kind in test.of:
                _more(measures, test.measure, figures.gap(rule, name) or 0.0, test.unit)
            case Nearest() if kind in test.of:
                _more(measures, test.measure, test.at_most, test.unit)
            case Ratio() if kind in test.numerator.of:
                lacks = lacking(test, figures, home)
                if lacks:
                    measure = test.numerator.measure or "building_area"
                    _more(measures, measure, lacks, test.numerator.unit)
            case _:
                pass
    words = vocabulary.load()
    together = words.kinds[kind].counted_by == "quantity"
    if together:
        _more(measures, "quantity", sites, None)
        sites = 1.0
    facilities = []
    told: dict[str, Fact] = {}
    for number in range(1, round(sites) + 1):
        facility_id = f"{PLANNED}.{option}.{number}"
        facts = {column: f"facility.{facility_id}.{column}" for column in measures}
        told |= {
            facts[column]: planned_fact(value, unit) for column, (value, unit) in measures.items()
        }
        facilities.append(
            Facility(id=facility_id, name=words.name(kind), kind=kind, functions=(),
                     estate=name, inside=True, state="in_use", facts=facts)
        )  # fmt: skip
    return replace(effect, facilities=tuple(facilities), told=told, kinds=(*effect.kinds, kind))


def _more(
    measures: dict[str, tuple[float, str | None]],
    column: Measure | str,
    figure: float,
    unit: str | None,
) -> None:
    if figure > measures.get(column, (0.0, None))[0]:
        measures[column] = (figure, unit)


def _grown(
    effect: Effect,
    kinds: Sequence[str],
    rules: Sequence[Rule],
    figures: Figures,
    home: Estate | None,
) -> Effect:
    """What is in use of the first of these kinds there is, enlarged to what the clauses ask."""
    community = figures.community
    there = [
        each
        for each in community.facilities
        if each.state == "in_use" and (home is None or each.estate == home.name)
    ]
    kind = next((kind for kind in kinds if any(one.kind == kind for one in there)), None)
    if kind is None:
        return effect
    here = [each for each in there if each.kind == kind]
    raised: list[Raised] = []
    for rule in rules:
        test = rule.test
        if isinstance(test, Largest) and kind in test.of:
            units = (community.units or 1) if rule.per_unit and home is None else 1
            largest = sorted(here, key=lambda each: size(each, test.measure, community))[-units:]
            needed = figures.needed(rule.id, home.name if home else None) or test.at_least
            raised += [Raised(each.id, test.measure, needed) for each in largest]
        elif isinstance(test, Total) and kind in test.of:
            best = max(here, key=lambda each: size(each, test.measure, community))
            gap = figures.gap(rule.id, home.name if home else None) or 0.0
            more = size(best, test.measure, community) + gap
            raised.append(Raised(best.id, test.measure, more))
        elif isinstance(test, Ratio) and kind in test.numerator.of:
            measure = test.numerator.measure or "building_area"
            best = max(here, key=lambda each: size(each, measure, community))
            more = size(best, measure, community) + (lacking(test, figures, home) or 0.0)
            raised.append(Raised(best.id, measure, more))
    return replace(effect, raised=(*effect.raised, *raised), kinds=(*effect.kinds, kind))


def _parts(rule: Rule, test: Checklist, wants: Sequence[Want]) -> dict[str, Fact]:
    """The parts that are covered, answered yes; all of them where the clause is wanted whole."""
    named = {want.part for want in wants if want.rule == rule.id}
    return {
        f"answer.{rule.id}.{part.name}": planned_fact("yes")
        for part in test.parts
        if part.name in named or None in named
    }


def _words(
    rule: Rule, test: Estates, adds: Adds, figures: Figures, home: Estate | None
) -> dict[str, Fact]:
    """A word for every estate that has none of those asked for; one answer without estates."""
    estates = [home] if home else list(figures.community.estates)
    if not estates:
        return {f"answer.{rule.id}": planned_fact("yes")}
    word = adds.word or test.words[-1]
    found = {}
    for estate in estates:
        fact_id = estate.facts.get(test.column, f"estate.{estate.id}.{test.column}")
        told = figures.community.fact(fact_id)
        if told is not None and told.value is not None and told.value not in test.words:
            found[fact_id] = planned_fact(word)
    return found


def _profile(test: Ratio, field: str, figures: Figures, home: Estate | None) -> dict[str, float]:
    """The profile's figure (an estate's own column) as large as the ratio asks."""
    lacks = lacking(test, figures, home)
    if lacks is None:
        return {}
    there = figures.profile(field, home.name if home else None) or 0.0
    return {figures.profile_fact(field, home): there + lacks}
