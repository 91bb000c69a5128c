"""A street on many machines: the same bytes as here, whatever becomes of a worker.

A scheduler and two workers of this machine stand in for them. Nothing is shared with them but a
port: a worker sees no file of the street.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import test_sharing
import test_street_batch
import test_street_routing as routing
from distributed import Client
from test_problems import SEX
from typer.testing import CliRunner

import checkup
from checkup.cli import app
from checkup.report import wording
from checkup.street import ClusterError, Run, Step, Wanted, check_up_all, connected, sent
from checkup.street.pool import Pool

ROOT = Path(__file__).parent.parent
say = wording.load()
PATIENCE = 60
"""Seconds that a worker may take to start on a machine with much else to do."""
DEADLY = """
import os
from pathlib import Path
from checkup.street import community_task

class Lost:
    def __reduce__(self):
        os._exit(1)

def make(task, stored, inner=community_task.make_files):
    if "要命" in task.path:
        os._exit(1)
    if "丢失" in task.path:
        made = Path("made")  # where all workers were started
        if made.exists():
            raise ValueError("not twice")
        made.touch()
        return Lost()
    return inner(task, stored)

community_task.make_files = make
"""
"""What a worker runs before it begins: reading one community kills it; what it makes of another
is lost when it is fetched, and cannot be made again."""
OVERLAY = (ROOT / "checkup/standards/complete-community-2020/overlays/pilot-2022.yaml").read_text(
    encoding="utf-8"
)


def started(command: str, *words: object, path: Path = ROOT, cwd: Path) -> subprocess.Popen[bytes]:
    """One of Dask's own commands, knowing ``path``; what it says is left in its folder."""
    env = {
        **os.environ,
        "PYTHONPATH": str(path),
        # a task that two workers died of is the one that kills them
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    }
    with (cwd / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{command}", *map(str, words)],
            cwd=cwd, env=env, stdout=log, stderr=log,
        )  # fmt: skip


def stopped(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()


def until(true: Callable[[], Any]) -> Any:
    for _ in range(PATIENCE * 20):
        told = true()
        if told:
            return told
        time.sleep(0.05)
    raise AssertionError("it never happened")


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    file = folder / "scheduler.json"
    process = started(
        "scheduler", "--port", 0, "--host", "127.0.0.1", "--no-dashboard",
        "--scheduler-file", file, cwd=folder,
    )  # fmt: skip
    try:
        told = json.loads(until(lambda: file.exists() and file.read_text()))
        yield told["address"], process
    finally:
        stopped(process)


@contextmanager
def worker(
    address: str, folder: Path, *words: object, path: Path = ROOT, processes: int = 1
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Workers; gives the address of the last one. One alone is there sooner, and when it is
    killed nobody starts it anew."""
    if processes == 1:
        words += ("--no-nanny",)
    with Client(address, set_as_default=False) as client:
        before = set(client.nthreads())
        process = started(
            "worker", address, "--nthreads", 1, "--nworkers", processes, "--no-dashboard",
            "--local-directory", folder / "scratch", *words, cwd=folder, path=path,
        )  # fmt: skip
        until(lambda: len(set(client.nthreads()) - before) >= processes)
        new = max(set(client.nthreads()) - before)
    try:
        yield new, process
    finally:
        stopped(process)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "deadly.py").write_text(DEADLY, encoding="utf-8")
    with (
        scheduler(folder) as (address, _),
        worker(address, folder, "--preload", folder / "deadly.py", processes=2),
    ):
        yield address


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Neighbours that share, own rules, own templates, a photograph, one file for two communities.
    Results go elsewhere."""
    top = tmp_path_factory.mktemp("street") / "示例街道"
    test_sharing.community(top / "甲社区", 0, test_sharing.NURSERY)
    test_sharing.community(top / "北片" / "乙社区", 600)
    own = top / "北片" / "乙社区" / "templates"
    (own / "wording").mkdir(parents=True)
    (own / "wording" / "zh.yaml").write_text("page: {internal: 仅供本街道}\n", encoding="utf-8")
    (top.parent / "本地.yaml").write_text(OVERLAY, encoding="utf-8")
    test_sharing.community(top / "丙社区", 900)
    with (top / "丙社区" / "checkup.yaml").open("a", encoding="utf-8") as file:
        file.write(f"overlays: ['{top.parent / '本地.yaml'}']\n")
    (top / "丙社区" / "坏.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    (top / "丙社区" / "现场.jpg").write_bytes(b"of a photograph only that it is there is told")
    routing.book(top / "南片" / "街道.xlsx", 街道=routing.MEMBERS)
    answers = [["枫树社区", "男"], ["柳树社区", "女"], ["哪里都不是", "女"]]
    routing.answers(top / "南片", [routing.WHERE, SEX], *answers * 6)
    return top


@pytest.fixture(scope="module")
def here(street: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run on this machine writes of the street."""
    out = tmp_path_factory.mktemp("here")
    head = batch(street, out, threads).head
    assert head.counted == 5
    assert head.offers
    assert [(each.path, each.why) for each in head.unusable] == [("丙社区", "input")]
    return files(out)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three communities of which little is known."""
    top = tmp_path / "小街道"
    for number, name in enumerate(("甲社区", "乙社区", "丙社区")):
        test_street_batch.community(top / name, 1000 + number)
    return top


def threads(workers: int) -> Executor:
    return ThreadPoolExecutor(1)


def batch(
    top: Path, out: Path, pool: Pool, workers: int = 2,
    tell: Callable[[Step], None] = lambda step: None, wanted: Wanted | None = None,
) -> Run:  # fmt: skip
    done = check_up_all(top, out, say, wanted or Wanted(), workers, tell, pool)
    assert done is not None
    return done


def files(folder: Path) -> dict[str, bytes]:
    """Everything that was written, marks among it."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


# --- the same ------------------------------------------------------------------------------------


def test_every_byte_is_that_of_a_run_here(
    cluster: str, street: Path, here: dict[str, bytes], tmp_path: Path
) -> None:
    before = files(street)
    with connected(cluster) as ready:
        assert ready.workers == 2
        assert batch(street, tmp_path, ready.pool).computed == 5
    written = files(tmp_path)
    assert written == here
    assert files(street) == before
    assert "仅供本街道" in written["北片/乙社区/体检报告.html"].decode()
    assert "pilot-2022" in written["丙社区/result.json"].decode()
    with Client(cluster, set_as_default=False) as client:
        rooms = client.run(lambda dask_worker: dask_worker.local_directory)
    assert len(rooms) == 2
    assert not [file for room in rooms.values() for file in Path(room).rglob("checkup.yaml")]


def test_a_sealed_round_and_its_revision_are_those_of_a_run_here(
    cluster: str, street: Path, tmp_path: Path
) -> None:
    """Archives too: with rules and templates of its own, a photograph, and files of a street."""
    sealed = Wanted(round="2026", final=True)
    later = Wanted(round="2026", final=True, as_of=date(2031, 1, 1))
    with connected(cluster) as ready:
        for wanted, kept in ((sealed, "街道存档_2026.zip"), (later, "街道存档_2026-修订1.zip")):
            made = batch(street, tmp_path / "here", threads, wanted=wanted)
            far = batch(street, tmp_path / "there", ready.pool, wanted=wanted)
            assert made.computed == far.computed == 5
            assert made.seal is not None, made.unsealed
            assert made.seal.name == kept
            assert files(tmp_path / "there") == files(tmp_path / "here")
        assert batch(street, tmp_path / "there", threads, wanted=later).computed == 0


def test_what_a_person_has_filled_meanwhile_is_left_alone(
    cluster: str, small: Path, tmp_path: Path
) -> None:
    out = tmp_path / "结果"
    batch(small, out, threads)
    form = out / "甲社区" / "待补资料.xlsx"
    form.write_bytes(b"somebody's work")
    (out / "甲社区" / "result.json").unlink()
    with connected(cluster) as ready:
        again = batch(small, out, ready.pool)
    assert again.computed == 1
    assert form.read_bytes() == b"somebody's work"
    assert (out / "甲社区" / "待补资料(2).xlsx").is_file()


# --- what becomes of workers ---------------------------------------------------------------------


def test_a_worker_killed_midway_loses_nothing(
    cluster: str, street: Path, here: dict[str, bytes], tmp_path: Path
) -> None:
    steps: list[Step] = []
    with Client(cluster, set_as_default=False) as client:
        victim, pid = min(client.run(os.getpid).items())

        def kill(step: Step) -> None:
            if not steps:
                os.kill(pid, signal.SIGKILL)
            steps.append(step)

        with connected(cluster) as ready:
            run = batch(street, tmp_path, ready.pool, tell=kill)
        until(lambda: victim not in client.nthreads() and len(client.nthreads()) == 2)
    assert sorted(step.number for step in steps) == [1, 2, 3, 4, 5]
    assert run.computed == 5
    assert files(tmp_path) == here


def test_a_folder_that_kills_workers_is_blamed_and_no_other(
    cluster: str, small: Path, tmp_path: Path
) -> None:
    test_street_batch.community(small / "要命社区")
    with connected(cluster) as ready:
        head = batch(small, tmp_path / "结果", ready.pool).head
    assert [(each.path, each.why) for each in head.unusable] == [("要命社区", "died")]
    assert head.counted == 3
    with Client(cluster, set_as_default=False) as client:
        until(lambda: len(client.nthreads()) == 2)
        room = next(iter(client.run(lambda dask_worker: dask_worker.local_directory).values()))
    # what was laid out for the one that died went when the next one started
    assert not list(Path(room).parent.rglob("checkup.yaml"))


def test_what_is_lost_on_its_way_and_cannot_be_made_again_ends_too(
    cluster: str, small: Path, tmp_path: Path
) -> None:
    test_street_batch.community(small / "丢失社区")
    with connected(cluster) as ready:
        head = batch(small, tmp_path / "结果", ready.pool).head
    assert [(each.path, each.why) for each in head.unusable] == [("丢失社区", "folder")]
    assert "not twice" in head.unusable[0].sentence
    assert head.counted == 3
    with Client(cluster, set_as_default=False) as client:
        until(lambda: len(client.nthreads()) == 2)


@pytest.mark.parametrize("why", ["lost", "empty"])
def test_a_cluster_that_is_gone_ends_the_run_and_the_next_goes_on(
    why: str, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its scheduler, or all its workers."""
    done: list[str] = []
    with scheduler(tmp_path) as (address, ruling), worker(address, tmp_path) as (_, working):

        def kill(step: Step) -> None:
            done.append(step.path)
            monkeypatch.setattr("checkup.street.cluster._PATIENCE", 3)
            (ruling if why == "lost" else working).kill()

        with pytest.raises(ClusterError) as caught, connected(address) as ready:
            batch(small, tmp_path / "结果", ready.pool, 1, kill)
        if why == "empty":
            assert refused(small, "--cluster", address) == (3, say("cli.cluster.empty"))
    assert caught.value.why == why
    assert not (tmp_path / "结果" / "街道汇总.json").exists()
    left = batch(small, tmp_path / "结果", threads)
    assert left.head.counted == 3
    assert left.computed <= 3 - len(done)


# --- who may take part ---------------------------------------------------------------------------


def test_a_worker_with_other_rules_is_refused_by_its_address(cluster: str, tmp_path: Path) -> None:
    other = tmp_path / "别的版本"
    for name in ("checkup", "surveys", "templates"):
        shutil.copytree(ROOT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "surveys" / "private.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    with (
        worker(cluster, tmp_path, path=other) as (address, _),
        pytest.raises(ClusterError) as caught,
        connected(cluster),
    ):
        raise AssertionError("it was let in")
    assert (caught.value.why, caught.value.slots) == ("other_files", {"address": address})


def test_a_worker_without_the_program_is_refused_by_its_address(
    cluster: str, tmp_path: Path
) -> None:
    (tmp_path / "checkup").mkdir()
    (tmp_path / "checkup" / "__init__.py").write_text("", encoding="utf-8")
    with (
        worker(cluster, tmp_path, path=tmp_path) as (address, _),
        pytest.raises(ClusterError) as caught,
        connected(cluster),
    ):
        raise AssertionError("it was let in")
    assert (caught.value.why, caught.value.slots) == ("without", {"address": address})


def test_a_worker_that_comes_later_opens_nothing_of_another_program(
    cluster: str, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = sent.identity() | {"numpy": "0.1"}
    with connected(cluster) as ready:
        monkeypatch.setattr(sent, "identity", lambda: ours)
        with pytest.raises(ClusterError) as caught:
            batch(small, tmp_path / "结果", ready.pool)
    assert caught.value.why == "other"
    assert caught.value.slots["name"] == "numpy"
    assert not (tmp_path / "结果" / "街道汇总.json").exists()


# --- as a user meets it --------------------------------------------------------------------------


def test_the_command_hands_its_street_to_a_cluster(
    cluster: str, small: Path, tmp_path: Path
) -> None:
    (small / "坏社区").mkdir()
    (small / "坏社区" / "checkup.yaml").write_text("overlay: []\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "checkup", "batch", small, "--cluster", cluster,
         "-o", tmp_path / "结果"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 3
    lines = ran.stderr.splitlines()
    assert "overlays" in next(line for line in lines if "坏社区" in line)
    told = {say("cli.batch.step", number=number, total=4) for number in range(1, 5)}
    assert [line for line in lines if line not in told and "坏社区" not in line] == []
    assert "3 个社区有结果" in ran.stdout


def refused(*words: object) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["batch", *map(str, words)])
    return ran.exit_code, ran.stderr.strip()


@pytest.mark.parametrize(
    "address", ["10.0.0.1:8786", "tcp://host", "tcp://host:x", "http://h:1", "tcp://h:1/a"]
)
def test_an_address_that_is_none_is_a_wrong_command_line(small: Path, address: str) -> None:
    assert refused(small, "--cluster", address) == (
        2, say("cli.cluster.address", address=address),
    )  # fmt: skip


def test_a_number_of_processes_is_the_clusters_own_matter(small: Path) -> None:
    assert refused(small, "--cluster", "tcp://h:1", "-j", 2) == (2, say("cli.batch.cluster_jobs"))


def test_nobody_there_is_one_sentence(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkup.street.cluster._PATIENCE", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        assert refused(small, "--cluster", address) == (
            3, say("cli.cluster.unreachable", address=address),
        )  # fmt: skip
        safe = address.replace("tcp", "tls")
        assert refused(small, "--cluster", safe) == (3, say("cli.cluster.tls", address=safe))


def test_without_the_extra_it_says_how_to_install_it(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert refused(small, "--cluster", "tcp://h:1") == (2, say("cli.cluster.missing"))


def test_the_same_is_a_matter_of_program_and_libraries() -> None:
    ours = sent.identity()
    assert ours["checkup"] == checkup.__version__
    assert all(ours.values())
    assert sent.difference(ours) is None
    assert sent.difference({**ours, "numpy": "1"}) == ("numpy", "1", ours["numpy"])
    assert sent.difference({}) == ("checkup", "", checkup.__version__)
