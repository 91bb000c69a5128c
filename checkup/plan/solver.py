"""The one place that calls the solver: HiGHS, through SciPy, kept quiet."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite

from msgspec import Struct

from checkup.plan.equations import Equations


class Answer(Struct, frozen=True):
    """What the solver says. ``values`` are None when it has no plan.

    ``proved``: the values are best, or surely no plan exists; else the search ended at its node
    limit, and ``bound`` (None = unknown) is what no plan can be below.
    """

    values: list[float] | None
    proved: bool
    bound: float | None


def minimise(
    objective: Mapping[int, float], equations: Equations, node_limit: int | None = None
) -> Answer:
    """The values of the columns that make the objective least (method §4.5, ``mip_rel_gap=0``).

    ``node_limit`` ends the search at the same place every time; None = search to the end.
    """
    # half a second to import, and only a plan under a budget needs it
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    columns = len(equations.upper)
    goal = np.zeros(columns)
    for column, number in objective.items():
        goal[column] = number
    starts: list[int] = [0]
    indices: list[int] = []
    numbers: list[float] = []
    for row in equations.rows:
        indices += row.terms.keys()
        numbers += row.terms.values()
        starts.append(len(indices))
    matrix = csr_array(
        (np.array(numbers, dtype=float), np.array(indices, dtype=np.int32), np.array(starts)),
        shape=(len(equations.rows), columns),
    )
    lows = [-np.inf if row.low is None else row.low for row in equations.rows]
    highs = [np.inf if row.high is None else row.high for row in equations.rows]
    with _quiet():
        answer = milp(
            goal,
            integrality=np.array(equations.whole, dtype=int),
            bounds=Bounds(0, np.array(equations.upper)),
            constraints=LinearConstraint(matrix, lows, highs) if equations.rows else (),
            options={"mip_rel_gap": 0}
            if node_limit is None
            else {"mip_rel_gap": 0, "node_limit": node_limit},
        )
    bound = answer.mip_dual_bound
    # 0 = best, 2 = infeasible. SciPy has no word for the node limit: it is 4 like other troubles,
    # among them "unbounded or infeasible"; without a limit and with bounds that is infeasible
    return Answer(
        values=None if answer.x is None else answer.x.tolist(),
        proved=answer.status in (0, 2) or node_limit is None,
        bound=float(bound) if bound is not None and isfinite(bound) else None,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing the solver's C code prints reaches stdout, which carries data (``--json``)."""
    sys.stdout.flush()
    _flush_c()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        # what C still holds back must go before the real stdout is in place again
        _flush_c()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _flush_c() -> None:
    library = ctypes.cdll.ucrtbase if sys.platform == "win32" else ctypes.CDLL(None)
    library.fflush(None)
