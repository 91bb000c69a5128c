"""``checkup plan``: which projects a budget pays for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checkup.cli.asked import OUTPUT, checked_up, floor_within, meant
from checkup.cli.speaking import console, progress, stop
from checkup.cli.words import argument, option, say
from checkup.cli.writing import written

if TYPE_CHECKING:
    from checkup.result import Result


def plan(
    places: Annotated[list[Path], argument("plan.places", "places")],
    budget: Annotated[str | None, option("plan.budget", "money", "--budget")] = None,
    operating: Annotated[str | None, option("plan.operating", "money", "--operating")] = None,
    year: Annotated[list[str] | None, option("plan.year", "year_money", "--year")] = None,
    force: Annotated[list[str] | None, option("plan.force", "id", "--force")] = None,
    forbid: Annotated[list[str] | None, option("plan.forbid", "id", "--forbid")] = None,
    floor: Annotated[str | None, option("plan.floor", "money", "--floor")] = None,
    out: Annotated[Path | None, option("plan.out", "folder", "-o", "--out")] = None,
    json: Annotated[bool, option("plan.json", "flag", "--json")] = False,
    quiet: Annotated[bool, option("plan.quiet", "flag", "--quiet")] = False,
) -> None:
    """Projects chosen under a budget, for one community or for several that share it."""
    from msgspec.structs import replace

    from checkup import pipeline
    from checkup import plan as plans
    from checkup.report import plan_words

    # what is written goes beside the round that is read
    places = [meant(place) for place in places]
    with progress("cli.score.reading", quiet or json):
        found = [checked_up(place) for place in places]
    rounds = [(each.community.id, each.made_with.as_of) for each in found]
    twice = next((each for each in rounds if rounds.count(each) > 1), None)
    if twice is not None:
        stop(2, say("cli.plan.twice", name=twice[0]))
    asked = found[0].plan.wishes
    try:
        asked = replace(
            asked,
            budget=asked.budget if budget is None else plans.wishes.money(budget),
            operating=asked.operating if operating is None else plans.wishes.money(operating),
            yearly=plans.wishes.yearly(year) if year else asked.yearly,
            force=(*asked.force, *(force or ())),
            forbid=(*asked.forbid, *(forbid or ())),
            floor=asked.floor if floor is None else plans.wishes.money(floor),
        )
        floor_within(asked.floor, asked.budget)
        made = pipeline.plan_again(found, asked)
    except plans.wishes.UnreadableError as slip:
        stop(2, say("cli.plan.bad_money", value=slip.args[0]))
    except plans.UnknownIdError as unknown:
        stop(2, say("cli.plan.no_id", id=unknown.args[0]))
    if json:
        _print_json(made)
    refused = plan_words.refused(made[0].plan, say)
    if refused is not None:
        stop(3, refused)
    for line in (line for each in made for line in plan_words.unmet(each, say)):
        typer.echo(line, err=True)
    if not json:
        _write(places, made, out, quiet)
    if any(each.plan.unmet for each in made):
        raise typer.Exit(3)


def _write(places: list[Path], made: list[Result], out: Path | None, quiet: bool) -> None:
    """The reports of every community, and on the terminal what they say of the plan."""
    from checkup.report import plan_terminal, templates

    for place, each, below in zip(places, made, _folders(out, made), strict=True):
        own = place if (place / "result.json").is_file() else place / OUTPUT
        home = place if place.is_dir() else place.parent
        words, theirs = templates.load(home, say)
        with progress("cli.score.writing", quiet):
            beside = place.with_suffix("") if place.suffix == ".zip" else home
            files = written(each, below or (own if place.is_dir() else beside), words, theirs)
        if not quiet:
            plan_terminal.show(console(), each, files, words)


def _folders(out: Path | None, made: list[Result]) -> list[Path | None]:
    """Where each result goes below ``out``: several by name, two of one name with a number."""
    if out is None or len(made) == 1:
        return [out for _ in made]
    names = [each.community.id.replace("/", "_") for each in made]
    return [
        out / (name if (before := names[:place].count(name)) == 0 else f"{name}({before + 1})")
        for place, name in enumerate(names)
    ]


def _print_json(made: list[Result]) -> None:
    """One result as it would be written, or several as a list."""
    import msgspec

    from checkup import result

    if len(made) == 1:
        sys.stdout.buffer.write(result.to_bytes(made[0]))
    else:
        content = msgspec.json.format(msgspec.json.encode(made), indent=1)
        sys.stdout.buffer.write(content + b"\n")
