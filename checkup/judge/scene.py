"""What one rule may look at: the community (or one estate of it), seen through kinds and states.

A facility qualifies only when it is in use. What might qualify but was not told (blank state,
blank or doubtful kind) is unclear: it can lift a bound, never a score.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from checkup.model import Community, Estate, Facility, Fact, Missing, Ref
from checkup.policy import Policy
from checkup.vocabulary import Vocabulary, fold, split_header


class Scene(Struct, frozen=True, kw_only=True):
    """A community as a rule sees it; with ``estate`` set, only what lies in that estate."""

    community: Community
    vocabulary: Vocabulary
    policy: Policy
    units: int = 1
    estate: Estate | None = None

    def fact(self, fact_id: str) -> Fact | None:
        """The fact of that id, None when nobody was asked."""
        return self.community.facts.get(fact_id)

    def figure(self, field: str) -> tuple[float | None, str]:
        """(value, fact id) of a profile field; inside an estate, of the estate's own column."""
        fact_id = f"profile.{field}"
        if self.estate is not None:
            column = self.vocabulary.profile[field].sum_of
            fact_id = f"estate.{self.estate.id}.{column or field}"
        return self.community.number(fact_id), fact_id

    def told(self, fact_id: str) -> str | None:
        """A fact's value as a word; None when unknown."""
        fact = self.fact(fact_id)
        return str(fact.value) if fact is not None and fact.value is not None else None

    def facilities(self) -> Iterable[Facility]:
        """Facilities in view; inside an estate also those of which nobody told where they are."""
        if self.estate is None:
            return self.community.facilities
        here = fold(self.estate.name)
        return (
            each
            for each in self.community.facilities
            if not each.estate or fold(each.estate) == here
        )

    def missing_profile(self, field: str, fact_id: str) -> Missing:
        """A profile (or estate) figure as something to find out."""
        each = self.vocabulary.profile[field]
        subject = self.estate.name if self.estate else self.vocabulary.sheets["profile"].name
        return Missing(fact=fact_id, label=each.name, subject=subject, ref=self.ref(fact_id))

    def missing_column(self, facility: Facility, column: str) -> Missing:
        """A cell of a facility's row as something to find out."""
        fact_id = facility.facts.get(column, f"facility.{facility.id}.{column}")
        label = next(c.name for c in self.vocabulary.sheets["facilities"].columns if c.id == column)
        return Missing(
            fact=fact_id, label=label, subject=facility.name, number=facility.id,
            ref=self.ref(fact_id),
        )  # fmt: skip

    def missing_survey(self, kind: str) -> Missing:
        """Whether a kind is fully surveyed, as something to find out."""
        fact_id = f"surveyed.{kind}"
        label = split_header(self.vocabulary.sheets["scope"].columns[1].name)[0]
        return Missing(
            fact=fact_id, label=label, subject=self.vocabulary.name(kind), ref=self.ref(fact_id)
        )

    def missing_row(self, kind: str) -> Missing:
        """A row of 设施台账 for a facility that was stated and not listed."""
        return Missing(
            fact=f"unlisted.{kind}",
            label=self.vocabulary.sheets["facilities"].name,
            subject=self.vocabulary.name(kind),
            ref=self.ref(f"stated.{kind}"),
        )

    def ref(self, fact_id: str) -> Ref | None:
        """The first cell of a fact."""
        fact = self.fact(fact_id)
        return fact.refs[0] if fact and fact.refs else None


class Members(Struct, frozen=True, kw_only=True):
    """The facilities of some kinds: in use, unclear, and known not to count."""

    scene: Scene
    kinds: tuple[str, ...]
    in_use: tuple[Facility, ...]
    unclear: tuple[Facility, ...]
    idle: tuple[Facility, ...]
    beyond: dict[str, int]
    """Kind → how many were stated (有几处) beyond those that rows tell of."""
    surveyed: bool
    """Every kind is declared fully surveyed (or its number was stated)."""

    @property
    def unlisted(self) -> int:
        """How many were stated beyond those that rows tell of; in which estate nobody told."""
        return sum(self.beyond.values()) if self.scene.estate is None else 0

    @property
    def complete(self) -> bool:
        """Nothing more can turn up."""
        return self.surveyed and not self.unclear and not self.unlisted

    @property
    def there(self) -> bool:
        """Known that there is one."""
        return bool(self.in_use) or bool(self.unlisted)

    @property
    def absent(self) -> bool:
        """Known that there is none."""
        return self.complete and not self.in_use

    def missing(self) -> list[Missing]:
        """What keeps the picture incomplete."""
        found = self.doubtful()
        for kind in self.kinds:
            if not _surveyed(self.scene, kind):
                found.append(self.scene.missing_survey(kind))
            elif self.scene.estate and kind in self.beyond:
                found.append(self.scene.missing_row(kind))
        return found

    def doubtful(self) -> list[Missing]:
        """The cells that leave it open whether a row counts."""
        return [self.scene.missing_column(each, self._doubt(each)) for each in self.unclear]

    def missing_rows(self) -> list[Missing]:
        """Rows wanted for facilities that were stated and not listed, where a figure is asked."""
        return [self.scene.missing_row(kind) for kind in self.beyond]

    def _doubt(self, facility: Facility) -> str:
        """The column that leaves it open whether the facility counts."""
        if facility.kind not in self.kinds:
            return "kind"
        return "estate" if facility.state else "state"

    def present(self) -> list[str]:
        """Cells that say there is one: kind and state of the rows, else the number stated."""
        ids = [
            fact_id
            for each in self.in_use
            for column in ("kind", "state")
            if (fact_id := each.facts.get(column))
        ]
        return ids or [f"stated.{kind}" for kind in self.beyond]

    def facts(self) -> list[str]:
        """Cells that say what is there: kind and state of each row, and the declarations."""
        ids = [
            fact_id
            for each in (*self.in_use, *self.idle)
            for column in ("kind", "state")
            if (fact_id := each.facts.get(column))
        ]
        for kind in self.kinds:
            ids += [
                fact_id
                for fact_id in (f"surveyed.{kind}", f"stated.{kind}")
                if self.scene.told(fact_id) is not None
            ]
        return ids

    def notes(self) -> tuple[str, ...]:
        """Wording keys for what a reader should know of these rows."""
        return ("closed_not_counted",) if self.idle else ()


def members(scene: Scene, kinds: tuple[str, ...]) -> Members:
    """The facilities of these kinds in view."""
    in_use: list[Facility] = []
    unclear: list[Facility] = []
    idle: list[Facility] = []
    for each in scene.facilities():
        if each.kind in kinds:
            somewhere = scene.estate is None or each.estate
            group = (
                idle if each.state not in ("in_use", None)
                else in_use if each.state and somewhere
                else unclear
            )  # fmt: skip
            group.append(each)
        elif each.state in ("in_use", None) and (
            each.kind_blank or any(kind in kinds for kind in each.maybe)
        ):
            unclear.append(each)
    beyond = {kind: more for kind in kinds if (more := _beyond(scene, kind))}
    return Members(
        scene=scene,
        kinds=kinds,
        in_use=tuple(in_use),
        unclear=tuple(unclear),
        idle=tuple(idle),
        beyond=beyond,
        # where the stated ones lie nobody told: of one estate the picture stays incomplete
        surveyed=all(_surveyed(scene, kind) for kind in kinds) and not (scene.estate and beyond),
    )


def _surveyed(scene: Scene, kind: str) -> bool:
    """The kind is declared fully surveyed, or its number was stated."""
    told = scene.told(f"surveyed.{kind}") == "yes"
    return told or scene.community.number(f"stated.{kind}") is not None


def _beyond(scene: Scene, kind: str) -> int:
    """How many of a kind were stated (有几处) beyond those that the community's rows tell of."""
    stated = scene.community.number(f"stated.{kind}")
    if stated is None:
        return 0
    several = scene.vocabulary.kinds[kind].counted_by == "quantity"
    listed = 0.0
    for each in scene.community.facilities:
        if each.kind == kind and each.state == "in_use":
            quantity = scene.community.number(each.facts.get("quantity", "")) if several else None
            listed += max(1.0, quantity or 1.0)
    return max(0, int(stated - listed))
