"""Which counts stay in the house (method §1.11): small ones, and those that would tell them.

A line is a row or column of counts whose sum is published. Nothing here knows a word or a
question. The order is fixed, so the same counts always hide the same cells. It is the method's
heuristic: lines are protected one by one, and no table has more than two ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Cell = tuple[int, int]
"""Row and column of a cell, from 0."""


def small(count: float, least: int) -> bool:
    """Whether a count is of somebody, and of too few people to be shown."""
    return 0 < count < least


def telling(count: float, base: float, least: int) -> bool:
    """Whether a share ``count / base`` would tell of too few people, by itself or by the rest."""
    return small(count, least) or small(base - count, least)


def line(cells: Sequence[int], least: int, primary: Iterable[int] = ()) -> set[int]:
    """Positions to hide in one line whose sum is published.

    >>> sorted(line([3, 12, 25, 60], 10))
    [0, 1]
    """
    return {at for _, at in table([cells], least, primary={(0, at) for at in primary})}


def table(
    rows: Sequence[Sequence[int]],
    least: int,
    *,
    primary: Iterable[Cell] = (),
    unseen_row: int | None = None,
    hidden_totals: Iterable[int] = (),
) -> set[Cell]:
    """Cells to hide in a table of rows × columns whose sums of rows and columns are published.

    ``primary`` are cells hidden for another reason. ``unseen_row`` is not printed but could be
    had by subtraction: it is hidden before any other. ``hidden_totals`` are columns whose sum
    is hidden, so that at least one of their cells must be. A line with one hidden cell, or whose
    hidden cells sum to less than ``least``, loses its smallest other cell that is not 0 (of
    equals the first); repeated until nothing changes.
    """
    hidden = {
        (r, c) for r, row in enumerate(rows) for c, n in enumerate(row) if small(n, least)
    }.union(primary)
    unseen_totals = set(hidden_totals)
    if not hidden and not unseen_totals:
        return hidden
    width = len(rows[0]) if rows else 0
    lines: list[tuple[list[Cell], bool]] = [
        ([(r, c) for c in range(width)], False) for r in range(len(rows))
    ]
    if len(rows) > 1:
        lines += [([(r, c) for r in range(len(rows))], c in unseen_totals) for c in range(width)]
    changed = True
    while changed:
        changed = False
        for cells, unseen_total in lines:
            while not _protected(cells, rows, hidden, least, unseen_total):
                open_ = [cell for cell in cells if cell not in hidden]
                some = [cell for cell in open_ if rows[cell[0]][cell[1]]]
                alone = sum(cell in hidden for cell in cells) == 1
                if not some and not (alone and open_):
                    break
                # among noughts a single hidden cell is the line's sum: one of them goes with it
                hidden.add(
                    min(
                        some or open_,
                        key=lambda at: (at[0] != unseen_row, rows[at[0]][at[1]], at),
                    )
                )
                changed = True
    return hidden


def _protected(
    cells: Sequence[Cell],
    rows: Sequence[Sequence[int]],
    hidden: set[Cell],
    least: int,
    unseen_total: bool,
) -> bool:
    """Whether subtraction along the line tells none of its hidden cells."""
    kept = [rows[r][c] for r, c in cells if (r, c) in hidden]
    if not kept:
        return not unseen_total
    return len(kept) > 1 and sum(kept) >= least


def parts_told(
    cells: Sequence[int], hidden: Iterable[int], parts: Sequence[Iterable[int]], least: int
) -> list[bool]:
    """Which sums over ``parts`` of a line may be printed beside its other cells, in this order.

    A sum may be printed when it and its complement are 0 or at least ``least``, and when it cuts
    the hidden cells, together with the sums allowed before it, into pieces of none, or of
    several that make ``least`` together.
    """
    kept = set(hidden)
    pieces = [set(range(len(cells)))]
    allowed = []
    for part in parts:
        inside = set(part)
        count = sum(cells[at] for at in inside)
        finer = [piece for old in pieces for piece in (old & inside, old - inside) if piece]
        fine = not telling(count, sum(cells), least) and all(
            _whole(piece & kept, cells, least) for piece in finer
        )
        if fine:
            pieces = finer
        allowed.append(fine)
    return allowed


def _whole(hidden: set[int], cells: Sequence[int], least: int) -> bool:
    return not hidden or (len(hidden) > 1 and sum(cells[at] for at in hidden) >= least)


def merged(counts: Sequence[int], least: int) -> list[list[int]]:
    """Positions put together until no group is small, where categories have no order.

    The small ones stand together in the last group; when they are too few even so, the smallest
    of the others joins them. Groups of one keep their order. Positions without a count stay
    alone. A single group is left when nothing else helps.
    """
    few = [at for at, n in enumerate(counts) if small(n, least)]
    rest = [at for at in range(len(counts)) if at not in few]
    while few and sum(counts[at] for at in few) < least:
        told = [at for at in rest if counts[at]]
        if not told:
            break
        joined = min(told, key=lambda at: (counts[at], at))
        few.append(joined)
        rest.remove(joined)
    return [*([at] for at in rest), *([sorted(few)] if few else [])]


def neighbours(counts: Sequence[int], least: int) -> list[list[int]]:
    """Neighbouring positions put together until every group has ``least`` or more.

    For categories with an order, such as ages. The smallest group joins the smaller of its
    neighbours (of equals the earlier), until none is below; one group is left at worst.
    """
    groups = [[at] for at in range(len(counts))]

    def size(at: int) -> int:
        return sum(counts[each] for each in groups[at])

    while len(groups) > 1:
        at = min(range(len(groups)), key=lambda each: (size(each), each))
        if size(at) >= least:
            break
        beside = min(
            (near for near in (at - 1, at + 1) if 0 <= near < len(groups)),
            key=lambda near: (size(near), near),
        )
        first, second = sorted((at, beside))
        groups[first] += groups.pop(second)
    return groups
