"""What 复检对比 shows, once for the page and the workbook: words picked, nothing computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from checkup.comparison import Change, Closed, Closing, Comparison, Measure, Proof, Round
from checkup.report import figures, policy_words
from checkup.report.wording import Wording
from checkup.result import StandardUsed
from checkup.street_comparison import Side

TRUE = ("better", "worse")
KNOWING = ("newly_known", "no_longer_known", "applicability")

_RARER: tuple[Closing, ...] = (
    "unknown", "exempt", "rule", "disliked", "fell", "operation", "unasked"
)  # fmt: skip
"""What may become of an old shortfall and is told only where it happened."""


class Heard(Struct, frozen=True, kw_only=True):
    """One item or service with its three figures, each None where a round lacks it."""

    name: str
    satisfied: Change | None
    mean: Change | None
    lacking: Change | None


def name_of(round_: Round | Side, say: Wording) -> str:
    """A round as its readers call it: its 轮次, else the day of its facts."""
    if round_.round is None:
        return figures.day(round_.as_of, say)
    if round_.revision:
        return say("comparison.revised", round=round_.round, number=round_.revision)
    return round_.round


def headline(comparison: Comparison, say: Wording) -> list[str]:
    """What a reader needs who reads no more."""
    totals = comparison.totals
    states = [each.state for each in comparison.closed]
    lines = [
        say(
            "comparison.headline.counts",
            met=totals.old.met, met_now=totals.new.met,
            short=totals.old.short, short_now=totals.new.short,
            open=totals.old.open, open_now=totals.new.open,
        ),
        closed_sentence(Counter(states), len(comparison.arisen), say),
        say(
            "comparison.headline.score",
            old=figures.score(totals.old.value, say), new=figures.score(totals.new.value, say),
            delta=figures.change(totals.delta, say), rules=figures.change(totals.rules, say),
            real=figures.change(totals.real, say), true=figures.change(totals.true, say),
            completion=figures.change(totals.completion, say),
        ),
    ]  # fmt: skip
    lines.append(say("comparison.unrounded"))
    draft = [
        name_of(round_, say)
        for round_, standing in ((comparison.old, totals.old), (comparison.new, totals.new))
        if standing.value is not None and not standing.official
    ]
    if draft:
        lines.append(say("comparison.draft", rounds=say("figure.join").join(draft)))
    lines.append(_voices_line(comparison, say))
    return lines


def _voices_line(comparison: Comparison, say: Wording) -> str:
    """What became of the residents' satisfaction as a whole, or why nothing is said of it."""
    voices = comparison.voices
    if voices is None:
        return say("comparison.headline.no_voices")
    for ground in ("overlap", "file", "period"):
        if ground in voices.grounds and not (voices.overall or voices.items):
            return say(f"comparison.headline.{ground}")
    overall = next(
        (each for each in voices.overall if each.measure == "satisfied"), None
    )  # fmt: skip
    if overall is None:
        return say("comparison.headline.no_overall" if voices.items else "comparison.none.voices")
    return say(
        "comparison.headline.overall",
        old=figures.share(overall.old.value, say),
        new=figures.share(overall.new.value, say),
        verdict=verdict(overall, say),
    )


def closed_sentence(closed: Mapping[Closing, int], arisen: int, say: Wording) -> str:
    """What became of the old shortfalls, by kind; the numbers add up to all of them."""
    rest = [
        say("comparison.headline.closed_other", state=say(f"comparison.closing.{state}"), n=n)
        for state in _RARER
        if (n := closed.get(state, 0))
    ]
    return say(
        "comparison.headline.closed_rest" if rest else "comparison.headline.closed",
        n=sum(closed.values()), closed=closed.get("closed", 0),
        unproven=closed.get("unproven", 0), open=closed.get("open", 0),
        rest=say("figure.join").join(rest), arisen=arisen,
    )  # fmt: skip


def warnings(comparison: Comparison, say: Wording) -> list[str]:
    """What a reader has to know before anything else."""
    found = []
    if not comparison.same_community:
        found.append(say("comparison.other_community", old=comparison.old.community.name,
                         new=comparison.new.community.name))  # fmt: skip
    if not comparison.in_order:
        found.append(say("comparison.out_of_order"))
    if comparison.voices is not None and comparison.voices.overlapping:
        found.append(say("comparison.overlapping"))
    return found


def rules_sentence(comparison: Comparison, say: Wording) -> str:
    """By which edition each round was judged, and how the two are told apart."""
    if comparison.same_rules:
        return say("comparison.same_rules", name=comparison.new.standard.name,
                   version=comparison.new.standard.version)  # fmt: skip
    old, new = (_edition(each.standard, say) for each in (comparison.old, comparison.new))
    return say("comparison.other_rules", old=old, new=new)


def policy_lines(comparison: Comparison, say: Wording) -> list[str]:
    """Each policy value that is another one in the new round."""
    return [
        say(
            "comparison.policy", name=say(f"policy.{each.key}"),
            old=policy_words.text(each.key, each.old, say),
            new=policy_words.text(each.key, each.new, say),
        )
        for each in comparison.policy
    ]  # fmt: skip


def _edition(used: StandardUsed, say: Wording) -> str:
    if not used.overlays:
        return say("comparison.edition", name=used.name or used.id, version=used.version)
    overlays = say("figure.join").join(used.overlay_names or used.overlays)
    return say("comparison.edition_with", name=used.name or used.id, version=used.version,
               overlays=overlays)  # fmt: skip


def state(closed: Closed, say: Wording) -> str:
    """What became of an old shortfall, in a word."""
    return say(f"comparison.closing.{'own_met' if closed.own_met else closed.state}")


def evidence(closed: Closed, say: Wording) -> str:
    """What a shortfall is closed on, or what is still to be proven."""
    join = say("figure.join").join
    if closed.state == "unproven":
        return say("comparison.unproven", rules=join(closed.unproven or closed.rules))
    if closed.state == "closed":
        return join(_proof(each, say) for each in closed.evidence)
    if closed.own_met:
        return say("comparison.closing_why.own_met", rules=join(closed.rules))
    return say(f"comparison.closing_why.{closed.state}")


def _proof(proof: Proof, say: Wording) -> str:
    told = say(f"grade.{proof.told}") if proof.by == "answer" else proof.told
    return say(f"comparison.proof.{proof.by}", name=proof.name, told=told, file=proof.file,
               sheet=proof.sheet, cell=proof.cell)  # fmt: skip


def heard(changes: Sequence[Change], names: dict[str, str]) -> list[Heard]:
    """One row per item or service, in the order they come."""
    found: dict[str, dict[Measure, Change]] = {}
    for each in changes:
        found.setdefault(each.service or each.item or "", {})[each.measure] = each
    return [
        Heard(
            name=names.get(key, key),
            satisfied=own.get("satisfied"),
            mean=own.get("mean"),
            lacking=own.get("lacking"),
        )
        for key, own in found.items()
    ]


def interval(change: Change, say: Wording) -> str:
    """The change of a share with its bounds, in points of per cent."""
    low, high = (
        "" if bound is None else figures.signed(100 * bound) for bound in (change.low, change.high)
    )
    value = figures.share_change(change.difference, say)
    return say("comparison.interval", value=value, low=low, high=high)


def verdict(change: Change, say: Wording) -> str:
    """↑, ↓ or why there is neither."""
    if change.direction == "incomparable":
        grounds = say("figure.join").join(
            say(f"comparison.ground.{each}") for each in change.because
        )
        return say("comparison.incomparable", grounds=grounds)
    return say(f"comparison.direction.{change.direction}")


def voices_sentences(comparison: Comparison, say: Wording) -> list[str]:
    """How to read the residents' part: channels, what could be seen at all, what is tested."""
    voices = comparison.voices
    if voices is None:
        return [say("comparison.headline.no_voices")]
    lines = [say("comparison.tested", line=figures.plain(voices.line))]
    if voices.detectable is not None:
        lines.append(say("comparison.detectable", value=figures.fixed(voices.detectable, 1)))
    if voices.grounds:
        grounds = say("figure.join").join(
            say(f"comparison.ground.{each}") for each in voices.grounds
        )
        lines.append(say("comparison.all_incomparable", grounds=grounds))
    for channel, (old, new) in voices.channels.items():
        lines.append(say("comparison.channel", name=say(f"comparison.channels.{channel}"),
                         old=figures.share(old, say), new=figures.share(new, say)))  # fmt: skip
    return lines
