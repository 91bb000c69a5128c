"""An overlay laid on a standard's items."""

from __future__ import annotations

from msgspec.structs import replace

from checkup import datafiles
from checkup.datafiles import DataFileError
from checkup.judge.document import Overlay, StandardItem


def laid(
    items: dict[str, StandardItem], overlay: Overlay, source: datafiles.Source, standard: str
) -> dict[str, StandardItem]:
    """The items with one overlay laid on.

    ``source`` is the overlay's file, ``standard`` the id it has to extend. Raises
    :class:`DataFileError` where the overlay names what does not exist, or an id twice.
    """
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
            replace(rule, **given, reference=change.reference, overlay=overlay.id)
            if rule.id == change.rule
            else rule
            for rule in item.rules
        )
        changed[item.id] = replace(item, rules=rules)
    for index, addition in enumerate(overlay.add):
        if addition.item not in changed:
            raise _unknown(source, f"add[{index}].item", addition.item, list(changed))
        if addition.rule.id in home:
            raise source.fault("duplicate_key", f"add[{index}].rule.id", found=addition.rule.id)
        item = changed[addition.item]
        added = replace(addition.rule, overlay=overlay.id)
        changed[item.id] = replace(item, rules=(*item.rules, added))
        home[added.id] = item.id
    return changed


def _unknown(source: datafiles.Source, path: str, found: str, known: list[str]) -> DataFileError:
    return source.fault("reference", path, found=found, suggestion=datafiles.nearest(found, known))
