"""Rows of 居民需求清单: what is said outside of closed questions, and the services there are.

Rows are keyed by the columns of ``templates/tables/workbook.yaml``.
"""

from __future__ import annotations

from checkup.model import ItemVoices, Need, Service, VoiceCount
from checkup.report import figures
from checkup.report.lists import item_name
from checkup.report.tables import Row
from checkup.report.wording import Wording
from checkup.result import Result

VOICES = ("open", "meeting", "hotline", "expert")


def needs(result: Result, say: Wording) -> list[Row]:
    """One row per need, as ordered in the result."""
    return [_need(result, no, each, say) for no, each in enumerate(result.needs, 1)]


def _need(result: Result, no: int, each: Need, say: Wording) -> Row:
    return {
        "no": no,
        "need": each.name,
        "service": each.service,
        "item": item_name(result, each.item, say) if each.item else say("voices.no_item"),
        **_counts(each),
        "groups": _groups(each, say),
        "estates": say("figure.join").join(each.estates) or None,
    }


def _counts(each: Need | ItemVoices) -> dict[str, float | None]:
    return {
        **{voice: each.times.get(voice) for voice in VOICES},
        "per_thousand": each.per_thousand,
        "closed": each.closed,
        "closable": each.closable,
        "closed_share": each.closed_share,
    }


def _groups(each: Need, say: Wording) -> str | None:
    return (
        say("figure.join").join(
            say("voices.group", label=label, count=figures.plain(count))
            for label, count in each.by_group.items()
        )
        or None
    )


def items(result: Result, say: Wording) -> list[Row]:
    """One row per item that was spoken of, in the order of the standard."""
    told = result.voices.items if result.voices else ()
    return [{"item": item_name(result, each.item, say), **_counts(each)} for each in told]


def counts(result: Result, say: Wording) -> list[Row]:
    """How much each voice said, over which days, and how much of it waits for a person."""
    told = result.voices.counts if result.voices else ()
    return [_count(each, say) for each in told]


def _count(each: VoiceCount, say: Wording) -> Row:
    return {
        "voice": say(f"voices.voice.{each.voice}"),
        "records": each.records,
        "times": each.times,
        "waiting": each.waiting,
        "days": period(each, say),
        "closed": each.closed,
        "closable": each.closable,
        "closed_share": each.closed_share,
    }


def period(each: VoiceCount, say: Wording) -> str | None:
    """From the first to the last day; None where nobody wrote one."""
    if each.first is None or each.last is None:
        return None
    first, last = (figures.day(day, say) for day in (each.first, each.last))
    return first if first == last else say("voices.days", first=first, last=last)


def services(result: Result, say: Wording) -> list[Row]:
    """服务目录, with what residents say of each service."""
    return [_service(no, each, say) for no, each in enumerate(result.services, 1)]


def _service(no: int, each: Service, say: Wording) -> Row:
    newest = each.ratings[-1] if each.ratings else None
    asked = each.asked
    return {
        "no": no,
        "service": each.name,
        "category": each.category,
        "facility": each.facility_name,
        "point": each.point,
        "price": each.price,
        "discount": each.discount,
        "rating": newest.score if newest else None,
        "round": newest.round if newest else None,
        "change": each.change,
        "satisfied": asked.top2 if asked else None,
        "n": asked.n if asked else None,
        "verdict": verdict(each, say),
    }


def verdict(each: Service, say: Wording) -> str:
    """What is said of a service: below the line, not below it, open, or nobody rated it."""
    if each.judged_by is None:
        return say("voices.service.unrated")
    return say(f"voices.service.{'open' if each.low is None else 'low' if each.low else 'fine'}")
