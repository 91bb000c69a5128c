"""Where a community's files stand: in its folder for results, or in that of a round (轮次)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from checkup.report.wording import Wording
from checkup.rounds.home import home_of
from checkup.street import cache
from checkup.street.cache import Mark, StreetMark
from checkup.street.places import Place, given_key
from checkup.street.setting import Setting


def standing(
    place: Place, setting: Setting, marks: dict[str, StreetMark], told: Mapping[str, str]
) -> Place | None:
    """The place with the folder in which its files already are what a new run would write.

    ``told``: its inputs by hash. None when it has to be done: what is sealed counts before what
    stands unsealed behind it, and with ``final`` only what is sealed counts.
    """
    wanted = setting.wanted
    given = given_key(place, marks, wanted.round)
    for folder in _folders(place.out, wanted.round, wanted.final, setting.say):
        if cache.fresh(cache.load(folder, Mark), setting.shared, given, told, folder):
            return replace(place, out=folder)
    return None


def _folders(base: Path, round_: str | None, final: bool, say: Wording) -> list[Path]:
    if round_ is None:
        return [base]
    home = home_of(base, round_, say)
    sealed = [home.behind] if home.behind is not None else []
    return sealed if final else [*sealed, home.folder]
