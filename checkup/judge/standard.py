"""A standard ready to judge by: its file read and checked, the overlays laid on."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from msgspec import Struct, field

from checkup import datafiles
from checkup.datafiles import DataFileError
from checkup.judge import words
from checkup.judge.document import Document, Goal, Overlay, Rule, StandardItem
from checkup.judge.overlays import laid
from checkup.judge.predicates import Checklist


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
    own = Path(name).is_dir() or any(each.endswith((".yaml", ".yml")) for each in overlays)
    return _loaded(name, overlays) if own else _with_the_program(name, overlays)


@cache
def _with_the_program(name: str, overlays: tuple[str, ...]) -> Standard:
    """What comes with the program does not change while it runs: a street reads it once."""
    return _loaded(name, overlays)


def _loaded(name: str, overlays: tuple[str, ...]) -> Standard:
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
        change = datafiles.convert(source, Overlay)
        words.check(source)
        digest.update(path.read_bytes())
        items = laid(items, change, source, document.id)
        ids.append(change.id)
        names.append(change.name)
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
