"""What kind of facility a row tells of, by the words of ``surveys/facilities.yaml``.

Words match whole; what is merely similar is a suggestion, never a merge. Several facilities in
one cell (党群服务中心（含卫生站、托育点）) are one of the first kind, and perhaps one of each
other: the row's square metres belong to the first alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from checkup.intake import values
from checkup.intake.draft import Draft
from checkup.intake.ledger import Row
from checkup.model import Fact, Ref
from checkup.problems import problem
from checkup.vocabulary import Several, Vocabulary, fold


class KindRead(Struct, frozen=True):
    """The kind of a row, kinds it may also or rather be, and whether the cell is blank."""

    kind: str | None = None
    maybe: tuple[str, ...] = ()
    blank: bool = False


def read(draft: Draft, row: Row, facility_id: str, facts: dict[str, str]) -> KindRead:
    """The kind of a row of 设施台账; its fact is kept, what is in doubt is a problem."""
    fact_id = f"facility.{facility_id}.kind"
    if "kind" not in row.at:
        return _from_name(draft, row, fact_id, facts)
    at, text = row.at["kind"], row.text("kind")
    facts["kind"] = fact_id
    if text is None or values.flat(text) in draft.vocabulary.figures.unclear:
        draft.facts[fact_id] = Fact(value=None, refs=(at,), gap="blank")
        draft.problems.append(problem("kind_blank", at, name=row.text("name") or "—"))
        return KindRead(blank=True)
    by_word = draft.vocabulary.kind_by_word
    pieces = [text] if fold(text) in by_word else pieces_of(text, draft.vocabulary.several)
    kinds = [by_word.get(fold(piece)) for piece in pieces]
    others = _others(kinds)
    if kinds[0] is not None and (len(kinds) == 1 or others):
        draft.facts[fact_id] = values.plain(kinds[0], at)
        if others:
            return _several(draft, at, text, kinds[0], others)
        return _with_name(draft, row, kinds[0])
    likely = tuple(kind for kind in dict.fromkeys(kinds) if kind) or similar(draft.vocabulary, text)
    draft.facts[fact_id] = Fact(value=None, refs=(at,), gap="unreadable")
    _unknown(draft, at, text, likely)
    return KindRead(maybe=likely)


def _from_name(draft: Draft, row: Row, fact_id: str, facts: dict[str, str]) -> KindRead:
    at, name = row.at["name"], row.text("name") or ""
    vocabulary = draft.vocabulary
    pieces = pieces_of(name, vocabulary.several)
    named = [_named_in(vocabulary, piece) for piece in pieces]
    if len(named[0]) == 1:
        (kind,) = named[0]
        others = _others([kind, *(each for found in named[1:] for each in sorted(found))])
        draft.facts[fact_id] = values.plain(kind, at)
        facts["kind"] = fact_id
        return _several(draft, at, name, kind, others) if others else KindRead(kind)
    likely = tuple(sorted(set().union(*named))) or similar(vocabulary, name)
    _unknown(draft, at, name, likely)
    return KindRead(maybe=likely)


def _with_name(draft: Draft, row: Row, kind: str) -> KindRead:
    """The kind as its cell tells it; a name that lists what is inside leaves the others open."""
    name = row.text("name") or ""
    inside = _inside(name, draft.vocabulary.several)
    kinds = [draft.vocabulary.kind_by_word.get(fold(piece)) for piece in inside]
    others = _others([kind, *kinds])
    return _several(draft, row.at["name"], name, kind, others) if others else KindRead(kind)


def _named_in(vocabulary: Vocabulary, text: str) -> set[str]:
    name = fold(text)
    exact = vocabulary.kind_by_word.get(name)
    if exact:
        return {exact}
    return {
        kind for word, kind in vocabulary.kind_by_word.items() if len(word) > 2 and word in name
    }


def _others(kinds: Iterable[str | None]) -> tuple[str, ...]:
    first, *rest = kinds
    return tuple(kind for kind in dict.fromkeys(rest) if kind is not None and kind != first)


def _several(draft: Draft, at: Ref, text: str, kind: str, others: tuple[str, ...]) -> KindRead:
    name = draft.vocabulary.name
    draft.problems.append(
        problem("kind_several", at, found=text, kind=name(kind),
                others="、".join(name(each) for each in others))
    )  # fmt: skip
    return KindRead(kind, others)


def _unknown(draft: Draft, at: Ref, text: str, likely: tuple[str, ...]) -> None:
    names = "、".join(draft.vocabulary.name(kind) for kind in likely)
    draft.problems.append(problem("kind_unknown", at, found=text, suggestion=names or "—"))


def pieces_of(text: str, words: Several) -> list[str]:
    """The facilities one cell names, the one that holds the others first."""
    inside = _inside(text, words)
    outer = _outer(text, words) if inside else text
    return [*_parted(outer, words), *inside] or [text]


def _outer(text: str, words: Several) -> str:
    opened = _opening(words).search(values.flat(text))
    return values.flat(text)[: opened.start()] if opened else text


def _inside(text: str, words: Several) -> list[str]:
    """What a name lists as inside: （含卫生站、托育点）, 内设卫生站."""
    opened = _opening(words).search(values.flat(text))
    return _parted(values.flat(text)[opened.end() :].strip("()"), words) if opened else []


def _opening(words: Several) -> re.Pattern[str]:
    """A bracket with 含, or a word of two signs on its own: 含 alone may be part of a name."""
    within = sorted(words.within, key=len, reverse=True)
    alone = [word for word in within if len(word) > 1]
    return re.compile(rf"\((?:{'|'.join(within)})|(?<=.)(?:{'|'.join(alone)})")


def _parted(text: str, words: Several) -> list[str]:
    between = "|".join(re.escape(values.flat(word)) for word in words.between)
    return [piece.strip() for piece in re.split(between, text) if piece.strip()]


def similar(vocabulary: Vocabulary, text: str) -> tuple[str, ...]:
    """Up to three kinds whose words are most like this one; a suggestion, never a merge."""
    from rapidfuzz import fuzz, process

    close = process.extract(
        fold(text), list(vocabulary.kind_by_word), scorer=fuzz.WRatio, limit=6, score_cutoff=75
    )
    kinds = dict.fromkeys(vocabulary.kind_by_word[word] for word, _, _ in close)
    return tuple(kinds)[:3]
