"""How often a process of ours looks for garbage."""

from __future__ import annotations

import gc

_NEW_OBJECTS = 200_000


def seldom() -> None:
    """Look once in 200,000 new objects instead of 700.

    What a run builds it keeps to its end, nearly all of it without cycles. Python's own pace
    walks over a whole survey again and again while it is read, which finds nothing and takes the
    longer the more rows there are.
    """
    gc.set_threshold(_NEW_OBJECTS)
