"""The street's reports: its result, its pages and its workbook, none of them written again while
the result is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from checkup import whole
from checkup.report import street_page, street_paging, street_workbook
from checkup.report.street_page import Rows
from checkup.report.wording import Wording
from checkup.street import cache
from checkup.street.cache import SummaryMark
from checkup.street.find import MARK, SUMMARY_MARK
from checkup.street_result import StreetResult, pieces


def write(head: StreetResult, rows: Rows, home: Path, shared: str, say: Wording) -> Path:
    """Write the street's reports and give the place of its result; pages that a larger
    street left behind go away. ``shared``: what made it (:func:`cache.ground`).

    Raises OSError when a file cannot be written; what was there before then stays whole.
    """
    stem = say("street.file")
    file = home / f"{stem}.json"
    key = cache.digest([shared, _hash(pieces(head, rows()))])
    mark = cache.load(home, SummaryMark, SUMMARY_MARK)
    if mark is not None and mark.key == key and cache.stand(home, mark.files):
        return file
    cache.drop(home, SUMMARY_MARK)
    whole.write(file, pieces(head, rows()))
    made = [file]
    for name, text in street_page.render(head, rows, say):
        made.append(home / name)
        whole.write(made[-1], [text.encode()])
    street_paging.drop_others(home, stem, {each.name for each in made}, say)
    made.append(home / f"{stem}.xlsx")
    with whole.replacing(made[-1]) as beside, beside.open("wb") as stream:
        street_workbook.write(head, rows, stream, say)
    if not (home / MARK).exists():
        # so that the next run takes none of it for an input
        whole.write(home / MARK, [b"{}"])
    sizes = {each.relative_to(home).as_posix(): each.stat().st_size for each in made}
    cache.save(home, SummaryMark(key=key, files=sizes), SUMMARY_MARK)
    return file


def _hash(content: Iterable[bytes]) -> str:
    told = hashlib.sha256()
    for piece in content:
        told.update(piece)
    return told.hexdigest()
