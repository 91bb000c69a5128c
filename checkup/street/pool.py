"""Jobs through an executor. A process that dies is blamed on the job that killed it.

When an executor breaks, every job it had is a suspect; each is tried once more, alone. Whichever
breaks again did it, the others are done.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from itertools import islice
from typing import Generic, TypeVar

from msgspec import Struct

from checkup import garbage

Job = TypeVar("Job")
Done = TypeVar("Done")
Pool = Callable[[int], Executor]
"""Number of workers → a new executor of that many."""
AHEAD = 2
"""Jobs an executor has at a time, per worker: one at work, one at hand."""


class GoneError(Exception):
    """There is no executor any more, and no new one to be had. What is done stays done."""


class Ended(Struct, Generic[Job, Done], frozen=True):
    """A job with what came of it: ``done``, or ``error``, or the process died (neither)."""

    job: Job
    done: Done | None = None
    error: BaseException | None = None


def processes(workers: int) -> Executor:
    """Processes of this machine, started afresh: the same on every system."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def here(workers: int) -> Executor:
    """One thread of this process, however many are asked for: where there is little to do."""
    return ThreadPoolExecutor(1)


def _begin() -> None:
    """In a worker: an interrupt is the parent's to answer, and without a parent there is no
    reason to stay."""
    garbage.seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def run(
    jobs: Iterable[Job], work: Callable[[Job], Done], pool: Pool, workers: int
) -> Iterator[Ended[Job, Done]]:
    """Every job with its end, as they end. Jobs are taken from the iterable when needed.

    Raises GoneError, of all that a job may end with, since no other job can be done then.
    """
    waiting = iter(jobs)
    executor: Executor | None = None
    running: dict[Future[Done], Job] = {}
    try:
        while True:
            suspects: list[Job] = []
            for job in islice(waiting, AHEAD * workers - len(running)):
                executor = executor or pool(workers)
                try:
                    running[executor.submit(work, job)] = job
                except BrokenExecutor:
                    suspects.append(job)
            if not running and not suspects:
                return
            ended = wait(running, return_when=FIRST_COMPLETED).done if running else set()
            if suspects or any(isinstance(each.exception(), BrokenExecutor) for each in ended):
                ended = wait(running).done
            for future in [each for each in running if each in ended]:
                job = running.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    suspects.append(job)
                else:
                    yield _end(job, future)
            if suspects and executor is not None:
                executor.shutdown(wait=False)
                executor = None
                yield from _alone(suspects, work, pool)
    finally:
        if executor is not None:
            # what a worker has begun it ends, also when the run is interrupted
            executor.shutdown(cancel_futures=True)


def _alone(
    jobs: Iterable[Job], work: Callable[[Job], Done], pool: Pool
) -> Iterator[Ended[Job, Done]]:
    executor: Executor | None = None
    try:
        for job in jobs:
            executor = executor or pool(1)
            future = executor.submit(work, job)
            if isinstance(future.exception(), BrokenExecutor):
                executor.shutdown(wait=False)
                executor = None
                yield Ended(job)
            else:
                yield _end(job, future)
    finally:
        if executor is not None:
            executor.shutdown()


def _end(job: Job, future: Future[Done]) -> Ended[Job, Done]:
    error = future.exception()
    if isinstance(error, GoneError):
        raise error
    return Ended(job, None, error) if error is not None else Ended(job, future.result())
