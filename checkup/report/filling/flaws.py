"""What is wrong with a form, as a problem of the catalogue at a cell."""

from __future__ import annotations

from checkup.model import Problem
from checkup.problems import FORMS


def flaw(
    code: str, sheet: str | None = None, cell: str | None = None, found: object = "", **slots: str
) -> Problem:
    """A problem of a form. Raises KeyError for a code that is not in the catalogue."""
    FORMS[code]
    return Problem(code=code, sheet=sheet, cell=cell, found=str(found), slots=slots)


class RefusedError(Exception):
    """The form cannot be filled: every problem of it, and nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(", ".join(each.code for each in problems))
