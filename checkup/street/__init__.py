"""Many communities: the same check-up for each, in processes, and what they are together."""

from checkup.street.batch import Run, check_up_all, results
from checkup.street.cluster import ClusterError, connected
from checkup.street.communities import Step
from checkup.street.compare import compare_streets
from checkup.street.pool import Pool, processes
from checkup.street.setting import Wanted
from checkup.street.turn import TakenError

__all__ = [
    "ClusterError",
    "Pool",
    "Run",
    "Step",
    "TakenError",
    "Wanted",
    "check_up_all",
    "compare_streets",
    "connected",
    "processes",
    "results",
]
