"""Files → facts with their cells, and coded answers. The one entry is :func:`read`."""

from checkup.intake.contents import Gathered
from checkup.intake.folder import Told, read

__all__ = ["Gathered", "Told", "read"]
