"""Many communities: the same check-up for each, in processes, and what they are together."""

from checkup.street.batch import Run, Step, Wanted, check_up_all, results

__all__ = ["Run", "Step", "Wanted", "check_up_all", "results"]
