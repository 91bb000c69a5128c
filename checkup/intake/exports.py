"""One sheet of an export → coded answers, one code per row and question.

Rows come as plain grids; the dialect and the question bank say what they mean. One pass per
column: each distinct cell is understood once and looked up ever after. Private columns and
typed text are dropped here, so nothing behind this module can leak them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress

from msgspec import Struct

from checkup.intake import (
    accounts,
    choices,
    coding,
    dialects,
    headers,
    mapping,
    matching,
    open_answers,
    points,
    privacy,
    recognise,
    strays,
    traces,
)  # fmt: skip
from checkup.intake.cells import address
from checkup.intake.coding import Coded, Seen
from checkup.intake.dialects import Dialect, Role
from checkup.intake.headers import Title
from checkup.intake.joining import Questionnaire, Unsorted
from checkup.intake.mapping import Bank, text
from checkup.intake.matching import Match, Matched
from checkup.intake.respondents import respondents
from checkup.intake.sorting import Sorting
from checkup.intake.strays import Stray
from checkup.model import Problem, Question, Ref
from checkup.problems import problem
from checkup.result import Columns

Rows = list[list[object]]


class _Sheet(Struct, frozen=True, kw_only=True):
    """A sheet while it is read: its header, its respondents column by column, and where it is."""

    source: str
    name: str
    top: int
    """Row of the header (from 0)."""
    header: list[str]
    roles: dict[int, Role]
    places: list[int]
    """Row number (from 1) of each respondent."""
    table: list[Sequence[object]]

    def ref(self, column: int, respondent: int | None = None) -> Ref:
        row = self.top + 1 if respondent is None else self.places[respondent]
        return Ref(self.source, self.name, address(row, column + 1))


def read(
    rows: Rows,
    dialect: Dialect,
    bank: Bank,
    source: str,
    sheet: str,
    into: Sorting | None = None,
) -> tuple[Questionnaire | None, Columns, list[Problem]]:
    """One sheet's respondents, the account of its columns, and what could not be understood.

    ``rows`` is the sheet from A1, rows × columns, empty cells ``""``. Every column with a header
    or an answer ends in exactly one list of the account. There is no questionnaire where the
    cells are points, or numbers that may be points or options. Open answers are sorted ``into``
    needs where that is given.
    """
    top = recognise.header_row(rows, dialect, bank) or 0
    header, height = headers.texts(rows, top)
    width = len(header)
    header, below = headers.named(header, rows[top + height :])
    roles = dialects.roles(header, dialect)
    roles |= {
        at: "interviewer"
        for at, title in enumerate(header)
        if at not in roles and privacy.asks_typist(headers.numbered(title)[1])
    }
    titles = headers.titles(header, dialect, frozenset(roles))
    pointed = dialect.content == "scores"
    asked = points.told(bank, dialect.points) if pointed else bank
    if dialect.content == "unclear" or not asked.questions:
        return _refused(header, roles, titles, below, dialect, Ref(source, sheet, f"A{top + 1}"))
    matched, outside = _matched(titles, below, asked, dialect), None
    if pointed:
        matched, outside = points.checked(matched, below, dialect)
    asked_at = [at for match in matched.matches for at in match.positions]
    serial = next((at for at, role in roles.items() if role == "serial"), None)
    kept = respondents(below, header, serial, asked_at, dialect)
    first = top + height + 1
    people = list(compress(below, kept))
    here = _Sheet(
        source=source, name=sheet, top=top, header=header, roles=roles,
        places=list(compress(range(first, first + len(below)), kept)),
        table=list(zip(*people, strict=True)) if people else [()] * width,
    )  # fmt: skip
    questions, dropped, odd, found = _questions(here, matched, dialect)
    found += strays.problems(odd, here.places, source, sheet)
    left = [title for title in titles if title.position in matched.unmatched]
    private, unrecognised, more = accounts.others(left, header, here.table, bank, here.ref)
    if pointed:
        more = _untold(here, unrecognised, more)
    if outside is not None:
        at = Ref(source, sheet, address(first + outside[1], outside[0] + 1))
        more.append(problem("points_outside", at, found=outside[2]))
    found += more
    waits: list[tuple[Unsorted, ...]] = [()] * len(here.places)
    if into is not None:
        hidden = {*private, *(at for at, role in roles.items() if role in accounts.PRIVATE)}
        questions, waits = open_answers.sorted_(
            questions, matched.matches, here.table, dialect, hidden, into
        )
    left_out = len(below) - len(people)
    if not matched.matches:
        found.append(problem("export_no_questions", source=source, sheet=sheet))
    elif left_out:
        found.append(problem("rows_left_out", source=source, sheet=sheet, found=left_out))
    found += _marked(here, dialect)
    if dialect.guess:
        found.append(problem("dialect_guessed", source=source, sheet=sheet, found=dialect.name))
    account = accounts.account(
        header, roles, asked=set(asked_at).difference(dropped), typed=matched.typed,
        private=private, unrecognised=[*unrecognised, *dropped],
    )  # fmt: skip
    made = _questionnaire(here, questions, waits, odd, private, dialect, bank, left_out)
    return made, account, found


# --- questions ---------------------------------------------------------------------------------


def _matched(titles: list[Title], below: Rows, bank: Bank, dialect: Dialect) -> Matched:
    silent = choices.silent(dialect)

    def labels(at: int) -> Counter[str]:
        people: Counter[str] = Counter()
        for cell, count in Counter(row[at] for row in below).items():
            people[mapping.plain_label(text(cell))] += count
        return Counter({cell: count for cell, count in people.items() if cell not in silent})

    def fits(match: Match) -> bool:
        at = match.wholes[0]
        got = coding.coded({at: [row[at] for row in below]}, match, dialect, "")
        odd = {row for seen in (*got.unknown, *got.numbers) for row in seen.rows}
        told = [code for code in (got.question.codes if got.question else ()) if code >= 0]
        return match.asked.open_options or not odd or strays.few(len(odd), len(told) + len(odd))

    return matching.match(titles, bank, dialect, labels, fits)


def _questions(
    here: _Sheet, matched: Matched, dialect: Dialect
) -> tuple[list[Question], list[int], list[tuple[Stray, ...]], list[Problem]]:
    """The questions, columns that were matched but could not be used, each respondent's cells
    that are no option, and why columns could not be used."""
    questions: list[Question] = []
    dropped: list[int] = []
    found: list[Problem] = []
    numbers: dict[tuple[str, str], list[Seen]] = {}
    odd: list[tuple[Stray, Sequence[int]]] = []
    by_place = []
    for match in matched.matches:
        own = points.silent(dialect, match.asked) if dialect.content == "scores" else dialect
        got = coding.coded(here.table, match, own, here.source)
        if got.question is None:
            dropped += match.positions
        else:
            questions.append(got.question)
            dropped += got.apart
        if got.numbers:
            scale = any(option.score is not None for option in match.asked.options)
            code = "scale_ambiguous" if scale else "options_are_numbers"
            stem = match.asked.id.split(".")[0]
            numbers.setdefault((code, stem), []).extend(got.numbers)
        if got.by_place:
            by_place.append(match.positions[0])
        odd += [
            (Stray(match.asked.title, seen.column, strays.quoted(seen.value, len(seen.rows))),
             seen.rows)
            for seen in got.unknown
        ]  # fmt: skip
        found += _otherwise(here, match, got)
    for (code, _), cells in numbers.items():
        first = cells[0]
        usual = max(cells, key=lambda seen: len(seen.rows))
        found.append(
            problem(code, here.ref(first.column, first.rows[0]),
                    found=strays.quoted(usual.value, len(usual.rows)),
                    column=here.header[first.column])
        )  # fmt: skip
    if by_place:
        found.append(problem("options_by_place", here.ref(by_place[0]), found=len(by_place)))
    if any(match.by == "order" for match in matched.matches):
        at = here.ref(matched.matches[0].positions[0])
        found.append(problem("matched_by_order", at, found=len(matched.matches)))
    return questions, dropped, strays.by_row(odd, len(here.places)), found


def _otherwise(here: _Sheet, match: Match, got: Coded) -> list[Problem]:
    """What a person should know of how the question was read."""
    found = []
    if got.ranked:
        found.append(problem("ranking_as_choice", here.ref(match.positions[0])))
    for at in got.repeats:
        found.append(problem("question_repeated", here.ref(at), found=here.header[at]))
    return found


def _untold(here: _Sheet, columns: Sequence[int], found: list[Problem]) -> list[Problem]:
    """Columns of points whose direction nobody told are one question, not one problem each."""
    rest = [each for each in found if each.code != "question_unmatched"]
    if columns:
        rest.append(problem("points_untold", here.ref(min(columns)), found=len(columns)))
    return rest


def _refused(
    header: list[str], roles: dict[int, Role], titles: list[Title], below: Rows, dialect: Dialect,
    at: Ref,
) -> tuple[None, Columns, list[Problem]]:  # fmt: skip
    """The whole sheet when its numbers may be points: a person has to say, or export again."""
    code = "scores_without_labels" if dialect.content == "scores" else "export_ambiguous"
    positions = [title.position for title in titles]
    own = {p for p in positions if accounts.personal(header[p], [row[p] for row in below])}
    rest = [position for position in positions if position not in own]
    account = accounts.account(header, roles, private=own, unrecognised=rest)
    return None, account, [problem(code, at, found=dialect.name)]


# --- rows --------------------------------------------------------------------------------------


def _marked(here: _Sheet, dialect: Dialect) -> list[Problem]:
    """Rows that the platform itself calls invalid or not handed in: counted, and kept, for the
    rules of method §1.2 decide."""
    found = []
    invalid = traces.column_of(here.table, here.roles, "invalid")
    count = sum(any(word in text(cell) for word in dialect.invalid_words) for cell in invalid or ())
    if count:
        found.append(
            problem("rows_marked_invalid", source=here.source, sheet=here.name, found=count)
        )
    if dialect.unfinished is not None:
        column = traces.column_of(here.table, here.roles, dialect.unfinished) or ()
        count = sum(not text(cell) for cell in column)
        if count:
            found.append(
                problem("rows_unfinished", source=here.source, sheet=here.name, found=count)
            )
    return found


def _questionnaire(
    here: _Sheet, questions: list[Question], waits: list[tuple[Unsorted, ...]],
    odd: list[tuple[Stray, ...]], private: Sequence[int], dialect: Dialect, bank: Bank,
    left_out: int,
) -> Questionnaire:  # fmt: skip
    count = len(here.places)
    table, roles = here.table, here.roles
    hidden = [*private, *(at for at, role in roles.items() if role == "private")]
    persons = traces.persons(table, roles, hidden, count)
    submitted = traces.moments(table, roles, "submitted", here.header, dialect) or [None] * count
    serial = {at for at, role in roles.items() if role == "serial"}
    tests, odd_names = traces.trials(table, roles, hidden, count)
    return Questionnaire(
        questions=tuple(questions),
        seconds=traces.seconds(table, roles, here.header, dialect, count),
        channels=traces.channels(table, roles, dialect, count),
        fingerprints=traces.fingerprints(table, serial, count),
        sheets=traces.sheets_of_answers(table, roles, persons, submitted),
        submissions=traces.submissions(table, roles, count),
        persons=persons,
        self_filled=traces.self_filled(table, roles, dialect, count),
        submitted=submitted,
        addresses=traces.addresses(table, hidden, count),
        interviewers=traces.interviewers(table, roles, count),
        paper=[dialect.paper] * count,
        tests=tests,
        odd_names=odd_names,
        waits=waits,
        places=here.places,
        strays=odd,
        contradictions=bank.contradictions,
        content=dialect.content,
        left_out=left_out,
        merged_label=bank.merged,
        sheet=here.name,
    )
