"""Rounds (轮次): two of them beside each other, and one of them sealed (method §6.3)."""

from checkup.rounds.compare import compare

__all__ = ["compare"]
