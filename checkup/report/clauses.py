"""What was found of a clause and what it lacks, in the words that page, workbook, terminal and
forms share. What is there only in part is told so: nobody said what of it is missing."""

from __future__ import annotations

from typing import Literal

from checkup.model import Finding
from checkup.report import facts, figures
from checkup.report.wording import Wording
from checkup.result import Result


def found(result: Result, finding: Finding, say: Wording) -> str | None:
    """What was found: the parts, the figure, or the one fact that tells; None where only the
    verdict tells."""
    if finding.status == "unknown":
        return say("figure.unknown")
    if finding.status == "exempt":
        return None
    partly = names(finding, "partly")
    if partly:
        if told_as_one(result, finding):
            return say("finding.partly_as_one")
        whole = len(names(finding, "whole"))
        listed = say("figure.join").join(partly)
        key = "finding.whole_and_partly" if whole else "finding.partly"
        return say(key, whole=whole, partly=listed)
    if finding.measured:
        return figures.quantity(finding.measured, say)
    known = [id_ for id_ in finding.facts if id_ in result.facts]
    if len(known) == 1 and result.facts[known[0]].value is not None and not finding.parts:
        return facts.told(known[0], result.facts[known[0]], say)
    if finding.gap is not None and finding.gap.kind == "missing":
        return say("finding.none")
    return None


def found_or_verdict(result: Result, finding: Finding, say: Wording) -> str:
    """The same, with the verdict's word where nothing else tells."""
    return found(result, finding, say) or say(f"status.{finding.status}")


def lacking(result: Result, finding: Finding, say: Wording) -> str | None:
    """The parts of a list that are not there, and those that are only in part; None without."""
    gone, partly = names(finding, "gone"), names(finding, "partly")
    join = say("figure.join").join
    if not partly:
        return say("finding.lacks", names=join(gone)) if gone else None
    if gone:
        return say("finding.lacks_and_partly", names=join(gone), partly=join(partly))
    if told_as_one(result, finding):
        return say("finding.partly_as_one")
    return say("finding.partly", partly=join(partly))


def gap(finding: Finding, say: Wording) -> str:
    """How far from the clause, in its own unit; of what is there in part, only how many."""
    if finding.gap is None:
        return say("figure.unknown")
    kind = say(f"gap_kind.{finding.gap.kind}")
    partly = len(names(finding, "partly"))
    if finding.gap.value is None:
        return say("finding.gap_partly", kind=kind, partly=partly) if partly else kind
    return say(
        "finding.gap_and_partly" if partly else "finding.gap",
        kind=kind,
        value=figures.amount(finding.gap.value, finding.gap.unit, say),
        partly=partly,
    )


def names(finding: Finding, how: Literal["whole", "partly", "gone"]) -> list[str]:
    """The parts of a list that are there, only in part, or not there."""
    standing = {
        part.name: "gone" if part.score <= 0 else "whole" if part.score >= 100 else "partly"
        for part in finding.parts
        if part.score is not None
    }
    return [name for name, stands in standing.items() if stands == how]


def told_as_one(result: Result, finding: Finding) -> bool:
    """Whether one cell answers 部分 for the whole list: which parts lack nobody said."""
    cells = {
        ref for fact in finding.facts if fact in result.facts for ref in result.facts[fact].refs
    }
    return len(names(finding, "partly")) == len(finding.parts) > 1 and len(cells) == 1
