"""What the office's own store adds to the plan: 督办, what a person told, what is better at once.

Rows for the workbook and sentences for the page; both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from checkup import vocabulary
from checkup.model import Difference, Project, Together
from checkup.report import figures
from checkup.report.tables import Row
from checkup.report.wording import Wording
from checkup.result import Result


def mark(project: Project, say: Wording) -> str:
    """建议, or 人工 with the columns a person told."""
    if project.stored is None:
        return say("store.ours")
    return say("store.theirs", columns=_columns(project.by_hand, say))


def _columns(names: Iterable[str], say: Wording) -> str:
    told = {each.id: each.name for each in vocabulary.load().sheets["projects"].columns}
    return say("figure.join").join(told.get(each, each) for each in names)


def followed(result: Result, say: Wording) -> list[Row]:
    """One row per project that is approved, under way, done or given up; money in 万元."""
    return [
        {
            "no": no,
            "name": each.name,
            "status": say(f"store.status.{each.status}"),
            "done": each.done_share,
            "total": _wan(each.cost.typical),
            "spent": _wan(each.spent),
            "lead": say("figure.join").join(each.lead) or None,
            "note": say("store.not_yet") if _is_open(each) else None,
        }
        for no, each in enumerate(result.plan.followed, 1)
    ]


def _wan(yuan: int | None) -> float | None:
    return None if yuan is None else yuan / 10_000


def _is_open(project: Project) -> bool:
    """A finished project whose shortfall is still found: 销号 only on evidence."""
    return project.status == "done" and bool(project.closes)


def followed_lines(result: Result, say: Wording) -> list[str]:
    """督办 as sentences."""
    return [
        say(
            "store.followed_row_not_yet" if _is_open(each) else "store.followed_row",
            name=each.name,
            status=say(f"store.status.{each.status}"),
            done=figures.share(each.done_share, say),
            total=figures.wan(each.cost.typical, say),
            spent=say("figure.unknown") if each.spent is None else figures.wan(each.spent, say),
        )
        for each in result.plan.followed
    ]


def differences(result: Result, say: Wording) -> list[Row]:
    """One row per cell in which the office tells something else than we would."""
    return [
        {
            "no": no,
            "name": each.name,
            "column": _columns((each.column,), say),
            "theirs": _cell(each.theirs, say),
            "ours": _cell(each.ours, say),
        }
        for no, each in enumerate(result.plan.differences, 1)
    ]


def difference_line(each: Difference, say: Wording) -> str:
    """The same as a sentence."""
    return say(
        "store.difference_row",
        name=each.name,
        column=_columns((each.column,), say),
        theirs=_cell(each.theirs, say),
        ours=_cell(each.ours, say),
    )


def _cell(cell: float | str | None, say: Wording) -> str:
    if cell is None:
        return say("store.cleared")
    return cell if isinstance(cell, str) else figures.plain(cell)


def together_line(each: Together, say: Wording) -> str:
    """Projects that could be done at once."""
    projects = say("figure.join").join(
        say(
            "store.together_one", name=name,
            start=figures.quarter(start, say), finish=figures.quarter(finish, say),
        )
        for name, start, finish in each.projects
    )  # fmt: skip
    return say(f"store.together_{each.why}", where=each.where, projects=projects)
