"""Several files of answers → one: questions joined by id, rows of two exports counted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake.strays import Stray
from checkup.model import SKIPPED, Answers, Contradiction, Question, SurveyArea


class Unsorted(NamedTuple):
    """Masked words of one answer that wait for a person, and the question's id."""

    question: str
    text: str


class Questionnaire(Struct, frozen=True, kw_only=True):
    """One sheet's coded answers. Lists are as long as there are respondents."""

    questions: tuple[Question, ...]
    seconds: list[float | None]
    channels: list[str]
    fingerprints: list[int]
    """Hash of the whole row without its serial number: equal only for exact copies."""
    sheets: list[bytes | None]
    """Keyed hash of the answer sheet's own id (``_uuid``; openid and time)."""
    submissions: list[int | None]
    """Keyed hash of what the platform noted of the submission."""
    persons: list[tuple[bytes, ...]]
    """Keyed hashes of openid, user id or telephone."""
    self_filled: list[bool | None]
    submitted: list[datetime | None]
    addresses: list[bytes | None]
    interviewers: list[bytes | None]
    paper: list[bool]
    tests: list[bool]
    odd_names: list[bool]
    waits: list[tuple[Unsorted, ...]]
    """What nobody could sort of the open answers; part of no result."""
    places: list[int]
    """Row of each respondent on the sheet, from 1."""
    strays: list[tuple[Stray, ...]]
    """Cells that are no option of their question."""
    contradictions: tuple[Contradiction, ...]
    """The question bank's, for the rules of method §1.2 know no bank."""
    content: str
    """What the cells held: labels, or option numbers."""
    left_out: int
    """Rows below the header that are no respondents: blank, totals, repeated headers."""
    merged_label: str
    sheet: str = ""
    """Name of the sheet; a text file has none."""
    area: SurveyArea | None = None
    """Where it was asked within a radius, and other communities hear it as well."""

    @property
    def latest(self) -> date | None:
        """Newest day of submission."""
        told = max((when for when in self.submitted if when is not None), default=None)
        return told.date() if told else None


def merge(read: Sequence[Questionnaire]) -> Answers:
    """All files of a community as one; the same file twice changes nothing (P-1.4).

    A question that a file did not ask is SKIPPED for its rows. A copy (Q1) is a row equal to an
    earlier one in every cell but the serial number, or in its answer sheet's own id, or in all
    the platform noted of it while one export has words and the other numbers; words come first.
    """
    files = once(read)
    order = {q.id: q for each in reversed(files) for q in reversed(each.questions)}
    copies = copied(files)
    return Answers(
        received=len(copies),
        questions=tuple(_joined(files, order[id_]) for id_ in _first_seen(files)),
        seconds=[second for each in files for second in each.seconds],
        channels=[channel for each in files for channel in each.channels],
        copies=copies,
        merged_label=files[0].merged_label if files else "",
        persons=[person for each in files for person in each.persons],
        self_filled=[own for each in files for own in each.self_filled],
        submitted=[when for each in files for when in each.submitted],
        addresses=[mark for each in files for mark in each.addresses],
        interviewers=[mark for each in files for mark in each.interviewers],
        paper=[mark for each in files for mark in each.paper],
        tests=[mark for each in files for mark in each.tests],
        odd_names=[mark for each in files for mark in each.odd_names],
        contradictions=files[0].contradictions if files else (),
        areas=tuple(dict.fromkeys(each.area for each in files if each.area is not None)),
    )


def once(read: Sequence[Questionnaire]) -> list[Questionnaire]:
    """The files that count, words before numbers; the same rows a second time are left out."""
    files: list[Questionnaire] = []
    for each in sorted(read, key=lambda one: one.content != "labels"):
        if all(each.fingerprints != other.fingerprints for other in files):
            files.append(each)
    return files


def copied(files: Sequence[Questionnaire]) -> list[bool]:
    """Per row of all files, whether it is an exact copy of an earlier one (Q1)."""
    rows: set[int] = set()
    sheets: set[bytes] = set()
    noted: dict[int, str] = {}
    copies = []
    for each in files:
        for row, sheet, note in zip(each.fingerprints, each.sheets, each.submissions, strict=True):
            other_export = note is not None and noted.get(note, each.content) != each.content
            copies.append(row in rows or sheet in sheets or other_export)
            rows.add(row)
            if sheet is not None:
                sheets.add(sheet)
            if note is not None:
                noted.setdefault(note, each.content)
    return copies


def _first_seen(files: Sequence[Questionnaire]) -> list[str]:
    return list(dict.fromkeys(q.id for each in files for q in each.questions))


def _joined(files: Sequence[Questionnaire], first: Question) -> Question:
    """One question over all files. Options met in any file are kept, the bank's in its order."""
    found = [next((q for q in each.questions if q.id == first.id), None) for each in files]
    asked = [q for q in found if q is not None]
    options = first.options
    if any(q.options != options for q in asked):
        options = tuple(sorted({label for q in asked for label in q.options}))
    place = {label: at for at, label in enumerate(options)}
    codes: list[int] = []
    needs: list[int] = []
    for each, question in zip(files, found, strict=True):
        if first.kind == "open":
            told = question.needs if question is not None else []
            needs += told or [0] * len(each.fingerprints)
        if question is None:
            codes += [SKIPPED] * len(each.fingerprints)
        elif question.options == options:
            codes += question.codes
        else:
            moved = _moved(question, place)
            codes += [moved(code) for code in question.codes]
    return replace(
        first,
        options=options,
        codes=codes,
        needs=needs,
        sources=tuple(dict.fromkeys(name for q in asked for name in q.sources)),
        means=first.means if options == first.options else (None,) * len(options),
        scores=first.scores if options == first.options else (None,) * len(options),
    )


def _moved(question: Question, place: dict[str, int]) -> Callable[[int], int]:
    """Old position → position among the joined options; only the community's own differ."""
    new = [place[label] for label in question.options]
    return lambda code: code if code < 0 else new[code]
