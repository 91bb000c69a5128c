"""题目对照: which item and use a community's own questions have, as a person left the table.

A row counts where a person wrote into its last two columns, or left standing a proposal at or
above the confidence line. Below the line nothing is used by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from checkup.datafiles import nearest
from checkup.intake import title_words, values
from checkup.intake.ledger import Row, Table
from checkup.intake.title_words import ABOUT_AN_ITEM, QuestionType, Use
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Vocabulary, fold

SHEET = "questions"
"""Id of the sheet in ``surveys/ledger.yaml``."""
OWN = "own."
"""How ids of a community's own questions begin."""


class Decided(Struct, frozen=True, kw_only=True):
    """One row of 题目对照. ``use`` is None where nobody has decided yet."""

    id: str
    title: str
    part: str
    type: QuestionType
    options: tuple[str, ...]
    item: str | None
    service: str | None
    use: Use | None
    by_person: bool
    at: Ref

    @property
    def key(self) -> tuple[str, str]:
        """Title and part as compared."""
        return title_words.key(self.title, self.part)

    @property
    def text(self) -> str:
        """Title and part, where words are looked for."""
        return f"{self.title} {self.part}" if self.part else self.title


def read(
    tables: Iterable[Table], vocabulary: Vocabulary, line: float, settings: str | None,
    names: Mapping[str, str], services: Sequence[str] = (),
) -> tuple[list[Decided], list[Problem]]:  # fmt: skip
    """The rows of every 题目对照, each question once, and what is wrong with them.

    ``line`` is the confidence (0–1) from which a proposal that was left standing counts;
    ``settings`` the source id of checkup.yaml, whose rows come before those of a sheet;
    ``names`` the file name of each source; ``services`` the names of 服务目录, each of which a
    question may be about instead of an item.
    """
    found: list[Problem] = []
    rows: dict[tuple[str, str], Decided] = {}
    asked_about: set[tuple[str, str]] = set()
    """Questions that a problem of their own already asks about."""
    for table in sorted(tables, key=lambda each: not _is_from(each, settings)):
        for row in table.rows:
            decided, problems = _decided(row, f"{OWN}{len(rows) + 1}", vocabulary, line, services)
            found += problems
            if decided is None:
                continue
            if problems:
                asked_about.add(decided.key)
            earlier = rows.get(decided.key)
            if earlier is None:
                rows[decided.key] = decided
            elif _answer(earlier) != _answer(decided):
                found.append(_twice(earlier, decided, settings, names, vocabulary))
                if earlier.at.source != settings:
                    # two rows that say different things: neither of them is a decision
                    rows[decided.key] = replace(earlier, use=None)
                    asked_about.add(decided.key)
    waiting = [each for key, each in rows.items() if each.use is None and key not in asked_about]
    if waiting:
        first = waiting[0]
        found.append(problem("questions_waiting", first.at, found=first.title, count=len(waiting)))
    return list(rows.values()), found


# --- one row ---------------------------------------------------------------------------------


def _decided(
    row: Row, id_: str, vocabulary: Vocabulary, line: float, services: Sequence[str]
) -> tuple[Decided | None, list[Problem]]:
    title = row.text("title")
    if title is None:
        return None, []
    found: list[Problem] = []
    type_ = vocabulary.choice("question_type", row.text("type") or "") or "single"
    written = row.text("item"), row.text("use")
    by_person = written != (None, None)
    use_at = row.at.get("use", row.at["title"])
    item_at = row.at.get("item", row.at["title"])
    if written[1] is not None:
        fact, problems = values.choice(row.cells.get("use"), use_at, "use", vocabulary)
        found += problems
        use = cast("Use | None", fact.value)
    else:
        use = _proposed_use(row, vocabulary)
    if not by_person and _confidence(row) < line:
        use = None
    subject = written[0] if by_person and written[0] else row.text("proposed_item")
    item, service, known = _subject(subject, services)
    if subject is not None and not known and use in ABOUT_AN_ITEM:
        at = item_at if written[0] else row.at.get("proposed_item", item_at)
        likely = nearest(subject, list(title_words.labels()))
        found.append(problem("item_unknown", at, found=subject, suggestion=likely or "—"))
        use = None
    elif use in ABOUT_AN_ITEM and (
        subject is None or (item is None and use not in _ABOUT_THE_WHOLE)
    ):
        found.append(problem("question_without_item", item_at, found=title))
        use = None
    decided = Decided(
        id=id_,
        title=title,
        part=row.text("part") or "",
        type=cast(QuestionType, type_),
        options=tuple(filter(None, map(str.strip, (row.text("options") or "").split("\n")))),
        item=item if use in ABOUT_AN_ITEM else None,
        service=service if use in ABOUT_AN_ITEM else None,
        use=use,
        by_person=by_person and use is not None,
        at=use_at,
    )
    return decided, found


_ABOUT_THE_WHOLE = frozenset({"satisfaction", "satisfaction_up", "satisfaction_down"})


def _proposed_use(row: Row, vocabulary: Vocabulary) -> Use | None:
    return cast("Use | None", vocabulary.choice("use", row.text("proposed_use") or ""))


def _confidence(row: Row) -> float:
    """把握 as a share; a cell that is no percentage makes us sure of nothing."""
    text = (row.text("confidence") or "").rstrip("%％")
    try:
        share = float(text) / 100
    except ValueError:
        return 0.0
    return share if 0 <= share <= 1 else 0.0


def _subject(
    text: str | None, services: Sequence[str]
) -> tuple[str | None, str | None, bool]:  # fmt: skip
    """(item, service, whether the word is known) of a cell: 04, 04 老年服务站, 助餐, 总体.

    A service of 服务目录 is rated by itself, so it has no item.
    """
    if text is None:
        return None, None, True
    file = title_words.load()
    folded = fold(text)
    for name in services:
        if folded == fold(name):
            return None, name, True
    if folded == fold(file.whole.name):
        return None, None, True
    for each in file.items:
        number = each.item.removeprefix("CCS-")
        names = (each.item, number, str(int(number)), each.name, title_words.label(each))
        if folded in map(fold, names):
            return each.item, None, True
    service = next((each for each in file.services if folded == fold(each.name)), None)
    return (service.item, service.name, True) if service else (None, None, False)


# --- the same question twice -----------------------------------------------------------------


def _is_from(table: Table, settings: str | None) -> bool:
    return any(ref.source == settings for row in table.rows[:1] for ref in row.at.values())


def _answer(each: Decided) -> tuple[str | None, str | None, str | None]:
    return each.item, each.service, each.use


def _twice(
    earlier: Decided, later: Decided, settings: str | None, names: Mapping[str, str],
    vocabulary: Vocabulary,
) -> Problem:  # fmt: skip
    code = "setting_overridden" if earlier.at.source == settings else "question_twice"
    return problem(
        code,
        later.at,
        found=later.title,
        other=vocabulary.words["use"].get(earlier.use or "", ("—",))[0],
        other_file=names.get(earlier.at.source, ""),
        other_sheet=earlier.at.sheet,
        other_cell=earlier.at.cell,
    )
