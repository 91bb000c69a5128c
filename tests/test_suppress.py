"""Which cells are hidden: worked examples of method §1.11 and its property P-1.5."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkup.opinion import suppress


def test_t_1_13_a_small_count_takes_the_next_smallest_with_it():
    assert suppress.line([3, 12, 25, 60], 10) == {0, 1}


def test_t_1_14_rows_then_columns_until_nothing_changes():
    hidden = suppress.table([[4, 18, 30], [22, 16, 41], [35, 27, 9]], 10)
    assert hidden == {(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 1), (2, 2)}


def test_two_small_counts_that_make_ten_need_no_third():
    assert suppress.line([4, 7, 30], 10) == {0, 1}
    assert suppress.line([4, 5, 30, 50], 10) == {0, 1, 2}


def test_nobody_is_no_small_count():
    assert suppress.line([0, 0, 12], 10) == set()


def test_a_hidden_cell_among_noughts_does_not_stay_alone():
    assert suppress.line([0, 12, 0], 10, primary=[1]) == {0, 1}


counts = st.integers(0, 40)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), min_size=2, max_size=6)
)


@given(tables, st.booleans())
def test_p_1_5_no_line_has_one_hidden_cell_and_no_small_sum_is_left(rows, unseen):
    hidden = suppress.table(rows, 10, unseen_row=len(rows) - 1 if unseen else None)
    lines = [[(r, c) for c in range(len(rows[0]))] for r in range(len(rows))]
    lines += [[(r, c) for r in range(len(rows))] for c in range(len(rows[0]))]
    for line in lines:
        kept = [rows[r][c] for r, c in line if (r, c) in hidden]
        open_ = [rows[r][c] for r, c in line if (r, c) not in hidden]
        assert not any(0 < n < 10 for n in open_)
        assert len(kept) != 1
        # all of a line that is small itself is hidden, and so must its sum be
        assert not kept or sum(kept) >= 10 or not any(open_)


@given(tables)
def test_a_hidden_total_hides_one_of_its_cells(rows):
    hidden = suppress.table(rows, 10, hidden_totals=[0])
    assert not any(row[0] for row in rows) or any(c == 0 for _, c in hidden)


@given(st.lists(counts, min_size=1, max_size=8), st.data())
def test_a_sum_is_told_only_if_it_gives_no_hidden_cell_away(cells, data):
    hidden = suppress.line(cells, 10)
    cut = data.draw(st.integers(0, len(cells)))
    inside = range(cut)
    if suppress.parts_told(cells, hidden, [inside], 10)[0]:
        for side in (inside, range(cut, len(cells))):
            kept = [cells[at] for at in side if at in hidden]
            assert not 0 < sum(cells[at] for at in side) < 10
            assert not kept or (len(kept) > 1 and sum(kept) >= 10)


def test_sums_are_judged_together():
    # satisfied and dissatisfied are each fine, but both would tell the 5 between them
    cells, hidden = [12, 30, 5, 14, 9], {0, 1, 2, 3, 4}
    assert suppress.parts_told(cells, hidden, [(0, 1), (3, 4)], 10) == [True, False]


@pytest.mark.parametrize(
    ("counts", "groups"),
    [([3, 40, 50], [[0, 1], [2]]), ([40, 12, 4], [[0], [1, 2]]), ([40, 3, 3, 4, 60],
     [[0], [1, 2, 3], [4]]), ([2, 3], [[0, 1]]), ([20, 0, 30], [[0, 1], [2]])],
)  # fmt: skip
def test_neighbouring_ages_join_until_none_is_small(counts, groups):
    assert suppress.neighbours(counts, 10) == groups


def test_estates_without_an_order_join_each_other():
    assert suppress.merged([50, 4, 30, 7], 10) == [[0], [2], [1, 3]]
    assert suppress.merged([50, 4, 30], 10) == [[0], [1, 2]]
    assert suppress.merged([50, 0, 30], 10) == [[0], [1], [2]]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_merging_keeps_everybody_and_leaves_no_small_group(counts):
    for groups in (suppress.merged(counts, 10), suppress.neighbours(counts, 10)):
        assert sorted(at for group in groups for at in group) == list(range(len(counts)))
        sums = [sum(counts[at] for at in group) for group in groups]
        assert sum(counts) < 10 or not any(0 < n < 10 for n in sums)
