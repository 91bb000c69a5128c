"""Filled in too fast to have been read (method §1.2 Q6)."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from checkup.model import Answers
from checkup.opinion.codes import codes_of
from checkup.policy import Policy

if TYPE_CHECKING:
    from checkup.opinion.codes import Rows


class Limits(Struct, frozen=True):
    """Seconds of a channel below which a row goes, and below which it is flagged."""

    hard: float
    soft: float


class Fast(Struct, frozen=True, kw_only=True):
    """Rows below the hard limit, and those between it and the soft one."""

    hard: Rows
    soft: Rows


def limits(seconds: Sequence[float], policy: Policy) -> Limits:
    """Limits of one channel from the times of its rows; 0 below the number a median needs."""
    if len(seconds) < policy.speed_least_rows:
        return Limits(0.0, 0.0)
    middle = median(seconds)
    return Limits(policy.speed_hard * middle, policy.speed_soft * middle)


def of(answers: Answers, measured: Rows, policy: Policy) -> Fast:
    """Too fast among ``measured``: self-completed online rows that pass Q0–Q4.

    The medians are theirs, channel by channel, and not iterated. Open questions count as
    questions that took time. A row without a time is never too fast.
    """
    import numpy as np

    times = np.array(
        [np.nan if told is None else told for told in answers.seconds], dtype=np.float64
    )
    timed = measured & ~np.isnan(times)
    answered = np.zeros(answers.received)
    for question in answers.questions:
        answered += codes_of(question) >= 0
    hard_below = answered * policy.seconds_per_answer
    soft_below = np.zeros(answers.received)
    channels = np.array(answers.channels, dtype=object)
    for channel in sorted(set(answers.channels)):
        rows = timed & (channels == channel)
        limit = limits(times[rows].tolist(), policy)
        hard_below[rows] = np.maximum(hard_below[rows], limit.hard)
        soft_below[rows] = limit.soft
    with np.errstate(invalid="ignore"):
        hard = timed & (times < hard_below)
        soft = timed & ~hard & (times < soft_below)
    return Fast(hard=hard, soft=soft)
