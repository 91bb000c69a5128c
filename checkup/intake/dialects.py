"""How each survey platform writes its exports, as data (``surveys/dialects/*.yaml``).

The vocabulary is closed: what a header may consist of, how options are joined, which words mean
nothing. A new platform is a new file in these words, no code.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from checkup import datafiles

Silence = Literal["blank", "skipped"]
Part = Literal["dash", "bracket", "colon", "slash", "square", "pipe"]
"""How a stem and a matrix row or option stand in one header: ``题干—行`` · ``6、(选项)`` ·
``题干:选项`` · ``stem/option`` · ``Stem [row]`` · ``Q2|A1``."""
Role = Literal[
    "serial", "submitted", "started", "duration", "channel", "uuid", "person", "interviewer",
    "invalid", "private", "ignored",
]  # fmt: skip


class _Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a data file: keywords only, unknown keys refused."""


class Sign(_Data, frozen=True, kw_only=True):
    """What a header row shows; every part that is given must hold."""

    all: tuple[str, ...] = ()
    """Each of these is a header."""
    first: tuple[str, ...] = ()
    """The first header is one of these."""
    last: tuple[str, ...] = ()
    """The last headers are these, in this order."""
    begins: tuple[str, ...] = ()
    """Some header begins with one of these."""
    numbered: float | None = None
    """At least this share of the headers has a number and a text behind it."""
    asked: float | None = None
    """At least this share of the headers, and three of them, are questions of our bank."""
    files: tuple[str, ...] = ()
    """The file's name has one of these patterns: a second witness, never the only one."""
    cells: Literal["words", "numbers"] | None = None
    """What most question columns hold."""
    holds: str = ""
    """Some cell of the first rows contains this."""


class Platform(_Data, frozen=True, kw_only=True):
    """The platform's own columns, by header; ``*`` at an end stands for anything."""

    serial: tuple[str, ...] = ()
    submitted: tuple[str, ...] = ()
    started: tuple[str, ...] = ()
    duration: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    uuid: tuple[str, ...] = ()
    """An id of the answer sheet that the platform never gives twice."""
    person: tuple[str, ...] = ()
    """An id of a person or device: private, kept for the run as a keyed hash."""
    interviewer: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Times(_Data, frozen=True, kw_only=True):
    """How times are written; ``void`` are days that stand for no date at all."""

    order: Literal["ymd", "mdy", "dmy"] = "ymd"
    void: tuple[str, ...] = ()
    utc: tuple[str, ...] = ()
    """Columns in universal time that do not say so."""


class Written(_Data, frozen=True, kw_only=True):
    """Marks around what a respondent typed beside an option."""

    opens: str
    closes: str


class Dialect(_Data, frozen=True, kw_only=True):
    """One way of writing answers into a table."""

    schema: Literal["checkup-dialect/1"]
    id: str
    name: str
    evidence: Literal["seen", "source", "documented", "assumed"]
    """How we know it: real files, the platform's source, its documents, or hearsay."""
    order: int
    """Place in the order of recognition: the first dialect that fits is taken."""
    content: Literal["labels", "codes", "scores", "unclear"]
    """What the cells hold; unclear numbers are refused, and points whose direction nobody told."""
    signs: tuple[Sign, ...]
    points: Literal["up", "down"] | None = None
    """Of points: which end is satisfied, for a person who names the dialect says so."""
    guess: bool = False
    """Recognised without proof: the report says "looks like"."""
    based_on: str | None = None
    """The dialect whose keys hold where this one has none."""
    child_sheet: tuple[str, ...] = ()
    """Columns of a sheet whose rows are parts of a respondent."""
    platform: Platform
    self_filled: tuple[str, ...] = ()
    assisted: tuple[str, ...] = ()
    invalid_words: tuple[str, ...] = ()
    """Words in the ``invalid`` column by which the platform marks a row."""
    unfinished: Literal["submitted"] | None = None
    """The column that is empty where somebody did not hand in."""
    paper: bool = False
    """Rows are typed from paper: times are those of the typing."""
    times: Times = Times()
    parts: tuple[Part, ...] = ()
    path: tuple[str, ...] = ()
    """Marks between groups in a header."""
    code_prefix: bool = False
    """A header may begin with the question's code and a point."""
    blanks: tuple[str, ...] = ()
    """Words before the number of a blank in an open question's header."""
    between: tuple[str, ...] = ()
    """Marks between the options of one cell."""
    ranked: str = ""
    """Mark between options in the order of preference."""
    letters: bool = False
    """Options may be given as letters, several in one word: ``AC``."""
    option_codes: tuple[str, ...] = ()
    """Letters before an option's number where options have codes: ``A2``."""
    chosen: tuple[str, ...] = ()
    """What an option's own column holds when it was chosen; ``*`` is any words at all."""
    not_chosen: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    """Parts of a question that hold typed words, not an option."""
    written: Written | None = None
    notes: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    empty: Silence
    """What an empty cell means: not answered, or not asked in that batch."""
    none_told: Silence
    """The same where all option columns of a question are empty."""


@cache
def load(folder: Path | None = None) -> tuple[Dialect, ...]:
    """The dialects that come with the program, in the order of recognition.

    Raises :class:`datafiles.DataFileError` for a broken file.
    """
    where = folder or datafiles.data_dir("surveys") / "dialects"
    sources = {file.stem: datafiles.read(file) for file in sorted(where.glob("*.yaml"))}
    found = [datafiles.convert(_whole(source, sources), Dialect) for source in sources.values()]
    return tuple(sorted(found, key=lambda dialect: (dialect.order, dialect.id)))


def _whole(source: datafiles.Source, sources: dict[str, datafiles.Source]) -> datafiles.Source:
    """The file with the keys of the one it is based on."""
    data: dict[str, Any] = source.data if isinstance(source.data, dict) else {}
    base = data.get("based_on")
    if base is None:
        return source
    if base not in sources:
        raise source.fault(
            "reference", "based_on", found=str(base),
            suggestion=datafiles.nearest(str(base), list(sources)),
        )  # fmt: skip
    inherited = {key: value for key, value in sources[base].data.items() if key != "id"}
    return source.holding({**inherited, **data})


def by_id(name: str) -> Dialect | None:
    """The dialect of this id, or None."""
    return next((dialect for dialect in load() if dialect.id == name), None)


def plain_table() -> Dialect:
    """How a table of no known platform is read, once a person says that it holds answers."""
    return next(dialect for dialect in load() if dialect.id == "paper")


def plain(cell: object) -> str:
    """A header cell for comparison: without width, spaces, invisible signs, Latin case."""
    text = unicodedata.normalize("NFKC", str(cell)).replace("\u200b", "").replace("\ufeff", "")
    return "".join(text.lower().split())


def roles(header: list[str], dialect: Dialect) -> dict[int, Role]:
    """Position → what a column of the platform is. Whole words go before those with ``*``.

    A role that needs one column (times, serial) is given to the header named first in the file;
    the others of that role are ignored on purpose.
    """
    exact: dict[str, tuple[Role, int]] = {}
    open_ended: list[tuple[str, Role]] = []
    for role in Role.__args__:  # type: ignore[attr-defined]
        for place, word in enumerate(getattr(dialect.platform, role)):
            folded = plain(word)
            if "*" in folded:
                open_ended.append((folded, role))
            else:
                exact.setdefault(folded, (role, place))
    found: dict[int, Role] = {}
    best: dict[Role, tuple[int, int]] = {}
    for at, word in enumerate(map(plain, header)):
        if word in exact:
            role, place = exact[word]
            found[at] = role
            if role in _ONE and (role not in best or place < best[role][0]):
                best[role] = (place, at)
        else:
            wide = next((role for mark, role in open_ended if word and _fits(word, mark)), None)
            if wide is not None:
                found[at] = wide
    for at, role in found.items():
        if role in best and best[role][1] != at:
            found[at] = "ignored"
    return found


_ONE: frozenset[Role] = frozenset({"serial", "submitted", "started", "duration", "channel"})


def _fits(word: str, mark: str) -> bool:
    if mark.startswith("*"):
        return word.endswith(mark[1:])
    return word.startswith(mark.removesuffix("*"))
