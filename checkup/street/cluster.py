"""A running Dask cluster as one more executor; its client stands in for processes of our own.

What is lost with a worker Dask gives to another; what kills every worker it is given to is the
task's own doing, as with a process (:mod:`checkup.street.pool`).
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit
from weakref import WeakSet

from msgspec import Struct

from checkup.street import sent
from checkup.street.pool import AHEAD, GoneError
from checkup.street.sent import OtherProgramError, Parcel, Steps

if TYPE_CHECKING:
    import distributed
    from distributed import Client, Security

_PATIENCE = 10
"""Seconds until a cluster that does not answer, or has no worker, is given up."""
_LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application")


Why = Literal[
    "missing", "address", "unreachable", "tls", "empty", "without", "other", "other_files", "lost"
]


class ClusterError(GoneError):
    """The cluster cannot be used, or not any more: why, and what the sentence about it names."""

    def __init__(self, why: Why, **slots: str) -> None:
        super().__init__(why)
        self.why = why
        self.slots = slots


class Cluster(Struct, frozen=True):
    """A cluster that is ready: how many processes it has, and executors for them."""

    workers: int
    pool: Callable[[int], Executor]


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler is there, every worker of it being the same program as this.

    Raises ClusterError; nothing has been handed out then.
    """
    _check(address)
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError("missing") from None
    with _quiet():
        try:
            client = Client(
                address, timeout=_PATIENCE, set_as_default=False, security=_security(address)
            )
        except (OSError, TimeoutError):
            raise ClusterError("unreachable", address=address) from None
        try:
            _wait(client)
            workers = _same_program(client)
            yield Cluster(workers, lambda jobs: _Sending(client, jobs))
        finally:
            client.close(timeout=2)


def _check(address: str) -> None:
    try:
        told = urlsplit(address)
        whole = address in (f"tcp://{told.netloc}", f"tls://{told.netloc}")
        fine = whole and bool(told.hostname) and bool(told.port)
    except ValueError:
        fine = False
    if not fine:
        raise ClusterError("address", address=address)


def _security(address: str) -> Security:
    """What the user's settings of Dask say of certificates, which has to go with the address."""
    from distributed import Security

    told = Security()
    try:
        how = told.get_connection_args("client")
    except (OSError, ValueError):
        raise ClusterError("tls", address=address) from None
    safe = address.startswith("tls:")
    if (safe and how.get("ssl_context") is None) or (not safe and how.get("require_encryption")):
        raise ClusterError("tls", address=address)
    return told


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own words are about its insides; what matters of them we say ourselves."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="distributed")
        yield


def _wait(client: Client) -> None:
    """Until there is a worker; ClusterError when none comes."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise ClusterError("empty") from None
    except (OSError, RuntimeError):
        raise ClusterError("lost") from None


def _same_program(client: Client) -> int:
    """How many workers there are, each the same program as this one; else ClusterError."""
    told: dict[str, Any] = client.run(sent.identity, on_error="return")
    # one that went away while it was asked takes no part
    there = {each: theirs for each, theirs in told.items() if not isinstance(theirs, OSError)}
    for address, theirs in sorted(there.items()):
        if not isinstance(theirs, dict):
            raise ClusterError("without", address=address)
        found = sent.difference(theirs)
        if found is not None:
            raise _other(address, *found)
    if not there:
        raise ClusterError("empty")
    return len(there)


def _other(address: str, name: str, theirs: str, ours: str) -> ClusterError:
    if name == "program":
        return ClusterError("other_files", address=address)
    return ClusterError("other", address=address, name=name, theirs=theirs or "-", ours=ours or "-")


class _Sending(ThreadPoolExecutor):
    """One thread for each task under way: it packs, waits, and puts in place."""

    def __init__(self, client: Client, workers: int) -> None:
        super().__init__(AHEAD * workers)
        self._client = client
        self._asked: WeakSet[distributed.Future] = WeakSet()
        self._over = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        return super().submit(self._through, sent.STEPS[fn], *args, **more)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            self._over = True
            self._client.cancel(list(self._asked))
        super().shutdown(wait, cancel_futures=cancel_futures)

    def _through(self, steps: Steps, task: Any) -> Any:
        parcel = steps.pack(task)
        if not isinstance(parcel, Parcel):
            return parcel
        packed = pickle.dumps((steps.make, parcel))
        return steps.keep(task, self._made(packed))

    async def _told(self, asked: distributed.Future) -> Any:
        return await self._client.gather(asked, asynchronous=True)

    def _made(self, packed: bytes) -> Any:
        from distributed import KilledWorker

        try:
            if self._over:
                raise CancelledError
            asked = self._client.submit(sent.work, sent.identity(), packed, pure=False)
            self._asked.add(asked)
            # not Dask's own executor: when a result is lost with its worker and cannot be made
            # again, a future of that one never ends
            made = asyncio.run_coroutine_threadsafe(
                self._told(asked), self._client.loop.asyncio_loop
            )
            while not made.done():
                try:
                    made.exception(_PATIENCE)
                except TimeoutError:
                    _wait(self._client)
            return made.result()
        except KilledWorker as died:
            raise BrokenExecutor(str(died)) from None
        except OtherProgramError as other:
            raise _other(*other.args) from None
        except CancelledError:
            raise ClusterError("lost") from None
