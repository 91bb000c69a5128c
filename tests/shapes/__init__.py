"""One set of answers to our own question bank in the shape of every platform of exports.md."""

from __future__ import annotations

from shapes import chinese, paper, wjx, world
from shapes.people import COUNT, PLANTED, Person, columns, people
from shapes.shape import Shape

SHAPES: tuple[Shape, ...] = (*wjx.SHAPES, *chinese.SHAPES, *world.SHAPES, *paper.SHAPES)
"""Every shape that is read in words or in codes whose meaning the file or its name tells."""

__all__ = ["COUNT", "PLANTED", "SHAPES", "Person", "Shape", "chinese", "columns", "paper",
           "people", "wjx", "world"]  # fmt: skip
