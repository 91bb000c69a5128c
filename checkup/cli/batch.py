"""``checkup batch``: every community of a street."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checkup.cli.asked import Export, FailOn, day, floor_within, money, round_name
from checkup.cli.speaking import console, not_writable, stop
from checkup.cli.streets import workers
from checkup.cli.words import argument, option, say
from checkup.cli.writing import exported, not_exported

if TYPE_CHECKING:
    from checkup.street import Pool


def batch(
    street: Annotated[Path, argument("batch.street", "folder")],
    out: Annotated[Path | None, option("batch.out", "folder", "-o", "--out")] = None,
    jobs: Annotated[int | None, option("batch.jobs", "number", "-j", "--jobs", min=1)] = None,
    cluster: Annotated[str | None, option("batch.cluster", "address", "--cluster")] = None,
    standard: Annotated[str | None, option("score.standard", "id")] = None,
    overlay: Annotated[list[str] | None, option("score.overlay", "id")] = None,
    as_of: Annotated[str | None, option("score.as_of", "day")] = None,
    budget: Annotated[str | None, option("batch.budget", "money", "--budget")] = None,
    floor: Annotated[str | None, option("plan.floor", "money", "--floor")] = None,
    round_: Annotated[str | None, option("score.round", "round", "--round")] = None,
    final: Annotated[bool, option("batch.final", "flag", "--final")] = False,
    rank: Annotated[bool, option("batch.rank", "flag", "--rank")] = False,
    json: Annotated[bool, option("batch.json", "flag", "--json")] = False,
    quiet: Annotated[bool, option("batch.quiet", "flag", "--quiet")] = False,
    export: Annotated[Export | None, option("score.export", "format", "--export")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help=say("cli.score.fail_on"))] = None,
) -> None:
    """Every community below a folder, each as ``score`` does it, and the street's own result."""
    from checkup import street as streets
    from checkup.report import street_plan_words, street_terminal
    from checkup.rounds.archive import BrokenArchiveError

    if not street.is_dir():
        stop(2, say("cli.error.no_folder", folder=street))
    if out is not None and out.resolve() == street.resolve():
        stop(2, say("cli.batch.same_folder"))
    if cluster is not None and jobs is not None:
        stop(2, say("cli.batch.cluster_jobs"))
    wanted = streets.Wanted(
        standard=standard,
        overlays=tuple(overlay or ()),
        as_of=day(as_of),
        ranked=rank,
        budget=money(budget),
        floor=money(floor),
        round=round_name(round_, final),
        final=final,
    )
    floor_within(wanted.floor, wanted.budget)
    try:
        with (
            _executors(cluster, jobs) as (workers, pool),
            street_terminal.progress(console(stderr=True), quiet, say) as tell,
        ):
            done = streets.check_up_all(street, out, say, wanted, workers, tell, pool)
    except streets.ClusterError as error:
        code = 2 if error.why in ("missing", "address") else 3
        stop(code, say(f"cli.cluster.{error.why}", **error.slots))
    except BrokenArchiveError as broken:
        stop(3, say("rounds.broken", file=broken.args[0]))
    except streets.TakenError as taken:
        stop(3, say("cli.batch.taken", folder=taken.args[0]))
    except OSError as error:
        not_writable(out or street, error)
    if done is None:
        stop(3, say("cli.batch.none", folder=street))
    if export is not None:
        exported(streets.results(done), done.file.parent, export)
    elif done.computed:
        not_exported(done.file.parent)
    street_terminal.unusable(console(stderr=True), done.head, say)
    street_terminal.doubled(console(stderr=True), done.head, say)
    street_terminal.of_round(console(stderr=True), done, say)
    if json:
        sys.stdout.buffer.write(done.file.read_bytes())
    elif not quiet:
        street_terminal.show(console(), done.head, done.file, done.computed, say)
    refused = street_plan_words.refused(done.head.plan, say) if done.head.plan else None
    if refused is not None and (json or quiet):
        typer.echo(refused, err=True)
    if done.head.unusable or done.unsealed or refused is not None:
        raise typer.Exit(3)
    statuses = {status for item in done.head.items for status, n in item.counts.items() if n}
    tripped = {
        FailOn.problem: done.head.warnings > 0 or any(done.head.problems.values()),
        FailOn.unknown: bool(statuses & {"unknown", "unconfirmed"}),
        FailOn.short: bool(statuses & {"short", "partial"}),
    }
    if fail_on is not None and tripped[fail_on]:
        raise typer.Exit(4)


@contextmanager
def _executors(cluster: str | None, jobs: int | None) -> Iterator[tuple[int, Pool]]:
    """Who does the work: processes of this machine, or a cluster that is there already."""
    from checkup import street as streets

    if cluster is None:
        yield jobs or workers(), streets.processes
    else:
        with streets.connected(cluster) as ready:
            yield ready.workers, ready.pool
