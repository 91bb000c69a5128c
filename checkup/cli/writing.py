"""What several commands write alike: a result's files, and the long tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from checkup.cli.speaking import not_writable, stop
from checkup.cli.words import say

if TYPE_CHECKING:
    from checkup.cli.asked import Export
    from checkup.needs import Waiting
    from checkup.report.templates import Templates
    from checkup.report.wording import Wording
    from checkup.result import Result


def written(
    found: Result, folder: Path, words: Wording, own: Templates, waiting: Sequence[Waiting] = ()
) -> list[Path]:
    """The files of a result; a sealed round takes none (exit 2)."""
    from checkup.report import write
    from checkup.rounds.home import is_sealed

    if is_sealed(folder, say):
        stop(2, say("rounds.is_sealed", folder=folder))
    try:
        return write.write(found, folder, words, waiting, own=own)
    except OSError as error:
        not_writable(folder, error)


def exported(found: Iterable[tuple[Result, str]], folder: Path, form: Export) -> None:
    """The long tables of results, each with its folder below the street."""
    from checkup.report import export, export_files

    rows = (row for each, path in found for row in export.rows(each, path))
    try:
        export_files.write(rows, folder / say("export.folder"), form.value)
    except export_files.NoParquetError:
        stop(2, say("cli.score.no_parquet"))
    except OSError as error:
        not_writable(folder, error)


def not_exported(folder: Path) -> None:
    """Tables that stand beside a result which has just been written anew are told to be older."""
    tables = folder / say("export.folder")
    if tables.is_dir():
        typer.echo(say("export.stale", folder=tables), err=True)
