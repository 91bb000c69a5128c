"""Before a check-up: ``checkup new``, ``checkup check``, ``checkup map``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checkup.cli.asked import OUTPUT
from checkup.cli.speaking import console, not_writable, stop
from checkup.cli.words import argument, option, say
from checkup.datafiles import DataFileError
from checkup.report import faults

if TYPE_CHECKING:
    from checkup import checking


def new(folder: Annotated[Path, argument("new.folder", "folder")]) -> None:
    """A blank kit: the ledger with drop-downs and the questionnaire as import text."""
    from checkup import kit

    for file, made in kit.write(folder, say):
        typer.echo(file if made else say("cli.new.exists", file=file))
    console(stderr=True).print(say("cli.new.done"), markup=False, highlight=False)


def check(
    folders: Annotated[list[Path], argument("check.folders", "folder")],
    out: Annotated[Path | None, option("check.out", "folder", "-o", "--out")] = None,
    json: Annotated[bool, option("check.json", "flag", "--json")] = False,
    annotate: Annotated[bool, option("check.annotate", "flag", "--annotate")] = False,
) -> None:
    """Every problem of the inputs at once; nothing is judged. Exit 3 for one of level error."""
    from checkup import checking
    from checkup.report import problem_list

    for folder in folders:
        if not folder.is_dir():
            stop(2, say("cli.error.no_folder", folder=folder))
    if out is not None and not annotate:
        stop(2, say("cli.check.out_alone"))
    done: list[checking.Checked] = []
    broken: list[DataFileError] = []
    for folder in folders:
        done += checking.check_all(folder, say, broken.append)
    for error in broken:
        typer.echo(faults.sentence(error, say), err=True)
    if json:
        sys.stdout.buffer.write(checking.as_json(done))
    else:
        for each in done:
            problem_list.show(console(), str(each.folder), checking.by_file(each), say)
    if annotate:
        for each in done:
            below = (
                out / each.folder.resolve().name
                if out and max(len(done), len(folders)) > 1
                else out
            )
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
            not_writable(out, error)
        typer.echo(place, err=to_stderr)
        written = True
        if copy.lost:
            parts = say("terminal.joint").join(say(f"check.lost_part.{key}") for key in copy.lost)
            typer.echo(say("check.lost", file=file, parts=parts), err=True)
    if written:
        typer.echo(say("check.copied"), err=True)


def map_(
    exports: Annotated[list[Path], argument("map.exports", "exports")],
    out: Annotated[Path | None, option("map.out", "file", "-o", "--out")] = None,
    yaml: Annotated[bool, option("map.yaml", "flag", "--yaml")] = False,
) -> None:
    """Home-made questionnaires: proposes which item and use each question has."""
    from checkup import questions
    from checkup.pipeline import problem_rows
    from checkup.policy import Policy
    from checkup.report import terminal, write

    for each in exports:
        if not each.is_file():
            stop(2, say("cli.error.no_file", file=each))
        if questions.is_decided(each):
            stop(2, say("cli.map.decided", file=each))
    found = questions.propose(exports)
    line = Policy().proposal_line
    content = questions.as_yaml(found, say).encode() if yaml else questions.form(found, line, say)
    name = say("map.file") + (".yaml" if yaml else ".xlsx")
    file = out or exports[0].parent / OUTPUT / name
    try:
        typer.echo(write.new(file, content))
    except OSError as error:
        not_writable(file.parent, error)
    rows = problem_rows(found.problems, say)
    terminal.problems(console(stderr=True), rows, found.sources, say)
    terminal.proposed(
        console(stderr=True), questions.tally(found, line), questions.unmatched(found), say
    )
    if any(row.level == "error" for row in rows):
        raise typer.Exit(3)
