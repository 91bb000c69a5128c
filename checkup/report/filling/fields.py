"""What a form can ask for: fields by Chinese and English name (``templates/forms/fields.yaml``)."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import Literal

from msgspec import Struct

from checkup import datafiles

Scope = Literal["community", "project", "shortfall", "total", "indicator", "followed"]
Kind = Literal["text", "whole", "number", "one", "money", "share", "month", "date"]
Filter = Literal["wan", "yuan", "percent", "date", "check"]
MarkId = Literal["begin", "end", "each_page"]


class Data(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of the data file."""


class Field(Data, frozen=True, kw_only=True):
    """``kind``: how its value is held: money in 元, a share 0–1, a month or date as ISO text."""

    id: str
    name: str
    kind: Kind = "text"
    unit: str | None = None
    means: str
    example: str = ""
    also: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()


class ScopeData(Data, frozen=True, kw_only=True):
    """Whose fields these are: its own, or those of another (``like``)."""

    id: Scope
    name: str
    like: Scope | None = None
    fields: tuple[Field, ...] = ()


class SourceWords(Data, frozen=True, kw_only=True):
    """How a channel is known to be of this level: by code, by its level, by a word in its name."""

    id: str
    codes: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    words: tuple[str, ...]


class FilterData(Data, frozen=True, kw_only=True):
    """A filter; ``kinds`` it may be used on, empty for any."""

    id: Filter
    name: str
    kinds: tuple[Kind, ...]
    means: str


class MarkData(Data, frozen=True, kw_only=True):
    """A mark in a form: where a block begins or ends, or that each project gets a sheet."""

    id: MarkId
    names: tuple[str, ...]
    means: str


class FieldsFile(Data, frozen=True, kw_only=True):
    """fields.yaml."""

    schema: Literal["checkup-fields/1"]
    scopes: tuple[ScopeData, ...]
    sources: tuple[SourceWords, ...]
    filters: tuple[FilterData, ...]
    marks: tuple[MarkData, ...]
    furniture: tuple[str, ...]
    """How words of a form begin that ask for nothing."""


class Known(Struct, frozen=True):
    """A field together with its scope."""

    scope: Scope
    field: Field
    scope_name: str

    @property
    def id(self) -> str:
        """``project.total``."""
        return f"{self.scope}.{self.field.id}"

    @property
    def name(self) -> str:
        """``项目.总投资``."""
        return f"{self.scope_name}.{self.field.name}"


@cache
def load() -> FieldsFile:
    """The data file. Raises :class:`checkup.datafiles.DataFileError`."""
    return datafiles.load(datafiles.data_dir("templates") / "forms" / "fields.yaml", FieldsFile)


@cache
def listed() -> tuple[Known, ...]:
    """Every field, in the order of the file."""
    own = {scope.id: scope.fields for scope in load().scopes}
    return tuple(
        Known(scope.id, each, scope.name)
        for scope in load().scopes
        for each in (own[scope.like] if scope.like else scope.fields)
    )


@cache
def by_name() -> dict[str, Known]:
    """Every way to write a field: 项目.总投资, project.total, and the other names of it."""
    found: dict[str, Known] = {}
    for each in listed():
        for word in (each.field.name, *each.field.also):
            found.setdefault(f"{each.scope_name}.{word}", each)
        found[each.id] = each
    return found


def known(name: str) -> Known | None:
    """The field written so, spaces and the dot's form apart; None when there is none."""
    return by_name().get(_plain(name))


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", name).replace("。", ".").replace("．", ".").replace("·", ".")


def near(name: str) -> list[str]:
    """Up to three fields that were perhaps meant."""
    plain = _plain(name)
    close = difflib.get_close_matches(plain, by_name(), n=3, cutoff=0.4)
    same = [each for each in by_name() if plain and each.endswith(f".{plain.split('.')[-1]}")]
    return list(dict.fromkeys([*same, *close]))[:3]


def filter_named(word: str) -> FilterData | None:
    """The filter of that name, Chinese or English."""
    return next((each for each in load().filters if word in (each.id, each.name)), None)


def mark_named(word: str) -> MarkId | None:
    """The mark of that name, Chinese or English."""
    plain = _plain(word)
    return next((each.id for each in load().marks if plain in each.names), None)


def source_of(code: str, level: str, channel: str) -> str | None:
    """Which column of 资金来源 a channel belongs to; None when that cannot be told."""
    for each in load().sources:
        if code and code in each.codes:
            return each.id
    for text in (level, channel):
        # a channel of several levels belongs to none of them until somebody divides it
        found = {_level_of(part) for part in re.split("[/、，,]", text) if part.strip()} - {None}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _level_of(text: str) -> str | None:
    sources = load().sources
    exact = [each.id for each in sources if text.strip() in each.exact]
    named = [each.id for each in sources if any(word in text for word in each.words)]
    return exact[0] if exact else named[0] if len(named) == 1 else None


SOURCES: tuple[str, ...] = (
    "upper", "city", "district", "street_money", "bond", "private", "residents",
)  # fmt: skip
"""Columns of 资金来源, in the order of the tables."""
