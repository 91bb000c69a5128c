"""The same facility on two rows under slightly different names: said, never merged."""

from __future__ import annotations

from itertools import combinations

from checkup.intake.draft import Draft
from checkup.model import Facility
from checkup.problems import problem
from checkup.vocabulary import Vocabulary, fold

_ALIKE = 85


def check(draft: Draft) -> None:
    """Name both rows of every pair of facilities that may be one."""
    by_kind: dict[str, list[Facility]] = {}
    for each in draft.facilities:
        kind = draft.vocabulary.kinds.get(each.kind or "")
        if kind is not None and kind.counted_by == "rows" and each.name:
            by_kind.setdefault(kind.id, []).append(each)
    for group in by_kind.values():
        cores = {each.id: _core(each.name, draft.vocabulary) for each in group}
        for first, second in combinations(group, 2):
            if _may_be_one(draft, first, second, cores[first.id], cores[second.id]):
                where = draft.rows[first.id]
                draft.problems.append(
                    problem(
                        "facility_similar", draft.rows[second.id], found=second.name,
                        other=first.name, other_file=draft.names.get(where.source, where.source),
                        other_sheet=where.sheet, other_cell=where.cell,
                    )
                )  # fmt: skip


def _core(name: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """A name without the word for its kind, and that word: 枫树社区卫生服务站 → 枫树."""
    folded = fold(name)
    words = [word for word in vocabulary.kind_by_word if word in folded]
    word = max(words, key=len, default="")
    return folded.replace(word, "", 1), word


def _is_short_for(word: str, other: str) -> bool:
    """Whether one word is the other with signs left out: 卫生站, 社区卫生服务站."""
    short, long = sorted((word, other), key=len)
    signs = iter(long)
    return all(sign in signs for sign in short)


def _may_be_one(
    draft: Draft,
    first: Facility,
    second: Facility,
    cut: tuple[str, str],
    other_cut: tuple[str, str],
) -> bool:
    from rapidfuzz import fuzz

    (core, word), (other, other_word) = cut, other_cut
    if not core or not other or not _is_short_for(word, other_word):
        return False
    apart = draft.vocabulary.apart
    if [sign for sign in core if sign in apart] != [sign for sign in other if sign in apart]:
        return False
    if first.estate and second.estate and fold(first.estate) != fold(second.estate):
        return False
    here, there = (draft.facts.get(each.facts.get("address", "")) for each in (first, second))
    if here and there and here.value != there.value:
        return False
    return fuzz.ratio(core, other) >= _ALIKE
