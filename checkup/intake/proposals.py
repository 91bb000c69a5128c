"""Which item and use a question of somebody's own questionnaire probably has, and how surely.

Words are data (``surveys/proposals.yaml``; facility names add theirs). A proposal below the
confidence line is never used by itself: it waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from checkup import vocabulary
from checkup.intake import mapping, meanings, scales
from checkup.intake.mapping import Asked
from checkup.intake.scales import Unclear, Why
from checkup.intake.title_words import ABOUT_AN_ITEM, QuestionType, Use, key, label, lacking, load
from checkup.model import QuestionKind
from checkup.vocabulary import fold

Note = Literal[
    "same", "word", "title", "maybe", "several", "similar", "unmatched", "open", "repeated",
    "no_item",
    "need", "direction", "statement", "scales", "words", "mixed", "anchors",
]  # fmt: skip


class Found(Struct, frozen=True, kw_only=True):
    """A question of an export: its title, and in a matrix or option list its part."""

    number: str | None
    title: str
    part: str
    type: QuestionType
    options: tuple[str, ...]
    siblings: tuple[str, ...] = ()
    """Every option given in any part of the same matrix: a scale is one for all its rows."""
    repeated: bool = False
    """The same title and part stand in several columns, which nobody can tell apart by name."""

    @property
    def text(self) -> str:
        """Title and part, where words are looked for."""
        return f"{self.title} {self.part}" if self.part else self.title


class Proposal(Struct, frozen=True, kw_only=True):
    """``subject`` is an item's or service's label or the whole's; confidence is 0–1."""

    subject: str | None
    use: Use | None
    confidence: float
    note: Note
    detail: str = ""


def group_kind(title: str, options: Sequence[str]) -> QuestionKind:
    """Which grouping a question gives; ``unmapped`` is shown as a table and groups nobody."""
    told: QuestionKind = next(
        (each.kind for each in load().groups if _has(title, each.words)), "unmapped"
    )
    if told == "group" and "resident" not in meanings.people(options):
        return "unmapped"
    return told


def lists_facilities(title: str, options: Sequence[str]) -> bool:
    """Whether a question with several choices asks about each option for itself: what is
    needed or used, with options of which two at least speak of items."""
    certain, possible = _words()
    use = next((each.use for each in load().uses if _has(title, each.words)), None)
    about = sum(1 for each in options if _spoken(fold(each), certain | possible))
    return use in ("need", "use") and about >= 2


def propose(found: Found, bank: Mapping[tuple[str, str], Asked]) -> Proposal:
    """The proposal for one question. ``bank``: :func:`bank_titles` of our own questions."""
    sure = load().confidence
    if found.repeated:
        return Proposal(subject=None, use=None, confidence=0.0, note="repeated")
    asked = bank.get(key(found.title, found.part))
    if asked is not None and asked.kind in _USE_OF:
        use = _USE_OF[asked.kind]
        subject = _label_of(asked.item) if asked.item else None
        if asked.kind == "overall":
            subject = load().whole.name
        return Proposal(subject=subject, use=use, confidence=sure.same, note="same")
    if found.type == "open" and not _has(found.text, _use_words("community")):
        return Proposal(subject=None, use="none", confidence=sure.same, note="open")
    used, use_sure, note, detail = _use(found)
    if used is None:
        return Proposal(subject=None, use=None, confidence=0.0, note="unmatched")
    if used not in ABOUT_AN_ITEM:
        return Proposal(subject=None, use=used, confidence=use_sure, note=note, detail=detail)
    subject, item_sure, item_note, named = _subject(found, used)
    if subject is None:
        return Proposal(subject=None, use=used, confidence=0.0, note="no_item")
    lower = item_sure < use_sure
    return Proposal(
        subject=subject,
        use=used,
        confidence=round(min(use_sure, item_sure), 2),
        note=item_note if lower or note == "word" else note,
        detail=named if lower or note == "word" else detail,
    )


_USE_OF: dict[QuestionKind, Use] = {
    "satisfaction": "satisfaction", "overall": "satisfaction", "need": "need", "group": "group",
    "age": "group", "sex": "group", "household": "group", "vehicle": "group",
    "screening": "screening", "consent": "consent", "guardian": "consent",
    "attention": "attention", "estate": "community", "open": "none",
}  # fmt: skip


def bank_titles(bank: mapping.Bank) -> dict[tuple[str, str], Asked]:
    """(title, part) of our own questions, as compared."""
    titles: dict[tuple[str, str], Asked] = {}
    columns = iter(mapping.columns(bank))
    for question in bank.questions:
        for row in question.rows or (None,):
            asked = next(columns)
            part = row.title if row else ""
            for title in (question.title, *question.aliases):
                titles[key(title, part)] = asked
    return titles


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _use_words(use: Use) -> tuple[str, ...]:
    return next(each.words for each in load().uses if each.use == use)


def _label_of(item: str) -> str:
    return next(label(each) for each in load().items if each.item == item)


# --- what for --------------------------------------------------------------------------------


_SAYS: dict[Why, Note] = {
    "direction": "direction", "statement": "statement", "several": "scales", "words": "words",
    "mixed": "mixed", "anchors": "anchors",
}  # fmt: skip


_NO_SCALE = frozenset({"screening", "community", "consent", "attention"})
"""Uses that the words of the title decide, whatever the options are."""


def _use(found: Found) -> tuple[Use | None, float, Note, str]:
    """(use, confidence, note, detail) by the words of title and options."""
    sure = load().confidence
    title = next((each.use for each in load().uses if _has(found.text, each.words)), None)
    options = found.siblings or found.options
    readable = _by_options(options, found.text)
    if readable is not None and found.type == "single":
        use, name = readable
        agreed = title == use or title is None or title == "need"
        if title in _NO_SCALE:
            agreed = False
        if agreed:
            both = title == use
            return use, sure.title_and_options if both else sure.options, "word", name
    if title == "satisfaction" or title == "importance":
        reading = scales.scale(options, found.text, title)
        if not isinstance(reading, Unclear):
            return title, sure.unclear, "word", ""
        return title, sure.unclear, _SAYS[reading.why], _told(found, reading)
    if found.type == "multiple" and found.part:
        # choosing is the answer: it says a lack only where the title asks what is lacking
        clear = title == "use" or (title == "need" and lacking(found.title))
        if clear:
            return title, sure.title_and_options, "word", ""
        return title, sure.unclear, "need", ""
    if title == "need":
        needed = meanings.need(options, lacking(found.text))
        if isinstance(needed, Unclear):
            asks = needed.why == "direction"
            return "need", sure.unclear, "need" if asks else "words", _told(found, needed)
        return "need", sure.title_and_options, "word", ""
    if _has(found.text, [word for each in load().groups for word in each.words]):
        return "group", sure.title_and_options, "word", ""
    if title is not None:
        if title in _NO_SCALE:
            return title, sure.options, "word", ""
        return title, sure.title, "title", ""
    return None, 0.0, "unmatched", ""


def _told(found: Found, unclear: Unclear) -> str:
    """The label that shows it, where it may be shown."""
    return unclear.label if unclear.label in found.options else ""


def _by_options(options: Sequence[str], text: str) -> tuple[Use, str] | None:
    """The one use these options can be read for, with the scale's name."""
    read: list[tuple[Use, str]] = []
    for use in ("satisfaction", "importance"):
        reading = scales.scale(options, text, use)
        if not isinstance(reading, Unclear):
            read.append((use, reading.name))
    if not isinstance(meanings.need(options, lacking(text)), Unclear):
        read.append(("need", ""))
    return read[0] if len(read) == 1 else None


# --- about what ------------------------------------------------------------------------------


@cache
def _words() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """(sure words, possible words) → the items they speak of; facility names are sure ones."""
    certain: dict[str, set[str]] = {}
    possible: dict[str, set[str]] = {}
    for each in load().items:
        for word in each.words:
            certain.setdefault(fold(word), set()).add(each.item)
        for word in each.maybe:
            possible.setdefault(fold(word), set()).add(each.item)
    for kind in vocabulary.load().kinds.values():
        if kind.item:
            for word in (kind.name, *kind.aliases):
                certain.setdefault(fold(word), set()).add(kind.item)
    return (
        {word: frozenset(items) for word, items in certain.items()},
        {word: frozenset(items) for word, items in possible.items()},
    )


def _subject(found: Found, use: Use) -> tuple[str | None, float, Note, str]:
    """(label, confidence, note, detail): the part speaks first, then the title."""
    sure = load().confidence
    certain, possible = _words()
    for text in filter(None, (found.part, found.title)):
        folded = fold(text)
        items = _spoken(folded, certain)
        if len(items) > 1:
            return _label_of(items[0]), sure.several, "several", _named(items)
        if items:
            service = next(
                (s for s in load().services if s.item == items[0] and _has(text, s.words)), None
            )
            name = service.name if service else _label_of(items[0])
            return name, sure.word, "word", ""
        if use.startswith("satisfaction") and _has(text, load().whole.words):
            return load().whole.name, sure.word, "word", ""
        items = _spoken(folded, possible)
        if items:
            weak = sure.maybe if len(items) == 1 else sure.several
            note: Note = "maybe" if len(items) == 1 else "several"
            return _label_of(items[0]), weak, note, _named(items)
    item, share = _similar(found.part or found.title)
    if item is None:
        return None, 0.0, "no_item", ""
    return _label_of(item), sure.similar * share, "similar", _label_of(item)


def _named(items: Sequence[str]) -> str:
    return " / ".join(map(_label_of, items))


def _spoken(text: str, words: Mapping[str, frozenset[str]]) -> list[str]:
    """Items whose words stand in the text; a word inside a longer one that stands there too
    says nothing of its own (服务站 inside 社区卫生服务站)."""
    here = [word for word in words if word in text]
    own = [w for w in here if not any(w != longer and w in longer for longer in here)]
    return sorted({item for word in own for item in words[word]})


def _similar(text: str) -> tuple[str | None, float]:
    """The item whose name or question in our bank is most like the text, 0–1."""
    from rapidfuzz import fuzz, process

    names = {each.name: each.item for each in load().items}
    for asked in mapping.columns(mapping.load()):
        if asked.item:
            names.setdefault(asked.title, asked.item)
    best = process.extractOne(
        text, list(names), scorer=fuzz.WRatio, score_cutoff=load().least_similar
    )
    return (None, 0.0) if best is None else (names[best[0]], best[1] / 100)
