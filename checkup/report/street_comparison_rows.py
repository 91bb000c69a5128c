"""What a street's 复检对比 shows, once for page, workbook and terminal: words picked, nothing
computed."""

from __future__ import annotations

from collections.abc import Mapping

from checkup.comparison import Arising, Closing, Kind
from checkup.model import Status
from checkup.report import comparison_rows, figures
from checkup.report.street_page import counted
from checkup.report.wording import Wording
from checkup.street_comparison import Alone, StreetChange, StreetComparison

KINDS: tuple[Kind, ...] = (
    "better", "worse", "newly_known", "no_longer_known", "applicability", "same",
)  # fmt: skip
COUNTS = ("met", "short", "unconfirmed", "exempt")


def headline(comparison: StreetComparison, say: Wording) -> list[str]:
    """What a reader needs who reads no more."""
    closed = comparison.closed
    lines = [
        say("street_comparison.headline.pairs", n=len(comparison.pairs)),
        *_alone_line(comparison, say),
        comparison_rows.closed_sentence(closed, sum(comparison.arisen.values()), say),
        *_kinds_lines(comparison, say),
    ]  # fmt: skip
    totals = comparison.totals
    if totals is None:
        lines.append(say("street_comparison.headline.no_score"))
    else:
        lines.append(
            say(
                "street_comparison.headline.score", n=totals.communities,
                old=figures.score(totals.old, say), new=figures.score(totals.new, say),
                delta=figures.change(totals.delta, say), rules=figures.change(totals.rules, say),
                real=figures.change(totals.real, say), true=figures.change(totals.true, say),
                completion=figures.change(totals.completion, say),
            )
        )  # fmt: skip
    lines.append(say("comparison.unrounded"))
    if totals is not None and totals.unofficial:
        lines.append(say("street_comparison.draft", n=totals.unofficial))
    overall = next(
        (each for each in (comparison.voices.overall if comparison.voices else ())
         if each.change.measure == "satisfied"),
        None,
    )  # fmt: skip
    if overall is None:
        lines.append(say("street_comparison.headline.no_voices"))
    else:
        lines.append(
            say(
                "street_comparison.headline.overall", n=overall.communities,
                old=figures.share(overall.change.old.value, say),
                new=figures.share(overall.change.new.value, say),
                verdict=comparison_rows.verdict(overall.change, say),
            )
        )  # fmt: skip
    return lines


def _alone_line(comparison: StreetComparison, say: Wording) -> list[str]:
    """How many communities are not compared, of each kind there is; no line where all are."""
    why = [each.why for each in comparison.alone]
    counts = {"new": why.count("new"), "gone": why.count("gone")}
    counts["other"] = len(why) - sum(counts.values())
    told = [say(f"street_comparison.headline.{kind}", n=n) for kind, n in counts.items() if n]
    if not told:
        return []
    return [say("street_comparison.headline.alone", told=say("figure.join").join(told))]


def _kinds_lines(comparison: StreetComparison, say: Wording) -> list[str]:
    """What became of the squares, without what nothing became of."""
    kinds, by_rules = _kinds(comparison), sum(each.by_rules for each in comparison.items)
    told = say("figure.join").join(
        say("street_comparison.kind_count", kind=say(f"comparison.kind.{kind}"), n=n)
        for kind, n in kinds.items()
        if n
    )
    lines = []
    if told:
        lines.append(say("street_comparison.headline.kinds", n=sum(kinds.values()), told=told))
    if by_rules:
        lines.append(say("street_comparison.headline.by_rules", n=by_rules))
    return lines


def _kinds(comparison: StreetComparison) -> dict[Kind, int]:
    return {kind: sum(each.kinds.get(kind, 0) for each in comparison.items) for kind in KINDS}


def warnings(comparison: StreetComparison, say: Wording) -> list[str]:
    """What a reader has to know before anything else."""
    found = []
    if comparison.old.name != comparison.new.name:
        found.append(say("street_comparison.other_street", old=comparison.old.name,
                         new=comparison.new.name))  # fmt: skip
    if not comparison.in_order:
        found.append(say("comparison.out_of_order"))
    if not comparison.pairs:
        found.append(say("street_comparison.no_pairs"))
    overlapping = sum(each.overlapping for each in comparison.pairs)
    if overlapping:
        found.append(say("street_comparison.overlapping", n=overlapping))
    return found


def rules_sentence(comparison: StreetComparison, say: Wording) -> str:
    """Whether rules differ, and how the two kinds of change are told apart."""
    key = "same_rules" if comparison.same_rules else "other_rules"
    return say(f"street_comparison.{key}")


def both(old: Mapping[Status, int], new: Mapping[Status, int], say: Wording) -> list[str]:
    """How many communities stood where and stand where, as the official counts; without those
    that are none in both rounds."""
    before, after = counted(old), counted(new)
    return [
        say(f"street_comparison.both.{key}", old=before[key], new=after[key])
        for key in COUNTS
        if before[key] or after[key]
    ]


def kinds_line(kinds: Mapping[Kind, int], by_rules: int, say: Wording) -> str:
    """What became of an item, without what nothing became of."""
    told = [
        say("street_comparison.kind_count", kind=say(f"comparison.kind.{kind}"), n=kinds[kind])
        for kind in KINDS
        if kinds.get(kind) and kind != "same"
    ]
    if by_rules:
        told.append(say("street_comparison.by_rules_count", n=by_rules))
    return say("figure.join").join(told) or say("comparison.kind.same")


def listed(family: str, counts: Mapping[Closing, int] | Mapping[Arising, int], say: Wording) -> str:
    """Counts of 销号 or of why shortfalls are new, in words; empty for none."""
    return say("figure.join").join(
        say("street_comparison.kind_count", kind=say(f"street_comparison.{family}.{key}"), n=n)
        for key, n in counts.items()
    )


def alone(each: Alone, comparison: StreetComparison, say: Wording) -> str:
    """Why a community was not compared."""
    round_ = comparison_rows.name_of(comparison.old if each.side == "old" else comparison.new, say)
    why = say(f"street_comparison.why.{each.why}", round=round_)
    if each.same_folder is None:
        return why
    return say("street_comparison.same_folder", why=why, name=each.same_folder)


def bases(each: StreetChange, say: Wording) -> str:
    """Over what a street's figure stands."""
    line = say(
        "street_comparison.bases", communities=each.communities,
        old=figures.whole(each.change.old.n, say), new=figures.whole(each.change.new.n, say),
    )  # fmt: skip
    if each.incomparable:
        line = say("street_comparison.left_out", line=line, n=each.incomparable)
    if each.uncounted:
        line = say("street_comparison.uncounted", line=line, n=each.uncounted)
    return line


def voices_sentences(comparison: StreetComparison, say: Wording) -> list[str]:
    """How to read the residents' part."""
    voices = comparison.voices
    if voices is None:
        return [say("street_comparison.headline.no_voices")]
    lines = [say("comparison.tested", line=figures.plain(voices.line))]
    if voices.detectable is not None:
        lines.append(say("street_comparison.detectable", value=figures.fixed(voices.detectable, 1)))
    return lines
