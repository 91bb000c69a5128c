"""``checkup fill``: a form to hand in."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from checkup.cli.asked import OUTPUT
from checkup.cli.speaking import console, not_writable, stop
from checkup.cli.streets import At, all_at
from checkup.cli.words import argument, option, say


class FontSet(StrEnum):
    """What ``--fonts`` may name."""

    official = "official"
    safe = "safe"


class TargetLayout(StrEnum):
    """What ``--layout`` may name."""

    since_2021 = "2021"
    old = "old"


def fill(
    results: Annotated[list[Path], argument("fill.results", "places")],
    form: Annotated[str, option("fill.form", "form", "--form")],
    out: Annotated[Path, option("fill.out", "file", "-o", "--out")],
    strict: Annotated[bool, option("fill.strict", "flag", "--strict")] = False,
    reference: Annotated[bool, option("fill.reference", "flag", "--with-reference-costs")] = False,
    fonts: Annotated[FontSet, typer.Option(help=say("cli.fill.fonts"))] = FontSet.official,
    layout: Annotated[
        TargetLayout, typer.Option(help=say("cli.fill.layout"))
    ] = TargetLayout.since_2021,
    json: Annotated[bool, option("fill.json", "flag", "--json")] = False,
) -> None:
    """A built-in table or the user's own form, filled; what is still to do beside it."""
    from checkup import fill as filling
    from checkup.report import fill_terminal, templates, write

    words, own = templates.load(_home(results), say)
    if not filling.built_in(form, own.applications) and not Path(form).is_file():
        stop(2, say("cli.fill.no_form", form=form))
    suffix = ".docx" if form.casefold().endswith(".docx") else ".xlsx"
    if out.suffix.casefold() != suffix:
        stop(2, say("cli.fill.suffix", suffix=suffix))
    told = [each for place in results for each in all_at(place)]
    _once(told)
    found = filling.told_apart([(each.result, each.street) for each in told], words)
    made = filling.fill(
        found, form, words, reference=reference, old=layout is TargetLayout.old,
        fonts=fonts.value, own=own.applications,
    )  # fmt: skip
    errors = console(stderr=True)
    fill_terminal.before(errors, made.problems, made.lost, Path(form).name, words)
    refused = made.content is None or (strict and made.blocked)
    files: list[Path] = []
    if made.content is not None and not refused:
        try:
            files.append(write.new(out, made.content))
            beside = files[0].with_name(words("handin.file", name=files[0].stem) + ".xlsx")
            files.append(write.new(beside, filling.companion_of(made, files[0].name, words)))
        except OSError as error:
            not_writable(out.parent, error)
    if json:
        sys.stdout.buffer.write(filling.as_json(made, files))
    fill_terminal.after(errors, made.lines, words, draft=made.draft and bool(files))
    if not json:
        for file in files:
            typer.echo(file)
    if made.content is None:
        stop(3, say("handin.not_filled"))
    if refused:
        stop(4, say("handin.refused", count=sum(each.blocks for each in made.checks)))


def _once(told: list[At]) -> None:
    """A community stands once in a form: two of one name and street end here (exit 2)."""
    from checkup.street import doubles

    blocks = [each.result.community for each in told]
    group = next(doubles.same([
        doubles.Whose(block.id, block.street, each.street)
        for block, each in zip(blocks, told, strict=True)
    ]), None)  # fmt: skip
    if group is not None:
        places = say("figure.join").join(told[at].place for at in group)
        stop(2, say("cli.fill.twice", name=blocks[group[0]].name, places=places))


def _home(results: list[Path]) -> Path:
    """The folder whose own templates count: the community's; of several the street's."""
    homes = [place if place.is_dir() else place.parent for place in results]
    homes = [each.parent if each.name == OUTPUT else each for each in homes]
    if len(homes) == 1:
        return homes[0]
    try:
        return Path(os.path.commonpath([each.resolve() for each in homes]))
    except ValueError:
        # on different drives nothing is common
        return homes[0]
