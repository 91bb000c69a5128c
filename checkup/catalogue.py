"""What the program knows, as rows (``checkup list``) or as JSON Schema (``checkup schema``)."""

from __future__ import annotations

from typing import Any

from checkup import (
    comparison,
    needs,
    problems,
    result,
    street_comparison,
    street_result,
    vocabulary,
)
from checkup.intake import dialects, schemas, settings
from checkup.judge import document, standard
from checkup.model import Mark
from checkup.pipeline import DEFAULT_STANDARD
from checkup.plan import load_remedies
from checkup.report.filling import fields
from checkup.report.wording import Wording

Row = dict[str, str]


def rows(what: str, say: Wording) -> list[Row]:
    """id, name and note (and mark where a thing has one) of everything of that sort."""
    return {
        "standards": _standards,
        "items": _items,
        "facilities": _facilities,
        "remedies": _remedies,
        "funding": _funding,
        "fields": _fields,
        "dialects": _dialects,
        "problems": _problems,
        "needs": _needs,
    }[what](say)


def schema(what: str) -> dict[str, Any]:
    """JSON Schema of a file we write or read."""
    import msgspec

    if what == "result":
        return result.schema()
    if what == "comparison":
        return comparison.schema()
    if what == "street-comparison":
        return street_comparison.schema()
    if what in _PIECES:
        return schemas.profile() if what == "profile" else schemas.records(_PIECES[what])
    if what == "street":
        return street_result.schema()
    types: dict[str, Any] = {
        "standard": document.Document,
        "overlay": document.Overlay,
        "settings": settings.Settings,
    }
    return msgspec.json.schema(types[what])


_PIECES = {"profile": "profile", "mapping": "questions", "verdicts": "verdicts"}
"""Pieces of checkup.yaml that may come as files of their own → the sheet they stand for."""


def _mark(mark: Mark, say: Wording) -> str:
    return say(f"mark.{mark}")


def _standards(say: Wording) -> list[Row]:
    found = []
    for each in standard.available():
        found.append({"id": each.id, "name": each.name, "note": each.document})
        found += [
            {"id": overlay.id, "name": overlay.name,
             "note": say("cli.list.overlay", name=each.id)}
            for overlay in standard.available_overlays(each.id)
        ]  # fmt: skip
    return found


def _items(say: Wording) -> list[Row]:
    return [
        {
            "id": f"{item.no:02d}",
            "name": item.name,
            "note": say(
                "cli.list.rules",
                count=len(item.rules),
                lead=say("terminal.joint").join(item.lead),
            ),
        }
        for item in standard.load(DEFAULT_STANDARD).items
    ]


def _facilities(say: Wording) -> list[Row]:
    return [
        {
            "id": kind.id,
            "name": kind.name,
            "note": say("cli.list.aliases", aliases=say("terminal.joint").join(kind.aliases))
            if kind.aliases
            else say("cli.list.none"),
        }
        for kind in vocabulary.load().kinds.values()
    ]


def _remedies(say: Wording) -> list[Row]:
    loaded = load_remedies(DEFAULT_STANDARD)
    slots = {each: say(f"cli.list.slot.{each}") for each in ("space", "parts", "neighbour", "item")}
    return [
        {"id": each.id, "name": each.name.format(**slots), "note": each.nature,
         "mark": _mark(each.mark, say)}
        for each in (*loaded.remedies, *loaded.operate, *loaded.others, loaded.otherwise)
    ]  # fmt: skip


def _funding(say: Wording) -> list[Row]:
    """Channels with what they fund and ask, as of when, and from where: never a promise."""
    return [
        {
            "id": each.code, "name": each.name, "level": say("figure.join").join(each.levels),
            "fits": each.fits, "asks": each.asks or say("cli.list.unknown_asks"),
            "note": each.facts,
            "as_of": each.as_of or say("cli.list.unknown_date"), "source": each.source,
            "mark": _mark(each.mark, say),
        }
        for each in load_remedies(DEFAULT_STANDARD).channels.values()
    ]  # fmt: skip


def _fields(say: Wording) -> list[Row]:
    """Every field a form may ask for, then every filter and mark."""
    return [
        {
            "id": each.id, "name": f"{{{{{each.name}}}}}", "unit": each.field.unit or "",
            "note": each.field.means, "example": each.field.example,
        }
        for each in fields.listed()
    ] + [
        {"id": each.id, "name": f"|{each.name}", "unit": "", "note": each.means, "example": ""}
        for each in fields.load().filters
    ] + [
        {"id": each.id, "name": f"{{{{{each.names[0]}}}}}", "unit": "", "note": each.means,
         "example": ""}
        for each in fields.load().marks
    ]  # fmt: skip


def _dialects(say: Wording) -> list[Row]:
    return [
        {"id": each.id, "name": each.name,
         "note": say(f"cli.list.evidence.{each.evidence}")}
        for each in dialects.load()
    ]  # fmt: skip


def _needs(say: Wording) -> list[Row]:
    join = say("terminal.joint").join
    return [
        {
            "id": each.id,
            "name": each.name,
            "item": each.item or say("voices.no_item"),
            "service": each.service or say("figure.suppressed"),
            "words": join((*each.words, *("+".join(words) for words in each.together))),
        }
        for each in needs.load().file.needs
    ]


def _problems(say: Wording) -> list[Row]:
    return [
        {"id": code, "name": say(f"problems.{code}.title"),
         "note": say.unfilled(f"problems.{code}.fix"), "mark": say(f"level.{level}")}
        for code, level in (*problems.CATALOGUE.items(), *problems.FORMS.items())
    ]  # fmt: skip
