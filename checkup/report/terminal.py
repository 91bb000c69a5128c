"""What a run says on the terminal: headline, five shortfalls, paths; and one item explained.

Rich lays it out for a person; piped into a file it is plain lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checkup.model import Finding, Item, Score
from checkup.report import clauses, facts, figures, plan_words
from checkup.report.wording import Wording
from checkup.result import ProblemRow, Result, SourceFile

if TYPE_CHECKING:
    from rich.console import Console

_LONGEST = 60
"""Signs of a cell shown on the terminal; the report has the whole of it."""
FIRST = 5
"""Shortfalls named on the terminal; the report has them all."""


def headline(result: Result, say: Wording) -> tuple[str, str]:
    """The official count, and the score with its range (method §0)."""
    return count(result.score, say), score_line(result, say)


def count(score: Score, say: Wording) -> str:
    """达标 p · 未达标 q+r(其中部分达标 q) · 待核实/无数据 u · 不适用 v."""
    return say(
        "terminal.count",
        met=score.met,
        short=score.short + score.partial,
        partial=score.partial,
        open=score.unconfirmed + score.unknown,
        exempt=score.exempt,
    )


def score_line(result: Result, say: Wording) -> str:
    """The score, how sure it is, and how much is still to be found out."""
    score = result.score
    missing = sum(entry.scored for entry in result.to_collect)
    if score.value is None:
        return say("terminal.no_score", missing=missing, asked=unanswered(result))
    return say(
        "terminal.score" if score.official else "terminal.score_provisional",
        value=figures.fixed(score.value, 1),
        low=figures.fixed(score.low, 1),
        high=figures.fixed(score.high, 1),
        coverage=figures.share(score.coverage, say),
        gate=figures.share(result.policy.coverage_gate, say),
        missing=missing,
        asked=unanswered(result),
    )


def unanswered(result: Result) -> int:
    """Questions of the page that could still move the score."""
    return sum(question.could_add > 0 for question in result.page)


def show(console: Console, result: Result, files: Sequence[Path], say: Wording) -> None:
    """Headline, the first shortfalls, and where the reports are."""
    from rich.table import Table

    counted, scored = headline(result, say)
    console.print(say("terminal.name", name=result.community.name), style="bold", markup=False)
    console.print(counted, markup=False)
    console.print(scored, markup=False)
    if result.shortfalls:
        table = Table(title=say("terminal.first"), title_justify="left", box=None, pad_edge=False)
        for key in ("rank", "shortfall", "status", "gap", "project"):
            table.add_column(say(f"terminal.column.{key}"), overflow="fold")
        for row in shortfall_rows(result, say):
            table.add_row(*map(_plain, row))
        console.print(table)
    written(console, files, say)


def written(console: Console, files: Sequence[Path], say: Wording) -> None:
    """Where the reports are; the charts are one folder to a reader, not a dozen files."""
    if not files:
        return
    console.print(say("terminal.files"), markup=False)
    shown = (file.parent if file.suffix == ".svg" else file for file in files)
    for file in dict.fromkeys(shown):
        console.print(f"  {file}", markup=False, soft_wrap=True)
    for sentence in renamed(files, say):
        console.print(sentence, markup=False, soft_wrap=True)


def renamed(files: Iterable[Path], say: Wording) -> Iterator[str]:
    """Why a file has another name: the old one is open in WPS, or a person has filled it."""
    report, form, store = say("workbook.file"), say("forms.file"), say("store.file")
    public = say("residents.file")
    charts = {f"{name}.svg" for name in say.table("chart.file").values()}
    usual = {"result.json", f"{report}.html", f"{report}.xlsx", f"{public}.html", f"{form}.xlsx"}
    sorting = say("sorting.file")
    usual |= charts | {f"{sorting}.xlsx", f"{store}.xlsx"}
    kept = {form: "kept_filled", sorting: "kept_sorted", store: "kept_store"}
    for file in files:
        if file.name not in usual:
            key = next((key for name, key in kept.items() if file.name.startswith(name)), "held")
            yield say(f"terminal.{key}", file=file.name)


def shortfall_rows(result: Result, say: Wording) -> Iterator[tuple[str, str, str, str, str]]:
    """Rank, name, status, gap and project of the first shortfalls."""
    for shortfall in result.shortfalls[:FIRST]:
        findings = [
            each
            for each in result.findings
            if each.rule in shortfall.rules and each.follows not in shortfall.rules
        ]
        projects = result.plan.closing(shortfall.id)
        gaps = dict.fromkeys(clauses.gap(each, say) for each in findings if each.gap is not None)
        yield (
            str(shortfall.rank),
            shortfall.name,
            say(f"status.{shortfall.status}"),
            say("terminal.joint").join(gaps) or say("gap_kind.none"),
            say("terminal.joint").join(project.name for project in projects)
            or plan_words.without_project(result, shortfall.id, say),
        )


def problems(
    console: Console,
    rows: Iterable[ProblemRow],
    sources: dict[str, SourceFile],
    say: Wording,
) -> None:
    """One line per problem of level error or warning, and how many notices the report has."""
    notices = 0
    for row in rows:
        if row.level == "notice":
            notices += 1
            continue
        shown = one_line(row.found, say)
        console.print(
            say(
                f"terminal.problem.{row.level}" if shown else f"terminal.problem.{row.level}_bare",
                place=place(row, sources, say),
                title=say(f"problems.{row.code}.title"),
                found=shown,
                expected=row.expected,
                fix=row.fix,
            ),
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if notices:
        console.print(say("terminal.notices", count=notices), markup=False, highlight=False)


def proposed(
    console: Console, counts: Mapping[str, int], unmatched: Iterable[str], say: Wording
) -> None:
    """How many questions have a proposal, and the titles of those without one."""
    console.print(say("cli.map.done", **counts), markup=False, highlight=False, soft_wrap=True)
    titles = [one_line(title, say) for title in unmatched]
    if titles:
        told = say("cli.map.unmatched", titles=say("terminal.joint").join(titles))
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    console.print(say("cli.map.next"), markup=False, highlight=False, soft_wrap=True)


def one_line(text: str, say: Wording) -> str:
    """What was found, as one short line without signs that turn or hide the rest of it."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    flat = " ".join(seen.split())
    return flat if len(flat) <= _LONGEST else say("terminal.cut", text=flat[:_LONGEST])


def place(row: ProblemRow, sources: dict[str, SourceFile], say: Wording) -> str:
    """设施台账.xlsx › 设施台账 › C17, as far as the problem has a place."""
    name = sources[row.source].name if row.source in sources else None
    steps = [step for step in (name, row.sheet, row.cell) if step]
    return say("terminal.step").join(steps) or say("terminal.whole_folder")


def explain(console: Console, result: Result, item: Item, say: Wording) -> None:
    """One item: clause ← verdict ← facts ← cells."""
    from rich.text import Text
    from rich.tree import Tree

    root = Tree(
        Text(
            say(
                "terminal.item" if item.low == item.high else "terminal.item_range",
                no=item.no,
                name=item.name,
                status=say(f"status.{item.status}"),
                score=figures.score(item.score, say),
                low=figures.score(item.low, say),
                high=figures.score(item.high, say),
            )
        )
    )
    for finding in result.findings:
        if finding.item != item.id:
            continue
        branch = root.add(Text(_finding_line(result, finding, say)))
        branch.add(Text(say("terminal.clause", clause=finding.clause, reference=finding.reference,
                            mark=say(f"mark.{finding.mark}"))))  # fmt: skip
        for note in finding.notes:
            branch.add(Text(say(f"finding_notes.{note}")))
        if finding.by is not None:
            branch.add(Text(say("terminal.signed", surveyor=finding.by.surveyor,
                                reviewer=finding.by.reviewer or say("figure.unknown"),
                                day=figures.day(finding.by.signed, say))))  # fmt: skip
        for fact_id in finding.facts:
            fact = result.facts.get(fact_id)
            if fact is None:
                continue
            cells = say("terminal.joint").join(
                figures.place(ref, result.sources, say) for ref in fact.refs
            )
            value = facts.told(fact_id, fact, say)
            branch.add(Text(say("terminal.fact", value=value, cells=cells)))
        for gap_ in finding.missing:
            where = figures.place(gap_.ref, result.sources, say) if gap_.ref else ""
            branch.add(
                Text(
                    say(
                        "terminal.missing" if where else "terminal.missing_nowhere",
                        subject=gap_.subject,
                        label=gap_.label,
                        cells=where,
                    )
                )
            )
    console.print(root)


def _finding_line(result: Result, finding: Finding, say: Wording) -> str:
    found = clauses.found(result, finding, say)
    return say(
        "terminal.finding" if found else "terminal.finding_bare",
        rule=finding.rule,
        status=say(f"status.{finding.status}"),
        measured=found,
        needed=figures.needed(finding.needed, say),
        via=say(f"via.{finding.via}"),
    )


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
