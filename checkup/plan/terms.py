"""What ``remedies.yaml`` says beside the remedies: what is urgent, words of spaces, the mix."""

from __future__ import annotations

from msgspec import Struct

from checkup.model import Mark


class Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a data file: keywords only, unknown keys refused."""


class Deadline(Data, frozen=True, kw_only=True):
    """What makes a shortfall 限时解决: its tier, its item, or how many feel it."""

    tiers: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    felt_from: float | None = None
    why: str


class TreatmentTerms(Data, frozen=True, kw_only=True):
    """限时解决 or 尽力解决: the first line that fits; 尽力解决 where none does."""

    source: str
    mark: Mark
    deadline: tuple[Deadline, ...]
    otherwise: str


class Mix(
    Data, frozen=True, kw_only=True, rename={"public": "公益", "low": "低偿", "market": "市场"}
):
    """Shares of floor area in percent by operating model, and how far off is still within."""

    public: float
    low: float
    market: float
    tolerance: float


class SpaceWords(Data, frozen=True, kw_only=True):
    """Words people write of an idle space: a ground floor, and an owner who is in doubt."""

    ground_floor: tuple[str, ...]
    owner_in_doubt: tuple[str, ...]
