"""The workbooks in LibreOffice: they open, print, and recalculate to the same figures."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import street_samples
from msgspec.structs import replace
from samples import empty_result, sample_result
from shapes import old_ledger

from checkup import fill, pipeline, rounds
from checkup.intake import cells
from checkup.report import (
    comparison_book,
    forms,
    questions,
    street_comparison_book,
    wording,
    workbook,
)

pytestmark = pytest.mark.office

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out" / "office"
"""Build artefacts, for a person to look at; not in git."""
say = wording.load()


_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
           xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item></oor:items>
"""
"""Recalculate on load, always: left alone, LibreOffice trusts the cached values."""


def _convert(file: Path, kind: str, to: Path) -> Path:
    """The file as LibreOffice saves it; fails when it cannot be opened."""
    office = shutil.which("soffice")
    assert office, "install libreoffice-calc-nogui"
    profile = to / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    home = profile.resolve().as_uri()
    ran = subprocess.run(
        [office, f"-env:UserInstallation={home}", "--headless", "--convert-to", kind,
         "--outdir", to, file],
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    made = to / f"{file.stem}.{kind.split(':')[0]}"
    assert made.is_file(), ran.stderr
    return made


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every workbook the program writes, for the example, the sample and an empty result."""
    folder = tmp_path_factory.mktemp("books")
    results = {
        "example": pipeline.check_up(ROOT / "examples" / "枫树社区", say),
        "sample": sample_result(),
        "empty": empty_result(),
    }
    contents = {"ledger": forms.ledger(say)}
    street = (results["example"], replace(results["example"], community=replace(
        results["example"].community, name="桂花社区")))  # fmt: skip
    for form in ("附件1", "附件2", "附件3", "附件4"):
        made = fill.fill(street, form, say, reference=True)
        assert made.content is not None
        contents[form] = made.content
    for name, result in results.items():
        contents[f"report-{name}"] = workbook.render(result, say)
        contents[f"questions-{name}"] = questions.render(result, say)
    for which in street_samples.STREETS:
        contents[f"street-{which}"] = street_samples.book(which)
    contents["street-compared"] = street_comparison_book.render(street_samples.compared(), say)
    again = pipeline.check_up(ROOT / "examples" / "枫树社区-复检", say)
    contents["compared"] = comparison_book.render(rounds.compare(results["example"], again), say)
    for name, content in contents.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    return {name: folder / f"{name}.xlsx" for name in contents}


def test_every_workbook_prints_and_no_cell_is_too_narrow(books: dict[str, Path]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, book in books.items():
        printed = _convert(book, "pdf", OUT)
        text = subprocess.run(
            ["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True
        ).stdout
        assert text.strip(), name
        assert "###" not in text, name
        for word in ("None", "nan", "#REF!", "#NAME?", "#VALUE!", "Err:"):
            assert word not in text, (name, word)


def test_official_tables_print_with_head_foot_and_draft_on_every_page(
    books: dict[str, Path],
) -> None:
    for form in ("附件1", "附件2", "附件3", "附件4"):
        printed = _convert(books[form], "pdf", OUT)
        text = subprocess.run(
            ["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True
        ).stdout
        # where the writer puts its spaces is the font's affair
        pages = ["".join(each.split()) for each in text.rstrip("\f").split("\f")]
        for number, page in enumerate(pages, 1):
            assert f"第{number}页共{len(pages)}页" in page, (form, number)
            assert "草稿" in page, (form, number)
        assert "填报单位（盖章）" in pages[0]
        assert form in pages[0]
        if form == "附件1":
            # the head is printed again on every page of the list
            assert all("未满足" in each and "建议措施" in each for each in pages)
        if form in ("附件3", "附件4"):
            assert len(pages) == 24


def test_recalculated_formulas_equal_the_cached_values(books: dict[str, Path]) -> None:
    formulas = 0
    for name, book in books.items():
        forced = _without_cache(book)
        again = _convert(forced, "xlsx:Calc MS Excel 2007 XML", OUT)
        cached = openpyxl.load_workbook(book, data_only=True)
        written = openpyxl.load_workbook(book)
        fresh = openpyxl.load_workbook(again, data_only=True)
        for sheet in written.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    formulas += 1
                    before = cached[sheet.title][cell.coordinate].value
                    after = fresh[sheet.title][cell.coordinate].value
                    assert after == pytest.approx(before), (name, sheet.title, cell.coordinate)
    assert formulas > 0


def _without_cache(book: Path) -> Path:
    """A copy with every cached value wrong, so that only a real recalculation can agree."""
    import re

    copy = book.with_name(f"{book.stem}-uncached.xlsx")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>987654321</v>", content)
            new.writestr(name, content)
    return copy


@pytest.mark.parametrize("kind", ["xls:MS Excel 97", "ods"])
def test_a_ledger_that_libreoffice_saves_today_is_read_like_the_one_we_keep(
    kind: str, tmp_path: Path
) -> None:
    made = _convert(old_ledger.write(tmp_path / "台账.xlsx"), kind, tmp_path / "made")
    folder = tmp_path / "枫树社区"
    folder.mkdir()
    shutil.copy(made, folder / made.name)
    kept = cells.book_of(old_ledger.KEPT / made.name, "S1")
    assert cells.book_of(folder / made.name, "S1") == kept
