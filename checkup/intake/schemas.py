"""The tables of checkup.yaml as JSON Schema: 社区概况, 题目对照, 人工核定.

Words are those of ``surveys/ledger.yaml``: a column under any of its names, a choice in any of
its spellings. What the reader would only ask about (a number with a unit in it) is a text.
"""

from __future__ import annotations

from typing import Any

from checkup import vocabulary
from checkup.vocabulary import Column, ProfileField

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NUMBERS = ("number", "count", "year")


def profile() -> dict[str, Any]:
    """社区概况: one value per line of the profile."""
    known = vocabulary.load()
    fields = {
        name: _value(each) for each in known.profile.values() for name in (each.name, *each.aliases)
    }
    table = {"type": "object", "properties": fields, "additionalProperties": False}
    return _document(known.sheets["profile"].name, table)


def records(sheet_id: str) -> dict[str, Any]:
    """A sheet as a list of records, each with the key column under one of its names."""
    sheet = vocabulary.load().sheets[sheet_id]
    columns = {name: _value(each) for each in sheet.columns for name in (each.name, *each.aliases)}
    key = next(each for each in sheet.columns if each.key)
    record = {
        "type": "object",
        "properties": columns,
        "anyOf": [{"required": [name]} for name in (key.name, *key.aliases)],
        "additionalProperties": False,
    }
    return _document(sheet.name, {"type": "array", "items": record})


def _document(name: str, table: dict[str, Any]) -> dict[str, Any]:
    """The table at its key; other keys of checkup.yaml may stand beside it."""
    return {
        "$schema": _DRAFT,
        "title": name,
        "type": "object",
        "properties": {name: table},
        "required": [name],
    }


def _value(each: Column | ProfileField) -> dict[str, Any]:
    """What may stand in a cell of that column; empty is unknown."""
    if each.type in _NUMBERS:
        told: dict[str, Any] = {"type": ["number", "string", "null"]}
    elif each.type == "choice" and each.words:
        words = vocabulary.load().words[each.words]
        told = {"enum": [*(word for written in words.values() for word in written), None]}
        if each.words == "yes_no":
            told["enum"] += [True, False]
    elif each.type == "date":
        told = {"type": ["string", "null"], "format": "date"}
    else:
        told = {"type": ["string", "number", "null"]}
    return {**told, "description": each.help} if each.help else told
