"""The street's reports: its result, pages and workbook; where those of a round go, its seal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checkup import whole
from checkup.report import revision as revisions
from checkup.report.wording import Wording
from checkup.rounds.archive import ChangedInputError, sha256
from checkup.rounds.home import OF_COMMUNITY, OF_STREET, home_of
from checkup.street import archive, community_task, moved, written
from checkup.street.archive import Sealed
from checkup.street.find import MARK
from checkup.street.places import Place
from checkup.street.setting import Setting, Wanted
from checkup.street_result import CommunityRow, StreetResult, pieces

Rows = Callable[[Path], Iterator[CommunityRow]]
"""The street's communities, from the first, seen from the folder the street's reports stand in."""


class Published(Struct, frozen=True, kw_only=True):
    """Where the street's result stands; ``seal``: the archive it is kept in, ``sealed`` just now.

    ``unsealed`` says why a round that was to be sealed was not: communities without a result, or
    a file that was changed while the run read it.
    """

    file: Path
    head: StreetResult
    seal: Path | None = None
    sealed: bool = False
    unsealed: str | None = None


def as_sealed(wanted: Wanted, base: Path, say: Wording) -> Wanted:
    """What is asked, with the purse, the floor and the ranks a sealed round was asked for where
    nobody says otherwise: a question left out moves no figure.

    Raises :class:`checkup.rounds.archive.BrokenArchiveError` for a seal that was touched.
    """
    if wanted.round is None:
        return wanted
    home = home_of(base, wanted.round, say, OF_STREET)
    if home.sealed is None:
        return wanted
    before, _ = archive.read(home.sealed)
    if wanted.budget is None and before.plan is not None:
        wanted = replace(wanted, budget=before.plan.budget, floor=before.plan.asked)
    return replace(wanted, ranked=wanted.ranked or bool(before.groups))


def publish(head: StreetResult, rows: Rows, setting: Setting) -> Published:
    """Write the street's reports below the run's ``home``, of a round into its own folder.

    Behind a seal this is 修订 n with every figure that moved, and nothing where none did. Raises
    :class:`checkup.rounds.archive.BrokenArchiveError` for a seal that was touched, and OSError.
    """
    base, say, round_ = setting.home, setting.say, setting.wanted.round
    if round_ is None:
        return Published(file=_write(head, rows, base, setting), head=head)
    home = home_of(base, round_, say, OF_STREET)
    head = replace(head, round=round_)
    _mark(base)
    if home.sealed is not None and home.behind is not None:
        before, content = archive.read(home.sealed)
        told = moved.revision(
            home.number, home.sealed.name, sha256(content), before, head, rows(home.folder)
        )
        if not told.moved and not told.withheld:
            file = _restored(home.sealed, home.behind, content, say)
            return Published(file=file, head=before, seal=home.sealed)
        head = replace(head, revision=told)
    return Published(file=_write(head, rows, home.folder, setting), head=head)


def _restored(sealed: Path, folder: Path, content: bytes, say: Wording) -> Path:
    """The folder of a seal as it was sealed: what is missing there comes back; gives the result."""
    file = folder / f"{say('street.file')}.json"
    if not file.is_file() or file.read_bytes() != content:
        whole.write(file, [content])
    for name, report in archive.lacking(sealed, say("rounds.place.reports"), folder).items():
        whole.write(folder / name, [report])
    return file


def seal(done: Published, rows: Rows, places: Sequence[Place], setting: Setting) -> Published:
    """Seal the round that was just written; one with a community that has no result stays open,
    so that the community does not make a revision of it. Raises OSError."""
    head, say = done.head, setting.say
    if done.seal is not None or head.round is None:
        return done
    lacking = sum(
        each.why in ("folder", "died") or (each.why == "street" and each.file is None)
        for each in head.unusable
    )
    if lacking:
        return replace(done, unsealed=say("rounds.street_lacks", n=lacking))
    home = home_of(setting.home, head.round, say, OF_STREET)
    folder = done.file.parent
    try:
        inputs, copies = archive.own_inputs(
            head.sources, head.problems, setting.top, say("rounds.place.inputs")
        )
    except ChangedInputError as changed:
        return replace(done, unsealed=say("rounds.changed", file=changed.args[0]))
    reports = {
        f"{say('rounds.place.reports')}/{file.name}": file.read_bytes()
        for file in sorted(folder.glob(f"{say('street.file')}*"))
        if file.suffix in (".html", ".xlsx")
    }
    by_path = {place.path: place for place in places}
    members = (_member(by_path[row.path], row.id, head.round, say) for row in rows(home.folder))
    content = b"".join(pieces(head, rows(home.folder)))
    archive.write(home.archive, head, content, members, {**reports, **copies}, inputs)
    return replace(done, seal=home.archive, sealed=True)


def _member(place: Place, name: str, round_: str, say: Wording) -> Sealed:
    """A community with its own seal; without one it could not stand in the street's."""
    own = home_of(place.out.parent, round_, say, OF_COMMUNITY)
    assert own.sealed is not None, place.path
    content = (place.out / community_task.RESULT).read_bytes()
    return Sealed(path=place.path, id=name, result=content, archive=own.sealed)


def _write(head: StreetResult, rows: Rows, home: Path, setting: Setting) -> Path:
    """The street's reports in a folder, with what moved since its seal."""
    say = setting.say
    whole.drop_left(setting.home, home)
    file = written.write(head, lambda: rows(home), home, setting.shared, say)
    if head.revision is not None:
        name = f"{say('rounds.street_revision_file')}.xlsx"
        whole.write(home / name, [revisions.render_street(head, say)])
    return file


def _mark(folder: Path) -> None:
    """So that the next run takes nothing in there for an input."""
    if not (folder / MARK).exists():
        whole.write(folder / MARK, [b"{}"])
