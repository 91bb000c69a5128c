"""Two results → what changed, and whether it is real."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypedDict

from msgspec import structs

from checkup import judge
from checkup.comparison import Comparison, Rated, Round, Setting
from checkup.datafiles import DataFileError
from checkup.judge import standard
from checkup.model import Assessment
from checkup.pipeline import community_of
from checkup.policy import Policy
from checkup.result import Result
from checkup.rounds import closing, inventory, voices
from checkup.street_result import StreetResult


def compare(old: Result, new: Result, *, sealed: tuple[bool, bool] = (False, False)) -> Comparison:
    """``old`` and ``new`` beside each other, both by the rules of ``new``.

    Nothing but the results is needed: facts, facilities and estates are in them. ``sealed`` says
    which of them came out of an archive. Raises :class:`checkup.datafiles.DataFileError` when the
    rules differ and those of ``new`` are not the edition we have.
    """
    same_rules = old.standard.sha256 == new.standard.sha256 and old.policy == new.policy
    again = _as_judged(old) if same_rules else _judged_again(old, new)
    rules = _rules(new)
    items = inventory.items(old, again, new)
    return Comparison(
        old=_round(old, sealed[0]),
        new=_round(new, sealed[1]),
        same_community=old.community.id == new.community.id,
        same_rules=same_rules,
        policy=_settings(old.policy, new.policy),
        in_order=in_order(old, new),
        totals=inventory.totals(old, again, new, rules),
        items=items,
        clauses=inventory.clauses(again, new),
        closed=closing.closed(old, again, new, rules),
        arisen=closing.arisen(old, again, new),
        voices=voices.compared(old, new),
        ratings=_ratings(old, new),
    )


class About(TypedDict):
    """Which round a result is of, by which program, until when its facts reach."""

    round: str | None
    revision: int
    checkup: str
    as_of: date | None


def about(found: Result | StreetResult) -> About:
    """What a community's and a street's comparison tell alike of each of the two."""
    return About(
        round=found.round,
        revision=found.revision.number if found.revision else 0,
        checkup=found.made_with.checkup,
        as_of=found.made_with.as_of,
    )


def in_order(old: Result | StreetResult, new: Result | StreetResult) -> bool:
    """The new facts are not older than the old ones, as far as days are known."""
    first, last = old.made_with.as_of, new.made_with.as_of
    return first is None or last is None or first <= last


def _settings(old: Policy, new: Policy) -> tuple[Setting, ...]:
    return tuple(
        Setting(key=key, old=before, new=after)
        for key, after in structs.asdict(new).items()
        if (before := getattr(old, key)) != after
    )


def _as_judged(found: Result) -> Assessment:
    return Assessment(
        findings=found.findings,
        items=found.items,
        goals=found.goals,
        score=found.score,
        score_other_units=None,
        to_collect=(),
        page=(),
    )


def _judged_again(old: Result, new: Result) -> Assessment:
    """The old facts under the new rules, as things stood on the old day: S(D₀, R₁)."""
    rules = standard.load(new.standard.id, new.standard.overlays)
    if rules.sha256 != new.standard.sha256:
        raise DataFileError("reference", Path(rules.id), found=new.standard.version)
    return judge.scored(community_of(old), rules, new.policy, old.made_with.as_of)


def _rules(new: Result) -> standard.Standard | None:
    """The rules of the new round; None where its edition is not the one we have."""
    try:
        rules = standard.load(new.standard.id, new.standard.overlays)
    except (DataFileError, OSError):
        return None
    return rules if rules.sha256 == new.standard.sha256 else None


def _round(found: Result, sealed: bool) -> Round:
    survey = found.survey
    return Round(
        **about(found),
        community=found.community,
        standard=found.standard,
        sealed=sealed,
        received=_countable(survey.received, found) if survey else None,
        valid=_countable(survey.valid, found) if survey else None,
    )


def _countable(count: int, found: Result) -> int | None:
    """No number of respondents that would tell of a few people (method §1.11)."""
    return None if 0 < count < found.policy.min_base_print else count


def _ratings(old: Result, new: Result) -> tuple[Rated, ...]:
    """Services that both rounds list, by name and point: the newest 评价分 of each."""
    before = {(each.name, each.point): each for each in old.services}
    found = []
    for each in new.services:
        earlier = before.get((each.name, each.point))
        if earlier is None or not (each.ratings or earlier.ratings):
            continue
        first = earlier.ratings[-1].score if earlier.ratings else None
        last = each.ratings[-1].score if each.ratings else None
        found.append(
            Rated(
                name=each.name,
                point=each.point,
                old=first,
                new=last,
                change=None if first is None or last is None else last - first,
            )
        )
    return tuple(found)
