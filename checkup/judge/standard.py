"""A standard as data: goals, items, rules, and the overlays that change them.

A rule is one clause with one predicate of a closed vocabulary; there are no expressions. An
overlay (``extends``) may ``change`` a rule's test or force and ``add`` rules to an item, each
with a reference of its own.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field

from checkup import datafiles
from checkup.datafiles import DataFileError
from checkup.judge import words
from checkup.model import Force, Mark

Measure = Literal["building_area", "land_area", "usable_area", "size", "walk_minutes"]
"""A column of 设施台账. The three area kinds are never compared with each other."""
Applies = Literal["all", "new", "existing", "old"]
Target = Literal[
    "all", "children_3_6", "children_0_3", "aged_60", "vehicles", "aged_60_and_disabled"
]
Task = Literal["T-A", "T-B", "T-C", "T-D"]


class _Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a data file: keywords only, unknown keys refused."""


class Reference(_Data, frozen=True, kw_only=True):
    """Where a clause stands, and how sure we are of its words and figure."""

    document: str
    place: str = ""
    mark: Mark
    doubt: str = ""
    """What exactly is in doubt, e.g. which figure was recalled and not read."""


# --- predicates --------------------------------------------------------------------------


class Count(_Data, frozen=True, kw_only=True, tag="count", tag_field="kind"):
    """At least ``at_least`` facilities in use, each with ``each_measure ≥ each_at_least``."""

    of: tuple[str, ...]
    at_least: float
    unit: str
    each_measure: Measure | None = None
    each_at_least: float | None = None
    each_unit: str | None = None


class Largest(_Data, frozen=True, kw_only=True, tag="largest", tag_field="kind"):
    """The best single site reaches ``at_least``: three 60 m² rooms are not one 150 m² site."""

    of: tuple[str, ...]
    measure: Measure
    at_least: float
    unit: str


class Total(_Data, frozen=True, kw_only=True, tag="total", tag_field="kind"):
    """All sites together reach ``at_least``."""

    of: tuple[str, ...]
    measure: Measure
    at_least: float
    unit: str


class Nearest(_Data, frozen=True, kw_only=True, tag="nearest", tag_field="kind"):
    """The nearest one is no further than ``at_most``."""

    of: tuple[str, ...]
    measure: Measure
    at_most: float
    unit: str


class Term(_Data, frozen=True, kw_only=True):
    """One side of a ratio: a figure of the profile, or a sum over facilities."""

    profile: str | None = None
    of: tuple[str, ...] = ()
    measure: Measure | None = None
    unit: str | None = None


class Ratio(_Data, frozen=True, kw_only=True, tag="ratio", tag_field="kind"):
    """``scale`` · numerator ÷ denominator, at least or between. ``share``: may be partly met."""

    numerator: Term
    denominator: Term
    at_least: float
    at_most: float | None = None
    scale: float = 1.0
    unit: str
    share: bool = False


class ListPart(_Data, frozen=True, kw_only=True):
    """One member of a list: a function or facility kind that must be there, or one yes/no."""

    name: str
    aliases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """A facility of one of these kinds is this part."""
    only_if: str | None = None
    """A yes/no figure of the profile without which the part does not apply."""
    veto: bool = False


class Checklist(_Data, frozen=True, kw_only=True, tag="checklist", tag_field="kind"):
    """Every part present. ``of``: parts are functions of these facilities, else yes/no answers."""

    parts: tuple[ListPart, ...]
    of: tuple[str, ...] = ()


class Answer(_Data, frozen=True, kw_only=True, tag="answer", tag_field="kind"):
    """Yes or no, told in 制度与佐证. ``of``: void when these facilities are known absent."""

    of: tuple[str, ...] = ()


class Estates(_Data, frozen=True, kw_only=True, tag="estates", tag_field="kind"):
    """Every estate has one of ``words`` in this column (a share: may be partly met)."""

    column: str
    words: tuple[str, ...]


Test = Count | Largest | Total | Nearest | Ratio | Checklist | Answer | Estates


class Rule(_Data, frozen=True, kw_only=True):
    """One clause of the standard."""

    id: str
    clause: str
    """In our own words, whole; printed in reports."""
    measures: str
    """What is measured, as a field term (建筑面积)."""
    test: Test
    applies: Applies = "all"
    force: Force = "must"
    instead_of: tuple[str, ...] = ()
    """Meeting this rule also meets these (any-of)."""
    together: str = ""
    """Rules of an item with the same word here must all hold (all-of)."""
    requires: str | None = None
    """Exempt when that rule is known not to be met (nested optional part)."""
    veto: bool = False
    per_unit: bool = True
    """Counted once per basic unit when the profile chose several."""
    ask: str
    """The question to put to whoever has the figure."""
    who: str
    reference: Reference
    overlay: str | None = None


class Goal(_Data, frozen=True, kw_only=True):
    id: str
    name: str


class StandardItem(_Data, frozen=True, kw_only=True):
    """One of the 20 items, with the per-item facts of standard.md §1.3b."""

    id: str
    no: int
    goal: str
    task: Task
    name: str
    short_name: str
    target: Target
    need_asked: bool
    order: Literal["一老", "一小"] | None = None
    lead: tuple[str, ...]
    shareable: bool
    higher_level: tuple[str, ...] = ()
    """Facility kinds of a higher level that meet the whole item, with a note."""
    rules: tuple[Rule, ...]


class Document(_Data, frozen=True, kw_only=True):
    """standard.yaml."""

    schema: Literal["checkup-standard/1"]
    id: str
    name: str
    version: str
    document: str
    goals: tuple[Goal, ...]
    items: tuple[StandardItem, ...]


class Change(_Data, frozen=True, kw_only=True):
    """What an overlay changes of a rule; what is left out stays."""

    rule: str
    clause: str | None = None
    test: Test | None = None
    force: Force | None = None
    applies: Applies | None = None
    requires: str | None = None
    """Empty text lifts the condition: the rule is then judged by itself."""
    reference: Reference


class Addition(_Data, frozen=True, kw_only=True):
    """A rule an overlay adds to one of the 20 items."""

    item: str
    rule: Rule


class Overlay(_Data, frozen=True, kw_only=True):
    """overlays/<id>.yaml."""

    schema: Literal["checkup-overlay/1"]
    id: str
    name: str
    extends: str
    change: tuple[Change, ...] = ()
    add: tuple[Addition, ...] = ()


class Standard(Struct, frozen=True, kw_only=True):
    """A standard with its overlays laid on, ready to judge by."""

    id: str
    name: str
    version: str
    sha256: str
    overlays: tuple[str, ...]
    overlay_names: tuple[str, ...]
    goals: tuple[Goal, ...]
    items: tuple[StandardItem, ...]
    rules: dict[str, Rule] = field(default_factory=dict)

    def clauses(self) -> dict[str, tuple[str, ...]]:
        """Rule number → the parts a yes/no answer may name (empty: the clause as a whole)."""
        return {
            rule.id: tuple(part.name for part in rule.test.parts)
            if isinstance(rule.test, Checklist)
            else ()
            for rule in self.rules.values()
        }


def load(name: str = "complete-community-2020", overlays: tuple[str, ...] = ()) -> Standard:
    """The standard of that id (or folder path) with overlays (ids or YAML paths) laid on, in order.

    Raises :class:`DataFileError` when a file is broken or names something that does not exist.
    """
    folder = Path(name) if Path(name).is_dir() else _packaged(datafiles.standards_dir(), name)
    main = datafiles.read(folder / "standard.yaml")
    document = datafiles.convert(main, Document)
    digest = hashlib.sha256((folder / "standard.yaml").read_bytes())
    _check(main, document)
    words.check(main)
    items = {item.id: item for item in document.items}
    names = []
    ids = []
    for overlay in overlays:
        path = (
            Path(overlay)
            if overlay.endswith((".yaml", ".yml"))
            else _packaged(folder / "overlays", f"{overlay}.yaml")
        )
        source = datafiles.read(path)
        laid = datafiles.convert(source, Overlay)
        words.check(source)
        digest.update(path.read_bytes())
        items = _laid(items, laid, source, document.id)
        ids.append(laid.id)
        names.append(laid.name)
    return Standard(
        id=document.id,
        name=document.name,
        version=document.version,
        sha256=digest.hexdigest(),
        overlays=tuple(ids),
        overlay_names=tuple(names),
        goals=document.goals,
        items=tuple(items.values()),
        rules={rule.id: rule for item in items.values() for rule in item.rules},
    )


def edition(name: str, overlays: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The data files of the edition :func:`load` would give: the standard's folder and overlays."""
    folder = Path(name) if Path(name).is_dir() else _packaged(datafiles.standards_dir(), name)
    files = {file.name: file.read_bytes() for file in sorted(folder.glob("*.yaml"))}
    for overlay in overlays:
        own = overlay.endswith((".yaml", ".yml"))
        path = Path(overlay) if own else _packaged(folder / "overlays", f"{overlay}.yaml")
        files[f"overlays/{path.name}"] = path.read_bytes()
    return files


def _packaged(folder: Path, name: str) -> Path:
    """What comes with the program under that name; a slip is told with the nearest name."""
    if not (folder / name).exists():
        known = sorted(each.stem for each in folder.iterdir()) if folder.is_dir() else []
        asked = name.removesuffix(".yaml")
        raise DataFileError(
            "reference", folder / name, found=asked, suggestion=datafiles.nearest(asked, known)
        )
    return folder / name


def available() -> list[Document]:
    """The standards that come with the program."""
    return [
        datafiles.load(file, Document)
        for file in sorted(datafiles.standards_dir().glob("*/standard.yaml"))
    ]


def available_overlays(standard: str) -> list[Overlay]:
    """The overlays that come with a standard."""
    folder = datafiles.standards_dir() / standard / "overlays"
    return [datafiles.load(file, Overlay) for file in sorted(folder.glob("*.yaml"))]


def _check(source: datafiles.Source, document: Document) -> None:
    """Names inside the file must exist and ids must be given once."""
    goals = {goal.id for goal in document.goals}
    seen: set[str] = set()
    ids: set[str] = set()
    for number, item in enumerate(document.items):
        at = f"items[{number}]"
        if item.id in ids:
            raise source.fault("duplicate_key", f"{at}.id", found=item.id)
        ids.add(item.id)
        if item.goal not in goals:
            raise source.fault(
                "reference", f"{at}.goal", found=item.goal,
                suggestion=datafiles.nearest(item.goal, list(goals)),
            )  # fmt: skip
        own = {rule.id for rule in item.rules}
        for index, rule in enumerate(item.rules):
            if rule.id in seen:
                raise source.fault("duplicate_key", f"{at}.rules[{index}].id", found=rule.id)
            if not rule.id.startswith(f"{item.id}."):
                raise source.fault(
                    "reference", f"{at}.rules[{index}].id", found=rule.id, expected=f"{item.id}.*"
                )
            seen.add(rule.id)
            for other in (*rule.instead_of, *filter(None, [rule.requires])):
                if other not in own:
                    raise source.fault(
                        "reference", f"{at}.rules[{index}]", found=other,
                        suggestion=datafiles.nearest(other, list(own)),
                    )  # fmt: skip


def _laid(
    items: dict[str, StandardItem], overlay: Overlay, source: datafiles.Source, standard: str
) -> dict[str, StandardItem]:
    """The items with one overlay laid on."""
    home = {rule.id: item.id for item in items.values() for rule in item.rules}
    if overlay.extends != standard:
        raise _unknown(source, "extends", overlay.extends, [standard])
    changed = dict(items)
    for index, change in enumerate(overlay.change):
        if change.rule not in home:
            raise _unknown(source, f"change[{index}].rule", change.rule, list(home))
        item = changed[home[change.rule]]
        given = {
            name: value
            for name in ("clause", "test", "force", "applies", "requires")
            if (value := getattr(change, name)) is not None
        }
        rules = tuple(
            msgspec.structs.replace(rule, **given, reference=change.reference, overlay=overlay.id)
            if rule.id == change.rule
            else rule
            for rule in item.rules
        )
        changed[item.id] = msgspec.structs.replace(item, rules=rules)
    for index, addition in enumerate(overlay.add):
        if addition.item not in changed:
            raise _unknown(source, f"add[{index}].item", addition.item, list(changed))
        if addition.rule.id in home:
            raise source.fault("duplicate_key", f"add[{index}].rule.id", found=addition.rule.id)
        item = changed[addition.item]
        added = msgspec.structs.replace(addition.rule, overlay=overlay.id)
        changed[item.id] = msgspec.structs.replace(item, rules=(*item.rules, added))
        home[added.id] = item.id
    return changed


def _unknown(source: datafiles.Source, path: str, found: str, known: list[str]) -> DataFileError:
    return source.fault("reference", path, found=found, suggestion=datafiles.nearest(found, known))
