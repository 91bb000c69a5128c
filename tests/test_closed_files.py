"""Files that cannot be opened: a password, no right to read. The rest is done, and it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from test_problems import protected

from checkup import checking, pipeline
from checkup.intake import cells, compound
from checkup.report import wording
from tests.test_street_batch import batch, community
from tests.test_street_routing import MEMBERS, book

say = wording.load()
ROOT = Path(__file__).parent.parent
OLD_BOOK = ROOT / "tests" / "shapes" / "ledgers" / "台账.xls"
CLINIC = [
    ["编号", "设施名称", "设施类别", "建筑面积(㎡)", "现状"],
    ["F1", "枫树卫生站", "社区卫生服务站", 130, "在用"],
]


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Takes the right to read a file away, also from whoever may read everything."""
    closed: set[Path] = set()
    really = Path.open

    def opened(self: Path, *words: Any, **more: Any) -> IO[Any]:
        if self.resolve() in closed:
            raise PermissionError(13, "Permission denied", str(self))
        return really(self, *words, **more)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(Path, "read_bytes", lambda self: opened(self, "rb").read())
    return lambda file: closed.add(file.resolve())


def test_a_file_that_may_not_be_read_is_a_problem_and_the_rest_is_done(
    tmp_path: Path, forbid: Callable[[Path], None]
) -> None:
    folder = community(tmp_path / "甲社区")
    forbid(book(folder / "台账.xlsx", 设施台账=CLINIC))
    forbid(book(folder / "问卷.xlsx", Sheet1=CLINIC))
    forbid(book(folder / "旧.et", Sheet1=CLINIC))
    done = pipeline.check_up(folder, say)
    assert [row.code for row in done.problems if row.level == "error"] == ["file_unreadable"] * 3
    assert {each.name for each in done.sources.values()} == {
        "checkup.yaml", "台账.xlsx", "问卷.xlsx", "旧.et"
    }  # fmt: skip
    assert done.community.households == 1200


def test_batch_does_a_community_without_the_file_that_may_not_be_read(
    tmp_path: Path, forbid: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = book(community(tmp_path / "甲社区") / "台账.xlsx", 设施台账=CLINIC)
    with monkeypatch.context():
        forbid(file)
        done = batch(tmp_path)
    assert done.head.counted == 1
    (told,) = done.head.unusable
    assert (told.why, told.file) == ("input", "台账.xlsx")


def test_a_register_that_may_not_be_read_is_told_by_check(
    tmp_path: Path, forbid: Callable[[Path], None]
) -> None:
    community(tmp_path / "枫树社区")
    forbid(book(tmp_path / "街道.xlsx", 街道=MEMBERS))
    looked = checking.check_all(tmp_path, say, lambda error: None)
    assert [row.code for row in looked[0].problems] == ["file_unreadable"]


def test_a_workbook_with_a_password_is_told_as_that_also_in_the_old_format(tmp_path: Path) -> None:
    plain = OLD_BOOK.read_bytes()
    assert not compound.is_protected(plain)
    begin = plain.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    locked = plain[: begin + 20] + b"\x2f\x00" + plain[begin + 22 :]
    for name, content in (("新.xlsx", protected()), ("旧.xls", locked)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(cells.UnusableError) as caught:
            cells.book_of(tmp_path / name, "S1")
        assert caught.value.problem.code == "file_protected"


def test_a_name_in_a_cell_locks_nothing() -> None:
    words = "EncryptedPackage\0".encode("utf-16-le")
    assert not compound.is_protected(compound.START + b"\0" * 508 + words + b"\0" * 200)
    assert not compound.is_protected(protected()[8:])
