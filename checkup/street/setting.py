"""What one run over a street is asked, and what all its steps share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from checkup.report.wording import Wording
from checkup.street.pool import Pool


class Wanted(Struct, frozen=True, kw_only=True):
    """What the command line asks of every community of the run, and of the street."""

    standard: str | None = None
    overlays: tuple[str, ...] = ()
    as_of: date | None = None
    ranked: bool = False
    budget: int | None = None
    """One purse in 元 for projects of all communities."""
    floor: int | None = None
    """What each community gets of the budget at least, in 元."""
    round: str | None = None
    """轮次; each has folders of its own, and never overwrites another."""
    final: bool = False
    """Seal the round, each community and the street."""


class Setting(Struct, frozen=True, kw_only=True):
    """A run: where it reads and writes, what it is asked, and who does the work.

    ``out`` is where results go instead of into the communities' folders. ``shared`` is what makes
    all results what they are (:func:`checkup.street.cache.ground`), ``secret`` the run's key for
    comparing rows that different workers read.
    """

    top: Path
    out: Path | None
    home: Path
    """Where the street's own result goes; a round's is in a folder of its own in there."""
    say: Wording
    wanted: Wanted
    shared: str
    secret: bytes
    workers: int
    pool: Pool
