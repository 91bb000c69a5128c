"""Times and durations as platforms write them (exports §4)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from checkup.intake.dialects import Times
from checkup.intake.mapping import text

_HERE = timezone(timedelta(hours=8))
"""Where no zone is written, it is China's."""
_MOMENT = re.compile(
    r"(\d{1,4})[-/.年](\d{1,2}|[A-Za-z]{3})[-/.月](\d{1,4})日?"
    r"(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?\s*([AaPp][Mm])?)?"
)
_USED = re.compile(r"(?:(\d+)(?:小时|时))?(?:(\d+)(?:分钟|分))?(?:(\d+(?:\.\d+)?)秒)?")
_CLOCK = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def seconds(cell: object) -> float | None:
    """Seconds of ``85秒``, ``1分25秒``, ``72``, ``0:01:25``; None when it is none of them."""
    if isinstance(cell, timedelta):
        return cell.total_seconds() if cell >= timedelta(0) else None
    if isinstance(cell, time):
        return float(cell.hour * 3600 + cell.minute * 60 + cell.second)
    words = text(cell)
    if re.fullmatch(r"\d+(?:\.\d+)?", words):
        return float(words)
    parts = _CLOCK.fullmatch(words) or (_USED.fullmatch(words) if words else None)
    if parts is None or not any(parts.groups()):
        return None
    hours, minutes, rest = (float(part or 0) for part in parts.groups())
    return hours * 3600 + minutes * 60 + rest


def moment(cell: object, times: Times, utc: bool = False) -> datetime | None:
    """The point in time, in China's time without a zone; None when it cannot be read.

    ``utc``: a time without a zone is universal time. Days that stand for no date are None.
    """
    found = _moment(cell, times)
    if found is None or (times.void and found.date().isoformat() in times.void):
        return None
    if found.tzinfo is None and utc:
        found = found.replace(tzinfo=timezone.utc)  # noqa: UP017
    return found.astimezone(_HERE).replace(tzinfo=None) if found.tzinfo else found


def _moment(cell: object, times: Times) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    words = text(cell)
    found = _MOMENT.fullmatch(words)
    try:
        if found is None:
            # what is left of real forms is ISO with an offset
            return datetime.fromisoformat(words) if "T" in words else None
        return _built(found, times)
    except ValueError:
        return None


def _built(found: re.Match[str], times: Times) -> datetime:
    first, middle, last, hours, minutes, rest, half = found.groups()
    if middle.isalpha():
        year, month, day = int(last), _MONTHS.index(middle.lower()) + 1, int(first)
    elif len(first) == 4:
        year, month, day = int(first), int(middle), int(last)
    else:
        year, month, day = int(last), int(first), int(middle)
        if times.order == "dmy" or month > 12:
            month, day = day, month
    hour = int(hours or 0)
    if half:
        hour = hour % 12 + 12 * (half.lower() == "pm")
    return datetime(year, month, day, hour, int(minutes or 0), int(rest or 0))


def between(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from one to the other; None when either is unknown or they are the wrong way."""
    if start is None or end is None or end < start:
        return None
    return (end - start).total_seconds()
