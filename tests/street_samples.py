"""Streets to look at: the example with a plan and ranks, the same a hundred times, nothing, and two
rounds of one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from checkup import pipeline, result, street_result, whole
from checkup.judge import standard
from checkup.policy import Policy
from checkup.report import street_comparison_page, street_page, street_workbook, wording
from checkup.street import Wanted, check_up_all, compare_streets, opened, summary, tally, totals
from checkup.street.opened import Opened
from checkup.street_comparison import StreetComparison
from checkup.street_result import CommunityRow, StreetResult, Unusable
from examples import make_street

SAY = wording.load()
TOP = Path(__file__).parent.parent / "examples" / make_street.FOLDER
LARGE = 250
"""Communities of the large street: three pages and an index."""
Street = tuple[StreetResult, Sequence[CommunityRow]]


@cache
def example() -> Street:
    """The example street with one purse and ranks, as a batch makes it."""
    with TemporaryDirectory() as folder:
        wanted = Wanted(ranked=True, budget=5_000_000)
        done = check_up_all(
            TOP, Path(folder), SAY, wanted, 1, lambda step: None, lambda _: ThreadPoolExecutor(1)
        )
        assert done is not None
        return done.head, street_result.load(done.file).communities


@cache
def large() -> Street:
    """Its communities over and over, in folders of forty."""
    _, rows = example()
    many = [
        replace(
            rows[at % len(rows)],
            path=f"第{at // 40}片/第{at}社区",
            name=f"第{at}社区",
            page=f"第{at // 40}片/第{at}社区/体检报告.html",
        )
        for at in range(LARGE)
    ]
    return of(many), many


@cache
def unusable() -> Street:
    """A street of which nothing could be used, with an unlucky file name."""
    bad = Unusable(
        path="丁社区", why="folder", file="台账(最终版)" * 8 + ".xlsx", sentence="打不开"
    )
    return replace(of([]), unusable=(bad, replace(bad, path="戊社区", file=None))), []


def of(rows: Sequence[CommunityRow]) -> StreetResult:
    """What these communities are together."""
    return totals.head(tally.of(rows, False, SAY), "示例街道", standard.load(), Policy())


@cache
def compared() -> StreetComparison:
    """Two rounds of the example community, over and over, in folders of forty."""
    with TemporaryDirectory() as folder:
        rounds = [_round(Path(folder), name) for name in ("枫树社区", "枫树社区-复检")]
        made = compare_streets(rounds[0], rounds[1], None)
    (pair,) = made.pairs
    return replace(
        made,
        pairs=tuple(
            replace(pair, name=f"第{at}社区", new_path=f"第{at // 40}片/第{at}社区",
                    page=f"第{at // 40}片/第{at}社区/复检对比.html")
            for at in range(LARGE)
        ),
    )  # fmt: skip


def _round(folder: Path, name: str) -> Opened:
    """A street of one community, the example of that name."""
    found = pipeline.check_up(TOP.parent / name, SAY)
    found = replace(found, community=replace(found.community, id="甲社区", name="甲社区"))
    file = folder / name / "街道汇总.json"
    row = summary.row(found, "甲社区", "result.json", "")
    whole.write(file.with_name(row.result), [result.to_bytes(found)])
    whole.write(file, [street_result.to_bytes(replace(of([row]), communities=(row,)))])
    return opened.load(file)


STREETS = {
    "example": example, "large": large, "one": lambda: _one(), "unusable": unusable,
    "empty": lambda: (of([]), []),
}  # fmt: skip


def _one() -> Street:
    rows = example()[1][:1]
    return of(rows), rows


def pages(which: str) -> dict[str, str]:
    """The street's pages by file name."""
    head, rows = STREETS[which]()
    return dict(street_page.render(head, lambda: rows, SAY))


def compared_pages() -> dict[str, str]:
    """The pages of two rounds by file name."""
    return dict(street_comparison_page.render(compared(), SAY))


def book(which: str) -> bytes:
    """The street's workbook."""
    return workbook(*STREETS[which]())


def workbook(head: StreetResult, rows: Sequence[CommunityRow]) -> bytes:
    """The workbook of any street."""
    into = io.BytesIO()
    street_workbook.write(head, lambda: rows, into, SAY)
    return into.getvalue()
