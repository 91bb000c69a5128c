"""Meetings, tickets, experts and open answers beside the survey, by need and by item.

Each voice is a count of its own and in no rate of the survey: nobody drew these people. The
smallest printed base (method §1.11) is for respondents and holds for open answers. Matters of a
meeting and tickets are counted by need alone, which tells of no person, and printed as they are;
what they would tell crossed with an estate, or as a rate, needs that base as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from checkup import needs
from checkup.model import ItemVoices, Mention, Need, Said, Voice, VoiceCount, Voices
from checkup.policy import Policy

ORDER: tuple[Voice, ...] = ("open", "meeting", "hotline", "expert")
_RESIDENTS: tuple[Voice, ...] = ("meeting", "hotline")
"""Voices counted per 1,000 people: open answers are a sample's, experts nobody's neighbours."""


def heard(
    mentions: Sequence[Mention], said: Said | None, population: float | None, policy: Policy
) -> tuple[tuple[Need, ...], Voices | None]:
    """居民需求清单, the most often named first, and how much each voice said; nothing without any.

    ``population``: people of the community; None leaves figures per 1,000 out.
    """
    if not mentions and said is None:
        return (), None
    least = policy.min_base_print
    found = [
        _need(each, [m for m in mentions if each.id in m.needs], said, population, least)
        for each in needs.load().file.needs
    ]
    listed = [each for each in found if each.times]
    items = {item: None for each in needs.load().file.needs if (item := each.item)}
    voices = Voices(
        counts=tuple(
            count for voice in ORDER if (count := _count(voice, mentions, said, least)) is not None
        ),
        items=tuple(
            told for item in items
            if (told := _item(item, mentions, said, population, least)).times
        ),
        population=population,
    )  # fmt: skip
    return tuple(sorted(listed, key=lambda each: -sum(each.times.values()))), voices


def _need(
    rule: needs.NeedRule, named: Sequence[Mention], said: Said | None, population: float | None,
    least: int,
) -> Need:  # fmt: skip
    closed, closable, share = _closed(named, least)
    estates = Counter(m.estate for m in named if m.voice == "hotline" and m.estate)
    groups = said.by_group if said else {}
    return Need(
        id=rule.id,
        name=rule.name,
        item=rule.item,
        service=rule.service,
        times=_times(named, said.needs.get(rule.id, 0) if said else 0),
        per_thousand=_per_thousand(named, population),
        closed=closed,
        closable=closable,
        estates=tuple(name for name, n in estates.most_common() if n >= max(least, 1)),
        closed_share=share,
        by_group={label: told[rule.id] for label, told in groups.items() if rule.id in told},
    )


def _item(
    item: str, mentions: Sequence[Mention], said: Said | None, population: float | None, least: int
) -> ItemVoices:
    named = [mention for mention in mentions if item in mention.items]
    closed, closable, share = _closed(named, least)
    return ItemVoices(
        item=item,
        times=_times(named, said.items.get(item, 0) if said else 0),
        per_thousand=_per_thousand(named, population),
        closed=closed,
        closable=closable,
        closed_share=share,
    )


def _times(named: Sequence[Mention], open_: int) -> dict[str, int]:
    """Voice → mentions, in the order of the voices, without voices that said nothing of it."""
    counts: Counter[str] = Counter({"open": open_})
    for mention in named:
        counts[mention.voice] += mention.times
    return {voice: counts[voice] for voice in ORDER if counts[voice]}


def _per_thousand(named: Iterable[Mention], population: float | None) -> float | None:
    """None where neither a meeting nor a ticket named it: nobody may have been listened to."""
    told = sum(mention.times for mention in named if mention.voice in _RESIDENTS)
    return 1000 * told / population if population and told else None


def _closed(
    named: Iterable[Mention], least: int
) -> tuple[int | None, int | None, float | None]:  # fmt: skip
    """Tickets done, tickets that say whether they are, and the share from ``least`` of them on."""
    told = [mention.closed for mention in named if mention.closed is not None]
    if not told:
        return None, None, None
    done = sum(told)
    return done, len(told), done / len(told) if len(told) >= least else None


def _count(
    voice: Voice, mentions: Sequence[Mention], said: Said | None, least: int
) -> VoiceCount | None:  # fmt: skip
    if voice == "open":
        if said is None:
            return None
        return VoiceCount(
            voice=voice, records=said.answered, times=said.answered, waiting=said.waiting
        )
    own = [mention for mention in mentions if mention.voice == voice]
    if not own:
        return None
    days = [mention.day for mention in own if mention.day]
    closed, closable, share = _closed(own, least)
    return VoiceCount(
        voice=voice,
        records=len(own),
        times=sum(mention.times for mention in own),
        waiting=sum(mention.waits for mention in own),
        first=min(days, default=None),
        last=max(days, default=None),
        closed=closed,
        closable=closable,
        closed_share=share,
    )
