"""What is made of our own files is kept beside them, and is never older than they are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from checkup import datafiles
from checkup.datafiles import DataFileError, Source, kept, parsing
from checkup.report import compiled, engine, wording
from checkup.report.templates import Templates


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that counts as the program's own, where Python may write."""
    monkeypatch.setattr(kept, "_ours", lambda: (tmp_path,))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return tmp_path


def written(folder: Path, text: str) -> Path:
    file = folder / "费用.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def never(*what: object, **more: object) -> tuple[object, dict[str, int]]:
    raise AssertionError(what)


def test_a_file_of_ours_is_parsed_once(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(ours, "价: 3\n日: 2020-08-18\n")
    first = datafiles.read(file)
    monkeypatch.setattr(parsing, "parsed", never)
    assert datafiles.read(file).data == first.data == {"价": 3, "日": first.data["日"]}


def test_what_was_kept_of_other_words_is_not_used(ours: Path) -> None:
    datafiles.read(written(ours, "价: 3\n"))
    assert datafiles.read(written(ours, "价: 4\n")).data == {"价": 4}


def test_what_another_parser_made_is_not_used(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(ours, "价: 3\n")
    datafiles.read(file)
    monkeypatch.setattr(kept, "code", lambda module: b"another")
    monkeypatch.setattr(parsing, "parsed", lambda file, content: ({"价": "新"}, {}))
    assert datafiles.read(file).data == {"价": "新"}


def test_a_fault_in_what_was_kept_still_has_its_line(ours: Path) -> None:
    file = written(ours, "甲: 1\n乙:\n  丙: 2\n")
    datafiles.read(file)
    again = datafiles.read(file)
    assert [again.line("甲"), again.line("乙.丙"), again.line("乙.丙.丁")] == [1, 3, 3]


def test_a_broken_file_is_broken_each_time(ours: Path) -> None:
    file = written(ours, "价: [3\n")
    for _ in range(2):
        with pytest.raises(DataFileError):
            datafiles.read(file)
    assert list(ours.iterdir()) == [file]


def test_a_kept_file_that_was_cut_short_is_made_anew(ours: Path) -> None:
    file = written(ours, "价: 3\n")
    datafiles.read(file)
    (place,) = (ours / "__pycache__").iterdir()
    place.write_bytes(place.read_bytes()[:20])
    assert datafiles.read(file).data == {"价": 3}


def test_nothing_is_kept_of_a_users_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = written(tmp_path, "价: 3\n")
    assert isinstance(datafiles.read(file), Source)
    assert list(tmp_path.iterdir()) == [file]


def test_nothing_is_kept_where_python_keeps_nothing(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    file = written(ours, "价: 3\n")
    assert datafiles.read(file).data == {"价": 3}
    assert list(ours.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_is_no_trouble(ours: Path) -> None:
    (ours / "__pycache__").write_text("in the way", encoding="utf-8")
    assert datafiles.read(written(ours, "价: 3\n")).data == {"价": 3}


def test_a_template_of_ours_is_compiled_once(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say = wording.load()
    file = ours / "一.html.j2"

    def filled(text: str) -> str:
        compiled.templates.cache_clear()
        file.write_text(text, encoding="utf-8")
        return engine.render_plain(file.name, {"户": 3}, say, Templates({file.name: (file, text)}))

    try:
        assert filled("{{ 户 }} 户") == "3 户"
        with monkeypatch.context() as patched:
            patched.setattr("jinja2.environment.Environment.compile", never)
            assert filled("{{ 户 }} 户") == "3 户"
        assert filled("{{ 户 + 1 }} 户") == "4 户"
    finally:
        compiled.templates.cache_clear()
