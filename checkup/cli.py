"""Commands. The only module that prints, exits, or knows the time; it starts without any reader.

Exit codes: 0 done · 2 wrong command line · 3 an input could not be used, the rest was done ·
4 ``--fail-on`` tripped · 5 a YAML file is broken · 1 our own bug.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from checkup import __version__
from checkup.datafiles import DataFileError
from checkup.report import faults, wording

if TYPE_CHECKING:
    from rich.console import Console

    from checkup import checking
    from checkup.needs import Waiting
    from checkup.report.templates import Templates
    from checkup.report.wording import Wording
    from checkup.result import Result
    from checkup.rounds.home import Home

try:
    say = wording.load()
except DataFileError as broken:  # no words to say it in: the bare form has to do
    sys.stderr.write(f"{broken}\n")
    sys.exit(5)

OUTPUT = "体检结果"


_USAGE_WORDS = {
    "Usage: ": "cli.usage",
    "[OPTIONS]": "cli.usage_options",
    "COMMAND [ARGS]...": "cli.usage_command",
}


class _Usage:
    """Typer writes its own few words in English; these are ours."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        for english, key in _USAGE_WORDS.items():
            usage = usage.replace(english, say(key), 1)
        return usage

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = say("cli.help_option")
            option.metavar = say("cli.metavar.flag")
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        # a tenth of a second to load, which only help has to pay
        import typer.rich_utils as panels

        panels.ARGUMENTS_PANEL_TITLE = say("cli.arguments")
        panels.OPTIONS_PANEL_TITLE = say("cli.options")
        panels.COMMANDS_PANEL_TITLE = say("cli.commands")
        panels.REQUIRED_LONG_STRING = say("cli.required")
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(_Usage, TyperCommand):
    """A command whose help is Chinese throughout."""


class Group(_Usage, TyperGroup):
    """The program, whose help is Chinese throughout."""


app = typer.Typer(cls=Group, add_completion=False, help=say("cli.help"), no_args_is_help=True,
                  pretty_exceptions_enable=False)  # fmt: skip


def _argument(key: str, shown: str) -> Any:
    """An argument whose help and placeholder come from the wording file."""
    return typer.Argument(help=say(f"cli.{key}"), metavar=say(f"cli.metavar.{shown}"))


def _option(key: str, shown: str, *names: str, **more: Any) -> Any:
    """An option whose help and placeholder come from the wording file."""
    return typer.Option(*names, help=say(f"cli.{key}"), metavar=say(f"cli.metavar.{shown}"), **more)


class FailOn(StrEnum):
    """What ``--fail-on`` may name."""

    problem = "problem"
    unknown = "unknown"
    short = "short"


class Listed(StrEnum):
    """What ``checkup list`` can list."""

    standards = "standards"
    items = "items"
    facilities = "facilities"
    remedies = "remedies"
    funding = "funding"
    fields = "fields"
    dialects = "dialects"
    problems = "problems"
    needs = "needs"


class FontSet(StrEnum):
    """What ``--fonts`` may name."""

    official = "official"
    safe = "safe"


class TargetLayout(StrEnum):
    """What ``--layout`` may name."""

    since_2021 = "2021"
    old = "old"


class Export(StrEnum):
    """Forms of the long tables."""

    csv = "csv"
    sqlite = "sqlite"
    parquet = "parquet"


class Described(StrEnum):
    """What ``checkup schema`` can describe."""

    result = "result"
    comparison = "comparison"
    standard = "standard"
    overlay = "overlay"
    settings = "settings"
    profile = "profile"
    mapping = "mapping"
    verdicts = "verdicts"
    street = "street"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool,
        _option("version", "flag", "--version", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """The options of the program itself."""


@app.command(cls=Command, help=say("cli.score.help"))
def score(
    folder: Annotated[Path, _argument("score.folder", "folder")],
    out: Annotated[Path | None, _option("score.out", "folder", "-o", "--out")] = None,
    standard: Annotated[str | None, _option("score.standard", "id")] = None,
    overlay: Annotated[list[str] | None, _option("score.overlay", "id")] = None,
    as_of: Annotated[str | None, _option("score.as_of", "day")] = None,
    round_: Annotated[str | None, _option("score.round", "round", "--round")] = None,
    final: Annotated[bool, _option("score.final", "flag", "--final")] = False,
    json: Annotated[bool, _option("score.json", "flag", "--json")] = False,
    quiet: Annotated[bool, _option("score.quiet", "flag", "--quiet")] = False,
    export: Annotated[Export | None, _option("score.export", "format", "--export")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help=say("cli.score.fail_on"))] = None,
) -> None:
    """The main job: a folder in, result.json, page, workbook and the list to collect out."""
    from checkup import pipeline, result
    from checkup.report import templates, terminal

    if not folder.is_dir():
        _stop(2, say("cli.error.no_folder", folder=folder))
    day = _day(as_of)
    overlays = tuple(overlay or ())
    home = _home(out or folder / OUTPUT, round_, final, json)
    words, own = templates.load(folder, say)
    with _progress("cli.score.reading", quiet):
        done = pipeline.examine(folder, words, standard, overlays, day, round_=round_)
    found = done.result if home is None else _of_round(done.result, home)
    if json:
        sys.stdout.buffer.write(result.to_bytes(found))
    elif home is not None and _unmoved(found):
        typer.echo(say("rounds.unmoved", file=home.sealed), err=True)
    else:
        place = home.folder if home else out or folder / OUTPUT
        with _progress("cli.score.writing", quiet):
            files = _written(found, place, words, own, done.waiting)
            if home is not None and final:
                edition = pipeline.edition(folder, standard, overlays)
                sealed = _sealed(home, found, folder, edition, words, own)
                typer.echo(say("rounds.sealed", file=sealed), err=True)
        if not quiet:
            terminal.problems(_console(stderr=True), found.problems, found.sources, words)
            terminal.show(_console(), found, files, words)
    if export is not None:
        _export([(found, ".")], home.folder if home else out or folder / OUTPUT, export)
    _exit(found, fail_on)


@app.command(cls=Command, help=say("cli.batch.help"))
def batch(
    street: Annotated[Path, _argument("batch.street", "folder")],
    out: Annotated[Path | None, _option("batch.out", "folder", "-o", "--out")] = None,
    jobs: Annotated[int | None, _option("batch.jobs", "number", "-j", "--jobs", min=1)] = None,
    standard: Annotated[str | None, _option("score.standard", "id")] = None,
    overlay: Annotated[list[str] | None, _option("score.overlay", "id")] = None,
    as_of: Annotated[str | None, _option("score.as_of", "day")] = None,
    budget: Annotated[str | None, _option("batch.budget", "money", "--budget")] = None,
    rank: Annotated[bool, _option("batch.rank", "flag", "--rank")] = False,
    json: Annotated[bool, _option("batch.json", "flag", "--json")] = False,
    quiet: Annotated[bool, _option("batch.quiet", "flag", "--quiet")] = False,
    export: Annotated[Export | None, _option("score.export", "format", "--export")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help=say("cli.score.fail_on"))] = None,
) -> None:
    """Every community below a folder, each as ``score`` does it, and the street's own result."""
    from checkup import street as streets
    from checkup.report import street_terminal

    if not street.is_dir():
        _stop(2, say("cli.error.no_folder", folder=street))
    if out is not None and out.resolve() == street.resolve():
        _stop(2, say("cli.batch.same_folder"))
    wanted = streets.Wanted(
        standard=standard,
        overlays=tuple(overlay or ()),
        as_of=_day(as_of),
        ranked=rank,
        budget=_money(budget),
    )
    try:
        with street_terminal.progress(_console(stderr=True), quiet, say) as tell:
            done = streets.check_up_all(street, out, say, wanted, jobs or _workers(), tell)
    except OSError as error:
        _not_writable(out or street, error)
    if done is None:
        _stop(3, say("cli.batch.none", folder=street))
    if export is not None:
        _export(streets.results(done), done.file.parent, export)
    street_terminal.unusable(_console(stderr=True), done.head, say)
    if json:
        sys.stdout.buffer.write(done.file.read_bytes())
    elif not quiet:
        street_terminal.show(_console(), done.head, done.file, done.computed, say)
    if done.head.unusable:
        raise typer.Exit(3)
    statuses = {status for item in done.head.items for status, n in item.counts.items() if n}
    tripped = {
        FailOn.problem: done.head.warnings > 0 or any(done.head.problems.values()),
        FailOn.unknown: bool(statuses & {"unknown", "unconfirmed"}),
        FailOn.short: bool(statuses & {"short", "partial"}),
    }
    if fail_on is not None and tripped[fail_on]:
        raise typer.Exit(4)


def _export(found: Iterable[tuple[Result, str]], folder: Path, form: Export) -> None:
    """The long tables of results, each with its folder below the street."""
    from checkup.report import export, export_files

    rows = (row for each, path in found for row in export.rows(each, path))
    try:
        export_files.write(rows, folder / say("export.folder"), form.value)
    except export_files.NoParquetError:
        _stop(2, say("cli.score.no_parquet"))
    except OSError as error:
        _not_writable(folder, error)


def _money(text: str | None) -> int | None:
    from checkup.plan import wishes

    try:
        return None if text is None else wishes.money(text)
    except wishes.UnreadableError as slip:
        _stop(2, say("cli.plan.bad_money", value=slip.args[0]))


def _workers() -> int:
    """As many processes as this one may use processors."""
    import os

    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@app.command(cls=Command, help=say("cli.new.help"))
def new(folder: Annotated[Path, _argument("new.folder", "folder")]) -> None:
    """A blank kit: the ledger with drop-downs and the questionnaire as import text."""
    from checkup import kit

    for file, made in kit.write(folder, say):
        typer.echo(file if made else say("cli.new.exists", file=file))
    _console(stderr=True).print(say("cli.new.done"), markup=False, highlight=False)


@app.command(cls=Command, help=say("cli.check.help"))
def check(
    folders: Annotated[list[Path], _argument("check.folders", "folder")],
    out: Annotated[Path | None, _option("check.out", "folder", "-o", "--out")] = None,
    json: Annotated[bool, _option("check.json", "flag", "--json")] = False,
    annotate: Annotated[bool, _option("check.annotate", "flag", "--annotate")] = False,
) -> None:
    """Every problem of the inputs at once; nothing is judged. Exit 3 for one of level error."""
    from checkup import checking
    from checkup.report import problem_list

    for folder in folders:
        if not folder.is_dir():
            _stop(2, say("cli.error.no_folder", folder=folder))
    if out is not None and not annotate:
        _stop(2, say("cli.check.out_alone"))
    done: list[checking.Checked] = []
    broken = False
    for folder in folders:
        try:
            done.append(checking.check(folder, say))
        except DataFileError as error:
            # the other folders are still looked at
            typer.echo(faults.sentence(error, say), err=True)
            broken = True
    if json:
        sys.stdout.buffer.write(checking.as_json(done))
    else:
        for each in done:
            problem_list.show(_console(), str(each.folder), checking.by_file(each), say)
    if annotate:
        for each in done:
            below = out / each.folder.resolve().name if out and len(folders) > 1 else out
            _annotated(each, below or each.folder / OUTPUT, to_stderr=json)
    if broken or any(each.failed for each in done):
        raise typer.Exit(5 if broken else 3)


def _annotated(checked: checking.Checked, out: Path, to_stderr: bool) -> None:
    """Write the marked copies and say where they are and what they lack."""
    from checkup import checking
    from checkup.report import write

    written = False
    for file, copy in checking.annotated(checked, say):
        if copy is None:
            typer.echo(say("check.not_copied", file=file), err=True)
            continue
        try:
            place = write.new(out / say("check.copy", name=Path(file).stem), copy.content)
        except OSError as error:
            _not_writable(out, error)
        typer.echo(place, err=to_stderr)
        written = True
        if copy.lost:
            parts = say("terminal.joint").join(say(f"check.lost_part.{key}") for key in copy.lost)
            typer.echo(say("check.lost", file=file, parts=parts), err=True)
    if written:
        typer.echo(say("check.copied"), err=True)


@app.command("map", cls=Command, help=say("cli.map.help"))
def map_(
    exports: Annotated[list[Path], _argument("map.exports", "exports")],
    out: Annotated[Path | None, _option("map.out", "file", "-o", "--out")] = None,
    yaml: Annotated[bool, _option("map.yaml", "flag", "--yaml")] = False,
) -> None:
    """Home-made questionnaires: proposes which item and use each question has."""
    from checkup import questions
    from checkup.pipeline import problem_rows
    from checkup.policy import Policy
    from checkup.report import terminal, write

    for each in exports:
        if not each.is_file():
            _stop(2, say("cli.error.no_file", file=each))
    found = questions.propose(exports)
    line = Policy().proposal_line
    content = questions.as_yaml(found, say).encode() if yaml else questions.form(found, line, say)
    name = say("map.file") + (".yaml" if yaml else ".xlsx")
    file = out or exports[0].parent / OUTPUT / name
    try:
        typer.echo(write.new(file, content))
    except OSError as error:
        _not_writable(file.parent, error)
    rows = problem_rows(found.problems, say)
    terminal.problems(_console(stderr=True), rows, found.sources, say)
    terminal.proposed(
        _console(stderr=True), questions.tally(found, line), questions.unmatched(found), say
    )
    if any(row.level == "error" for row in rows):
        raise typer.Exit(3)


@app.command(cls=Command, help=say("cli.plan.help"))
def plan(
    places: Annotated[list[Path], _argument("plan.places", "places")],
    budget: Annotated[str | None, _option("plan.budget", "money", "--budget")] = None,
    operating: Annotated[str | None, _option("plan.operating", "money", "--operating")] = None,
    year: Annotated[list[str] | None, _option("plan.year", "year_money", "--year")] = None,
    force: Annotated[list[str] | None, _option("plan.force", "id", "--force")] = None,
    forbid: Annotated[list[str] | None, _option("plan.forbid", "id", "--forbid")] = None,
    out: Annotated[Path | None, _option("plan.out", "folder", "-o", "--out")] = None,
    json: Annotated[bool, _option("plan.json", "flag", "--json")] = False,
    quiet: Annotated[bool, _option("plan.quiet", "flag", "--quiet")] = False,
) -> None:
    """Projects chosen under a budget, for one community or for several that share it."""
    from msgspec.structs import replace

    from checkup import pipeline
    from checkup import plan as plans
    from checkup.report import plan_terminal, plan_words, templates

    with _progress("cli.score.reading", quiet or json):
        found = [_checked_up(place) for place in places]
    rounds = [(each.community.id, each.made_with.as_of) for each in found]
    twice = next((each for each in rounds if rounds.count(each) > 1), None)
    if twice is not None:
        _stop(2, say("cli.plan.twice", name=twice[0]))
    asked = found[0].plan.wishes
    try:
        asked = replace(
            asked,
            budget=asked.budget if budget is None else plans.wishes.money(budget),
            operating=asked.operating if operating is None else plans.wishes.money(operating),
            yearly=plans.wishes.yearly(year) if year else asked.yearly,
            force=(*asked.force, *(force or ())),
            forbid=(*asked.forbid, *(forbid or ())),
        )
        made = pipeline.plan_again(found, asked)
    except plans.wishes.UnreadableError as slip:
        _stop(2, say("cli.plan.bad_money", value=slip.args[0]))
    except plans.UnknownIdError as unknown:
        _stop(2, say("cli.plan.no_id", id=unknown.args[0]))
    if json:
        _print_json(made)
    refused = plan_words.refused(made[0].plan, say)
    if refused is not None:
        _stop(3, refused)
    if json:
        return
    for place, each, below in zip(places, made, _folders(out, made), strict=True):
        own = place if (place / "result.json").is_file() else place / OUTPUT
        home = place if place.is_dir() else place.parent
        words, theirs = templates.load(home, say)
        with _progress("cli.score.writing", quiet):
            beside = place.with_suffix("") if place.suffix == ".zip" else home
            files = _written(each, below or (own if place.is_dir() else beside), words, theirs)
        if not quiet:
            plan_terminal.show(_console(), each, files, words)


@app.command(cls=Command, help=say("cli.compare.help"))
def compare(
    old: Annotated[Path, _argument("compare.old", "round_place")],
    new: Annotated[Path, _argument("compare.new", "round_place")],
    out: Annotated[Path | None, _option("compare.out", "folder", "-o", "--out")] = None,
    json: Annotated[bool, _option("compare.json", "flag", "--json")] = False,
    quiet: Annotated[bool, _option("score.quiet", "flag", "--quiet")] = False,
) -> None:
    """Two rounds of a community: what changed, whether it is real, and what is closed."""
    from checkup import comparison, rounds
    from checkup.report import comparison_terminal, templates, write

    with _progress("cli.score.reading", quiet or json):
        found = [_checked_up(place) for place in (old, new)]
        made = rounds.compare(
            found[0], found[1], sealed=(old.suffix == ".zip", new.suffix == ".zip")
        )
    if json:
        sys.stdout.buffer.write(comparison.to_bytes(made))
        return
    home = new if new.is_dir() else new.parent
    beside = home if new.is_file() or (home / "result.json").is_file() else home / OUTPUT
    words, theirs = templates.load(home, say)
    try:
        files = write.compared(made, out or beside, words, theirs)
    except OSError as error:
        _not_writable(out or beside, error)
    if not quiet:
        comparison_terminal.show(_console(), made, files, words)


def _home(base: Path, round_: str | None, final: bool, json: bool) -> Home | None:
    """Where the round writes; None without one. Wrong names and combinations end here."""
    from checkup.rounds import home

    if round_ is None:
        if final:
            _stop(2, say("rounds.final_alone"))
        return None
    if final and json:
        _stop(2, say("rounds.final_json"))
    if not home.allowed(round_, say):
        _stop(2, say("rounds.name", name=round_))
    return home.home_of(base, round_, say)


def _unmoved(found: Result) -> bool:
    return found.revision is not None and not found.revision.moved and not found.revision.withheld


def _of_round(found: Result, home: Home) -> Result:
    from checkup.rounds import archive
    from checkup.rounds.home import of_round

    try:
        return of_round(found, home)
    except archive.BrokenArchiveError:
        _stop(3, say("rounds.broken", file=home.sealed))


def _sealed(
    home: Home, found: Result, folder: Path, edition: dict[str, bytes], words: Wording,
    own: Templates,
) -> Path:  # fmt: skip
    """Seal the round: one archive beside its folder."""
    from checkup.report import write
    from checkup.rounds import archive

    reports = {
        name.as_posix(): content
        for name, content in write.files(found, words, own=own).items()
        if name.name != "result.json"
    }
    places = (say("rounds.place.reports"), say("rounds.place.inputs"), say("rounds.place.edition"))
    try:
        write.sealed(home.archive, archive.to_bytes(found, folder, reports, edition, places))
    except archive.ChangedInputError as changed:
        _stop(3, say("rounds.changed", file=changed.args[0]))
    except OSError as error:
        _not_writable(home.archive.parent, error)
    return home.archive


def _folders(out: Path | None, made: list[Result]) -> list[Path | None]:
    """Where each result goes below ``out``: several by name, two of one name with a number."""
    if out is None or len(made) == 1:
        return [out for _ in made]
    names = [each.community.id.replace("/", "_") for each in made]
    return [
        out / (name if (before := names[:place].count(name)) == 0 else f"{name}({before + 1})")
        for place, name in enumerate(names)
    ]


def _checked_up(place: Path) -> Result:
    """The result at that place, or the folder's own check-up."""
    from checkup import pipeline

    if place.is_dir() and not (place / "result.json").is_file():
        return pipeline.check_up(place, say)
    return _loaded(place)


def _print_json(made: list[Result]) -> None:
    """One result as it would be written, or several as a list."""
    import msgspec

    from checkup import result

    if len(made) == 1:
        sys.stdout.buffer.write(result.to_bytes(made[0]))
    else:
        content = msgspec.json.format(msgspec.json.encode(made), indent=1)
        sys.stdout.buffer.write(content + b"\n")


@app.command(cls=Command, help=say("cli.explain.help"))
def explain(
    result: Annotated[Path, _argument("explain.result", "result")],
    item: Annotated[str, _argument("explain.item", "item")],
) -> None:
    """One item of a result: clause ← verdict ← facts ← cells."""
    from checkup.report import terminal

    found = _loaded(result)
    wanted = item.strip().upper().removeprefix("CCS-")
    matches = [
        each
        for each in found.items
        if (wanted.isdigit() and each.no == int(wanted)) or (item in each.name and item)
    ]
    if not matches:
        names = say("terminal.joint").join(f"{each.no:02d} {each.name}" for each in found.items)
        _stop(2, say("cli.error.no_item", item=item, items=names))
    for each in matches:
        terminal.explain(_console(), found, each, say)


@app.command(cls=Command, help=say("cli.fill.help"))
def fill(
    results: Annotated[list[Path], _argument("fill.results", "places")],
    form: Annotated[str, _option("fill.form", "form", "--form")],
    out: Annotated[Path, _option("fill.out", "file", "-o", "--out")],
    strict: Annotated[bool, _option("fill.strict", "flag", "--strict")] = False,
    reference: Annotated[bool, _option("fill.reference", "flag", "--with-reference-costs")] = False,
    fonts: Annotated[FontSet, typer.Option(help=say("cli.fill.fonts"))] = FontSet.official,
    layout: Annotated[
        TargetLayout, typer.Option(help=say("cli.fill.layout"))
    ] = TargetLayout.since_2021,
    json: Annotated[bool, _option("fill.json", "flag", "--json")] = False,
) -> None:
    """A built-in table or the user's own form, filled; what is still to do beside it."""
    from checkup import fill as filling
    from checkup.report import fill_terminal, write

    if not filling.built_in(form) and not Path(form).is_file():
        _stop(2, say("cli.fill.no_form", form=form))
    suffix = ".docx" if form.casefold().endswith(".docx") else ".xlsx"
    if out.suffix.casefold() != suffix:
        _stop(2, say("cli.fill.suffix", suffix=suffix))
    made = filling.fill(
        [_checked_up(place) for place in results], form, say, reference=reference,
        old=layout is TargetLayout.old, fonts=fonts.value,
    )  # fmt: skip
    errors = _console(stderr=True)
    fill_terminal.before(errors, made.problems, made.lost, Path(form).name, say)
    refused = made.content is None or (strict and made.blocked)
    files: list[Path] = []
    if made.content is not None and not refused:
        try:
            files.append(write.new(out, made.content))
            beside = files[0].with_name(say("handin.file", name=files[0].stem) + ".xlsx")
            files.append(write.new(beside, filling.companion_of(made, files[0].name, say)))
        except OSError as error:
            _not_writable(out.parent, error)
    if json:
        sys.stdout.buffer.write(filling.as_json(made, files))
    fill_terminal.after(errors, made.lines, say, draft=made.draft and bool(files))
    if not json:
        for file in files:
            typer.echo(file)
    if made.content is None:
        _stop(3, say("handin.not_filled"))
    if refused:
        _stop(4, say("handin.refused", count=sum(each.blocks for each in made.checks)))


@app.command("list", cls=Command, help=say("cli.list.help"))
def list_(
    what: Annotated[Listed, _argument("list.what", "what")],
    json: Annotated[bool, _option("list.json", "flag", "--json")] = False,
) -> None:
    """What the program knows: standards, items, facility kinds, remedies, problems …"""
    from checkup import catalogue

    rows = catalogue.rows(what.value, say)
    if json:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for key in rows[0]:
        table.add_column(say(f"cli.list.column.{key}"), overflow="fold")
    for row in rows:
        table.add_row(*(escape(text) for text in row.values()))
    _console().print(table)


@app.command(cls=Command, help=say("cli.schema.help"))
def schema(
    what: Annotated[Described, _argument("schema.what", "what")],
) -> None:
    """JSON Schema of a file the program writes or reads."""
    import msgspec

    from checkup import catalogue

    content = msgspec.json.encode(catalogue.schema(what.value))
    sys.stdout.buffer.write(msgspec.json.format(content, indent=1) + b"\n")


def _console(stderr: bool = False) -> Console:
    """A console that keeps whole lines when piped, and never fails on a Windows code page."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    if not stream.isatty():
        return Console(file=stream, width=200, no_color=True)
    return Console(file=stream)


def _progress(key: str, quiet: bool) -> AbstractContextManager[object]:
    """What is being done, on stderr while it lasts; nothing when piped or asked to be quiet."""
    if quiet or not sys.stderr.isatty():
        return nullcontext()
    # a spinner of plain letters: the others are not in a Windows code page
    return _console(stderr=True).status(say(key), spinner="line")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _stop(2, say("cli.error.date", value=text))


def _written(
    found: Result, folder: Path, words: Wording, own: Templates, waiting: Sequence[Waiting] = ()
) -> list[Path]:
    from checkup.report import write
    from checkup.rounds.home import is_sealed

    if is_sealed(folder, say):
        _stop(2, say("rounds.is_sealed", folder=folder))
    try:
        return write.write(found, folder, words, waiting, own=own)
    except OSError as error:
        _not_writable(folder, error)


def _not_writable(folder: Path, error: OSError) -> NoReturn:
    _stop(3, faults.not_writable(error, folder, say))


def _loaded(path: Path) -> Result:
    """The result at a path: the file itself, or the newest place it is written to in a folder."""
    import msgspec

    from checkup import result

    if path.suffix == ".zip" and path.is_file():
        from checkup.rounds import archive

        try:
            return archive.read(path)
        except archive.BrokenArchiveError:
            _stop(3, say("rounds.broken", file=path))
    places = [path, path / "result.json", path / OUTPUT / "result.json"]
    file = next((each for each in places if each.is_file()), None)
    if file is None:
        _stop(2, say("cli.error.no_result", path=path))
    try:
        return result.load(file)
    except (OSError, msgspec.DecodeError):
        _stop(3, say("cli.error.no_result", path=file))


def _exit(found: Result, fail_on: FailOn | None) -> None:
    """Exit 3 for an unusable input, 4 for what ``--fail-on`` names, else 0."""
    if any(row.level == "error" for row in found.problems):
        raise typer.Exit(3)
    tripped = {
        FailOn.problem: any(row.level != "notice" for row in found.problems),
        FailOn.unknown: found.score.unknown + found.score.unconfirmed > 0,
        FailOn.short: found.score.short + found.score.partial > 0,
    }
    if fail_on is not None and tripped[fail_on]:
        raise typer.Exit(4)


def _stop(code: int, sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _usage_error(error: Any) -> str:
    """A wrong command line as a sentence."""
    ctx = getattr(error, "ctx", None)
    command = (ctx.info_name if ctx is not None and ctx.parent is not None else "") or ""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = "、".join(error.possibilities or ())
        key = "cli.error.near_option" if near else "cli.error.no_option"
        return say(key, name=error.option_name, near=near, command=command)
    param = getattr(error, "param", None)
    if kind == "MissingParameter" and param is not None:
        return say("cli.error.missing", name=_named(param), command=command)
    if kind == "BadParameter" and param is not None:
        _, listed, allowed = error.format_message().partition("is not one of")
        if listed:
            words = "、".join(re.findall(r"'([^']+)'", allowed))
            return say("cli.error.bad_choice", name=_named(param), allowed=words)
        return say("cli.error.bad_value", name=_named(param), command=command)
    if kind == "BadOptionUsage":
        return say("cli.error.no_value", name=error.option_name)
    if command == "" and len(sys.argv) > 1:
        return say("cli.error.no_command", name=sys.argv[1])
    return say("cli.error.usage", command=command)


def _named(param: Any) -> str:
    """A parameter as the help shows it."""
    if param.param_type_name == "option":
        return str(param.opts[-1])
    return str(param.metavar or param.name)


def _bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Our own mistake, in one line a user can pass on."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    sys.stderr.write(say("cli.error.bug", kind=f"{kind.__name__}: {error}", place=place) + "\n")


_PLAIN = {"›": ">", "\u00a0": " ", "←": "<-", "✗": "x", "△": "^", "㎡": "m2", "·": "-", "–": "-"}
"""Signs of our own sentences that some consoles lack, and what to show for them."""


def _nearest_signs(error: UnicodeError) -> tuple[str, int]:
    """The plain form of what a console cannot show; else its code."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    shown = (
        _PLAIN.get(sign, sign.encode("ascii", "backslashreplace").decode("ascii")) for sign in text
    )
    return "".join(shown), error.end


def main() -> None:
    """The console script."""
    sys.excepthook = _bug
    codecs.register_error("checkup", _nearest_signs)
    for stream in (sys.stdout, sys.stderr):
        # a Windows console with an old code page shows what it can instead of failing
        stream.reconfigure(errors="checkup")  # type: ignore[union-attr]
    try:
        # called as a Typer it would put its own traceback in place of our last line
        code = typer.main.get_command(app)(standalone_mode=False)
    except TyperException as error:
        # without arguments the program shows its help and the message is empty
        if error.format_message().strip():
            typer.echo(_usage_error(error), err=True)
        code = 2
    except DataFileError as error:
        typer.echo(faults.sentence(error, say), err=True)
        code = 5
    except (KeyboardInterrupt, typer.Abort):
        typer.echo(say("cli.error.interrupted"), err=True)
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
