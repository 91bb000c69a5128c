"""What a reader of a result could work out: counts that are printed, and counts by subtraction.

Every printed sum is an equation over cells; whatever follows by filling in single unknowns is
known too. The tests then look for counts of people between 1 and the smallest printed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checkup.model import Breakdown, Estimate, Item, QuestionResult, Survey

Cell = tuple[str, ...]


class Known:
    """Cells with their counts, and sums of cells."""

    def __init__(self) -> None:
        self.cells: dict[Cell, int] = {}
        self.sums: list[tuple[frozenset[Cell], int]] = []

    def told(self, cell: Cell, count: int) -> None:
        self.cells[cell] = count

    def adds(self, cells: Iterable[Cell], total: int | None) -> None:
        if total is not None:
            self.sums.append((frozenset(cells), total))

    def worked_out(self) -> Iterator[tuple[str, int]]:
        """(where, count) of everything a reader knows, sums of what is still hidden too."""
        changed = True
        while changed:
            changed = False
            for cells, total in self.sums:
                open_ = [cell for cell in cells if cell not in self.cells]
                if len(open_) == 1:
                    rest = total - sum(self.cells[c] for c in cells if c in self.cells)
                    self.cells[open_[0]] = rest
                    changed = True
        yield from (("/".join(cell), count) for cell, count in self.cells.items())
        for cells, total in self.sums:
            open_ = sorted("/".join(cell) for cell in cells if cell not in self.cells)
            if open_:
                told = sum(self.cells[cell] for cell in cells if cell in self.cells)
                yield " + ".join(open_), total - told


def small_counts(
    survey: Survey, items: Iterable[Item] = (), least: int = 10
) -> list[tuple[str, int]]:
    """Every count of people below ``least`` that the result tells or gives away.

    Rows set aside are no answers, and how many left a question open is none either (method
    T-1.1); the counts of the rest must be 0 or at least ``least``.
    """
    found: list[tuple[str, int]] = []
    for question in survey.questions:
        found += list(_question(question))
    found += [("groups/" + name, n) for name, n in survey.groups.items()]
    found += [("channels/" + name, n) for name, n in survey.channels.items()]
    found += [(f"composition/{each.label}", each.n) for each in survey.weighting.composition]
    asked: dict[str | None, int] = {}
    for question in survey.questions:
        if question.kind == "satisfaction" and question.mean is not None:
            asked[question.item] = asked.get(question.item, 0) + 1
    overall = [("overall", survey.overall)] if survey.overall else []
    rated = [(each.id, each.satisfaction) for each in items if asked.get(each.id) == 1]
    for name, told in (*overall, *rated):
        if told is not None:
            found += _both_sides(name, told.top2, told.n)
    for each in items:
        if each.demand is not None:
            need, n = each.demand, each.demand.n
            found += [(f"{each.id}/lack", need.x), *_both_sides(each.id, need.rate, n)]
            if need.need_rate is not None:
                found += _both_sides(f"{each.id}/need", need.need_rate, n)
                found.append((f"{each.id}/met", round(need.need_rate * n) - need.x))
    return [(name, n) for name, n in found if 0 < n < least]


def _both_sides(name: str, share: float, n: int) -> list[tuple[str, int]]:
    count = round(share * n)
    return [(name, count), (f"{name}/rest", n - count), (f"{name}/n", n)]


def _question(told: QuestionResult) -> Iterator[tuple[str, int]]:
    bare = {"n": told.n, "blank": told.blank, "skipped": told.skipped, "scored": told.scored}
    yield from ((f"{told.id}/{name}", n) for name, n in bare.items() if n is not None)
    yield from ((f"{told.id}/{name}", n) for name, n in told.by_group.items())
    # several bases of the same people: what lies between them
    ours = {n for n in (told.n, told.scored) if n is not None}
    ours |= {told.by_group["居民"]} if "居民" in told.by_group else set()
    yield from ((f"{told.id}/between", abs(a - b)) for a in ours for b in ours)
    for share in (told.satisfied, told.dissatisfied, told.satisfied_basic):
        if share is not None:
            yield from _both_sides(told.id, share.value, share.n)
    for table in (None, *told.breakdowns):
        known = Known()
        _write(known, told, table)
        yield from ((f"{told.id}:{name}", n) for name, n in known.worked_out())


SATISFIED = ("非常满意", "满意", "很满意")
DISSATISFIED = ("不满意", "非常不满意")


def _write(known: Known, told: QuestionResult, table: Breakdown | None) -> None:
    """The question's own line, and one table by group with the sums that both share."""
    scale = told.scored is not None or told.mean is not None
    base = told.scored if told.scored is not None else told.n
    labels = _labels(told, scale)
    added = not told.several
    _line(known, "all", told.options, labels, base, added)
    _shares(known, "all", labels, told.satisfied, told.dissatisfied)
    if scale and told.n is not None and base is not None and told.n > base:
        unsure = [each.label for each in told.options if each.label not in labels]
        known.adds([("all", label) for label in (unsure or ["不了解"])], told.n - base)
    if table is None:
        return
    for column in table.columns:
        _line(known, column.label, column.options, labels, column.n, added)
        _shares(known, column.label, labels, column.top2, None)
        known.told((column.label, "n"), column.n)
    if table.variable == "group":
        return
    together = [[each.label] for each in table.columns]
    if table.variable == "household":
        groups = [[*each, "but " + each[0]] for each in together]
    else:
        groups = [[*(name for each in together for name in each), "others"]]
    for names in groups:
        for label in labels:
            # the sum over all groups is the question's own cell, known or not
            if ("all", label) in known.cells:
                total = known.cells["all", label]
                known.adds([(name, label) for name in names], total)
                if not added and base is not None:
                    known.adds([(name, "not " + label) for name in names], base - total)
        if told.satisfied is not None:
            happy = round(told.satisfied.value * told.satisfied.n)
            known.adds([(name, "satisfied") for name in names], happy)
            known.adds([(name, "other") for name in names], told.satisfied.n - happy)


def _labels(told: QuestionResult, scale: bool) -> list[str]:
    shown = [*told.options, *(o for t in told.breakdowns for c in t.columns for o in c.options)]
    labels = list(dict.fromkeys(each.label for each in shown))
    labels = [label for label in labels if not (scale and label == "不了解")]
    most = max([told.hidden, *(c.hidden for t in told.breakdowns for c in t.columns)])
    widest = max(
        [len(labels), *(len(c.options) + c.hidden for t in told.breakdowns for c in t.columns)]
    )
    return [*labels, *(f"?{at}" for at in range(widest - len(labels) if most else 0))]


def _line(
    known: Known, group: str, options: Iterable, labels: list[str], base: int | None, added: bool
) -> None:
    for each in options:
        if each.label in labels:
            known.told((group, each.label), each.count)
            if not added and base is not None:
                known.told((group, "not " + each.label), base - each.count)
    if added:
        known.adds([(group, label) for label in labels], base)
    elif base is not None:
        for label in labels:
            known.adds([(group, label), (group, "not " + label)], base)


def _shares(
    known: Known, group: str, labels: list[str], top: Estimate | None, bottom: Estimate | None
) -> None:
    for share, words in ((top, SATISFIED), (bottom, DISSATISFIED)):
        if share is not None and not any(label.startswith("?") for label in labels):
            inside = [label for label in labels if label in words]
            count = round(share.value * share.n)
            known.adds([(group, label) for label in inside], count)
            known.adds([(group, label) for label in labels if label not in inside], share.n - count)
            if share is top:
                known.told((group, "satisfied"), count)
                known.told((group, "other"), share.n - count)
