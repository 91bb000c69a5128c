"""What msgspec says of data that does not fit, as a fault with its line and the nearest word."""

from __future__ import annotations

import re
from typing import Any

from checkup.datafiles.faults import DataFileError, Source, nearest

_AT = re.compile(r" - at `(?:key in )?\$(.*)`$")


def explained(message: str, source: Source, type_: Any) -> DataFileError:
    """A msgspec message as a fault with line, path and the nearest allowed word."""
    found_at = _AT.search(message)
    path = (found_at.group(1) if found_at else "").lstrip(".")
    text = message[: found_at.start()] if found_at else message
    # msgspec prints ``[...]`` for a mapping's value: the line of its parent has to do
    inner, path = path, path.split("[...]")[0]
    unknown = re.search(r"unknown field `(.+)`", text)
    word = re.search(r"[Ii]nvalid (?:enum )?value '?(.+?)'?$", text)
    missing = re.search(r"missing required field `(.+)`", text)
    if unknown:
        key = unknown.group(1)
        here = f"{path}.{key}" if path else key
        return source.fault(
            "unknown_key", here, found=key, suggestion=nearest(key, _fields_at(type_, path))
        )
    if missing:
        return source.fault("missing_key", path, found=missing.group(1))
    if word:
        value = word.group(1)
        return source.fault(
            "unknown_word", path, found=value, suggestion=nearest(value, _words_at(type_, inner))
        )
    outside = re.search(r"Expected `\w+` (>=|<=|>|<) ([-\d.]+)", text)
    if outside:
        return source.fault("out_of_range", path, expected=" ".join(outside.groups()))
    wrong = re.search(r"Expected `(.+?)`", text)
    expected = wrong.group(1).split(" ")[0] if wrong else ""
    return source.fault("wrong_type", path, expected=expected)


def _types_at(type_: Any, path: str) -> list[Any]:
    """The msgspec types that may stand at a key path (several where there is a choice)."""
    from msgspec import inspect

    here = _alternatives(inspect.type_info(type_))
    for step in re.findall(r"[^.\[\]]+|\[\d+\]|\[\.\.\.\]", path):
        inner: list[Any] = []
        for info in here:
            if step == "[...]":
                inner += _alternatives(getattr(info, "value_type", None))
            elif step.startswith("["):
                inner += _alternatives(getattr(info, "item_type", None))
            elif isinstance(info, inspect.StructType):
                if step == info.tag_field:
                    inner.append(info)
                for field in info.fields:
                    if field.encode_name == step:
                        inner += _alternatives(field.type)
            elif isinstance(info, inspect.DictType):
                inner += _alternatives(info.value_type)
        here = inner
    return here


def _alternatives(info: Any) -> list[Any]:
    if info is None:
        return []
    types = getattr(info, "types", None)
    if types is not None:
        return [found for each in types for found in _alternatives(each)]
    return [info]


def _fields_at(type_: Any, path: str) -> list[str]:
    infos = _types_at(type_, path)
    return [field.encode_name for info in infos for field in getattr(info, "fields", ())]


def _words_at(type_: Any, path: str) -> list[str]:
    return [
        str(value) for info in _types_at(type_, path) for value in getattr(info, "values", ())
    ] + [str(info.tag) for info in _types_at(type_, path) if getattr(info, "tag", None) is not None]
