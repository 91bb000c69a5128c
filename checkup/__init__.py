"""checkup: from questionnaires and a facility ledger to shortfalls and projects."""

__version__ = "0.1.0"
