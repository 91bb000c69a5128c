"""Files → facts with their cells, and coded answers. The one entry is :func:`read`."""

from checkup.intake.folder import Gathered, Told, read

__all__ = ["Gathered", "Told", "read"]
