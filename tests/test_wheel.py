"""The wheel, installed somewhere else, finds its data and scores an example."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from checkup.street import cache

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the unpacked wheel."""
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", built, ROOT],
        check=True,
        capture_output=True,
    )
    place = tmp_path_factory.mktemp("elsewhere")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(place)
    return place


def _run(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program from the wheel alone: the checkout is neither the folder nor on the path."""
    code = "from checkup.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *words],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_brings_its_data(installed: Path) -> None:
    for name in (
        "surveys/ledger.yaml", "surveys/facilities.yaml", "surveys/residents.yaml",
        "surveys/dialects/wjx.yaml", "templates/wording/zh.yaml", "templates/report.html.j2",
        "templates/style.css", "templates/residents.html.j2", "templates/chart.svg.j2",
        "standards/complete-community-2020/standard.yaml",
    ):  # fmt: skip
        assert (installed / "checkup" / name).is_file(), name


def test_installed_elsewhere_it_scores_an_example(installed: Path, tmp_path: Path) -> None:
    ran = _run(installed, "score", str(ROOT / "examples" / "枫树社区"), "-o", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    assert "枫树社区" in ran.stdout
    for name in ("result.json", "体检报告.html", "体检报告.xlsx", "待补资料.xlsx"):
        assert (tmp_path / name).stat().st_size > 0


def test_the_wheel_is_the_same_program_as_the_checkout(installed: Path) -> None:
    """As a cluster asks its workers, wherever they have it from."""
    ran = subprocess.run(
        [sys.executable, "-P", "-c", "from checkup.street import cache; print(cache.program())"],
        cwd=installed, env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.strip() == cache.program()


def test_it_is_the_wheel_that_ran(installed: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-P", "-c", "import checkup; print(checkup.__file__)"],
        cwd=installed, env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(ran.stdout.strip()).is_relative_to(installed)
