"""The output folder: each file whole or not at all, and nothing that a person filled is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from zipfile import BadZipFile

from checkup import result as results
from checkup import street_comparison, whole
from checkup.comparison import Comparison
from checkup.needs import Waiting
from checkup.report import (
    comparison_book,
    comparison_page,
    drawings,
    page,
    questions,
    residents,
    revision,
    sorting_form,
    store,
    street_comparison_book,
    street_comparison_page,
    street_paging,
    workbook,
)
from checkup.report.templates import OURS, Templates
from checkup.report.wording import Wording
from checkup.result import Result
from checkup.street_comparison import StreetComparison

_ROWS, _COLUMNS = 50_000, 40
"""As far as a filled form is looked through; ours is never this long."""
_NAMES = 99
"""Other names tried when files are held open; then the folder is the trouble."""


def write(
    result: Result,
    folder: Path,
    say: Wording,
    waiting: Sequence[Waiting] = (),
    *,
    sleep: Callable[[float], None] = time.sleep,
    retries: int = 3,
    pause: float = 0.2,
    own: Templates = OURS,
) -> list[Path]:
    """Write result.json, the pages, the workbook, the forms, the charts and, where there are
    projects, the store; gives their names.

    ``waiting`` are masked words for 待归类.xlsx, which is not written when there are none.

    A file that another program holds open (Windows, WPS) is tried ``retries`` times more,
    ``pause`` seconds apart, then written beside it as 体检报告(2).xlsx. A form or a store that
    somebody has begun to fill is left alone, and the new one gets the next name. Raises OSError
    when the folder cannot be written; then no file is changed and none is left half written. A
    chart that the result has no figures for any more is taken away.
    """
    contents = files(result, say, waiting, own, has_store(folder, say))
    return put(contents, folder, say, sleep=sleep, retries=retries, pause=pause)


def has_store(folder: Path, say: Wording) -> bool:
    """Whether a store stands there, which is then written anew even if nothing is left in it."""
    return (folder / f"{say('store.file')}.xlsx").exists()


def put(
    contents: Mapping[Path, bytes],
    folder: Path,
    say: Wording,
    *,
    sleep: Callable[[float], None] = time.sleep,
    retries: int = 3,
    pause: float = 0.2,
) -> list[Path]:
    """What :func:`files` made, in its place, as :func:`write` promises; gives the names.

    Any wording will do: nobody can rename what files and sheets are known by.
    """
    to_fill = (f"{say('forms.file')}.xlsx", f"{say('sorting.file')}.xlsx")
    kept = f"{say('store.file')}.xlsx"
    charts = Path(say("chart.folder"))

    def is_theirs(name: str, at: Path) -> bool:
        return (name in to_fill and filled(at, say)) or (name == kept and store.touched(at))

    (folder / charts).mkdir(parents=True, exist_ok=True)
    written = _all(folder, contents, is_theirs, sleep, retries, pause)
    for kind in say.table("chart.file"):
        name = charts / f"{say(f'chart.file.{kind}')}.svg"
        if name not in contents:
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)
    return written


def files(
    result: Result,
    say: Wording,
    waiting: Sequence[Waiting] = (),
    own: Templates = OURS,
    stored: bool = False,
) -> dict[Path, bytes]:
    """Everything ``write`` writes of a result, by its name inside the folder.

    ``stored``: with the store, also where there is no project.
    """
    report, form = say("workbook.file"), f"{say('forms.file')}.xlsx"
    charts = Path(say("chart.folder"))
    contents = {
        Path("result.json"): results.to_bytes(result),
        Path(f"{report}.html"): page.render(result, say, own).encode(),
        Path(f"{report}.xlsx"): workbook.render(result, say, own),
        Path(f"{say('residents.file')}.html"): residents.render(result, say, own).encode(),
        **{charts / name: content for name, content in drawings.render(result, say, own).items()},
        Path(form): questions.render(result, say),
    }
    if result.revision is not None:
        contents[Path(f"{say('rounds.revision_file')}.xlsx")] = revision.render(result, say)
    if waiting:
        contents[Path(f"{say('sorting.file')}.xlsx")] = sorting_form.render(result, waiting, say)
    if result.plan.store or stored:
        contents[Path(f"{say('store.file')}.xlsx")] = store.render(result, say)
    return contents


def compared(
    comparison: Comparison, folder: Path, say: Wording, own: Templates = OURS
) -> list[Path]:
    """Write 复检对比.html and .xlsx; gives their names. Raises OSError when it cannot."""
    name = say("comparison.file")
    contents = {
        Path(f"{name}.html"): comparison_page.render(comparison, say, own).encode(),
        Path(f"{name}.xlsx"): comparison_book.render(comparison, say),
    }
    folder.mkdir(parents=True, exist_ok=True)
    return _all(folder, contents, lambda _name, _at: False)


def street_compared(comparison: StreetComparison, folder: Path, say: Wording) -> list[Path]:
    """Write 街道复检对比.html (a page for each hundred communities and a 目录), .xlsx and .json;
    gives their names. Pages that a larger street left go away. Raises OSError when it cannot."""
    name = say("street_comparison.file")
    pages = {
        Path(file): text.encode() for file, text in street_comparison_page.render(comparison, say)
    }
    contents = {
        **pages,
        Path(f"{name}.xlsx"): street_comparison_book.render(comparison, say),
        Path(f"{name}.json"): street_comparison.to_bytes(comparison),
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = _all(folder, contents, lambda _name, _at: False)
    street_paging.drop_others(folder, name, {page.name for page in pages}, say)
    return written


def sealed(file: Path, content: bytes) -> None:
    """Write an archive that is never written again. Raises OSError, FileExistsError among them."""
    if file.exists():
        raise FileExistsError(file)
    whole.write(file, [content])


def _all(
    folder: Path,
    contents: Mapping[Path, bytes],
    is_theirs: Callable[[str, Path], bool],
    sleep: Callable[[float], None] = time.sleep,
    retries: int = 3,
    pause: float = 0.2,
) -> list[Path]:
    """All of these files or none; what ``is_theirs`` is left alone, and ours gets the next name."""
    staged: dict[Path, Path] = {}
    try:
        for name, content in contents.items():
            staged[name] = whole.beside(folder / name)
            staged[name].write_bytes(content)
        # each of them only waits for the disk, and the disk takes them together
        with ThreadPoolExecutor(len(staged) or 1) as pool:
            list(pool.map(whole.settle, staged.values()))
        return [
            _move(
                beside,
                (at for at in _names(folder / name) if not is_theirs(name.name, at)),
                sleep, retries, pause,
            )
            for name, beside in staged.items()
        ]  # fmt: skip
    finally:
        for beside in staged.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def new(file: Path, content: bytes) -> Path:
    """Write one file that a person will fill; gives the name it got.

    A file of that name that holds anything else is left alone and the next name is taken.
    Raises OSError when the folder cannot be written.
    """
    place = next(at for at in _names(file) if not at.exists() or at.read_bytes() == content)
    whole.write(place, [content])
    return place


def _names(file: Path) -> Iterator[Path]:
    """体检报告.xlsx, 体检报告(2).xlsx, 体检报告(3).xlsx …"""
    yield file
    for number in count(2):
        yield file.with_name(f"{file.stem}({number}){file.suffix}")


def _move(
    beside: Path,
    names: Iterator[Path],
    sleep: Callable[[float], None],
    retries: int,
    pause: float,
) -> Path:
    """Move a finished file into place, under the first name that no other program holds."""
    for attempt, name in enumerate(names):
        for again in range(1 + (retries if attempt == 0 else 0)):
            if again:
                sleep(pause)
            try:
                os.replace(beside, name)
            except PermissionError:
                if attempt == _NAMES:
                    raise
            else:
                return name
    raise AssertionError("names never end")


def filled(file: Path, say: Wording) -> bool:
    """Whether a person has written into this form, or it is not one of ours as we made it."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not file.exists():
        return False
    to_fill = [say("forms.sheet.page"), say("forms.sheet.missing")]
    to_sort = [say("sorting.sheet.words")]
    answers = {say(f"forms.head.{key}") for key in (
        "answer", "count", "fill_value", "fill_unit", "fill_source")}  # fmt: skip
    answers |= {say("sorting.head.need"), say("sorting.head.also")}
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            ours = {
                frozenset(to_fill): to_fill,
                frozenset([*to_sort, say("sorting.sheet.needs")]): to_sort,
            }.get(frozenset(book.sheetnames))
            return ours is None or any(
                _told(book[name].iter_rows(max_row=_ROWS, max_col=_COLUMNS, values_only=True),
                      answers)
                for name in ours
            )  # fmt: skip
        finally:
            book.close()
    except (OSError, BadZipFile, InvalidFileException, LookupError, ValueError, TypeError,
            SyntaxError):  # fmt: skip
        # what cannot be read may hold a person's work
        return True


def _told(rows: Iterator[tuple[object, ...]], answers: set[str]) -> bool:
    """Whether anything stands below the heads of the columns to fill."""
    places: list[int] = []
    for row in rows:
        if places:
            if any(row[place] not in (None, "") for place in places if place < len(row)):
                return True
        else:
            places = [place for place, value in enumerate(row) if value in answers]
            if not places and any(value not in (None, "") for value in row[1:]):
                return True
    return False
