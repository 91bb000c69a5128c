"""The page in a real browser: Debian's chromium through playwright."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import street_samples
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, sync_playwright
from samples import empty_result, sample_result

from checkup import pipeline
from checkup.report import comparison_page, drawings, page, residents, wording
from checkup.result import Result
from checkup.rounds import compare

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
SAY = wording.load()
SHOTS = ROOT / "out" / "screenshots"
"""Build artefacts, for a person to look at; not in git."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "install Debian's chromium"
    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


STREETS = ("example", "large", "one", "unusable", "empty")
INDEX = f"{SAY('street.index_file', stem=SAY('street.file'))}.html"


@cache
def _result(which: str) -> Result:
    if which == "example":
        return pipeline.check_up(ROOT / "examples" / "枫树社区", SAY)
    return sample_result() if which == "sample" else empty_result()


@pytest.fixture(
    scope="module",
    params=[
        *((name, which) for name in ("page", "residents")
          for which in ("example", "sample", "empty")),
        *(("street", which) for which in STREETS),
        ("index", "large"), ("compared", "first"), ("compared", "index"),
        ("compared", "community"),
    ],
    ids="-".join,
)  # fmt: skip
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full page and the residents' page of each result, and pages of streets."""
    name, which = request.param
    file = tmp_path_factory.mktemp("page") / f"{name}-{which}.html"
    file.write_text(_text(name, which), encoding="utf-8")
    return file


def _text(name: str, which: str) -> str:
    if name == "page":
        return page.render(_result(which), SAY)
    if name == "residents":
        return residents.render(_result(which), SAY)
    if which == "community":
        again = pipeline.check_up(ROOT / "examples" / "枫树社区-复检", SAY)
        found = compare(_result("example"), again)
        # every remark there can be
        found = replace(found, items=tuple(replace(one, known_more=True) for one in found.items))
        return comparison_page.render(found, SAY)
    if name == "compared":
        first, *_, index = street_samples.compared_pages().values()
        return first if which == "first" else index
    pages = street_samples.pages(which)
    return pages[INDEX] if name == "index" else next(iter(pages.values()))


def _opened(browser: Browser, report: Path, width: int, **more: str) -> tuple[Page, list[str]]:
    """The page at that width, and everything that went wrong or was fetched on the way."""
    trouble: list[str] = []
    shown = browser.new_page(viewport={"width": width, "height": 900}, **more)  # type: ignore[arg-type]
    shown.on("console", lambda message: trouble.append(message.text))
    shown.on("pageerror", lambda error: trouble.append(str(error)))
    shown.on(
        "request",
        lambda asked: trouble.append(asked.url) if asked.url != report.as_uri() else None,
    )
    shown.goto(report.as_uri())
    return shown, trouble


def _serious(response: dict[str, Any]) -> list[str]:
    """What axe-core calls serious or critical, with the first element of each."""
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    ("width", "scheme"), [(1200, "light"), (375, "light"), (1200, "dark"), (375, "dark")]
)
def test_nothing_is_fetched_nothing_complains_nothing_overflows(
    browser: Browser, report: Path, width: int, scheme: str
) -> None:
    shown, trouble = _opened(browser, report, width, color_scheme=scheme)
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    wide = shown.evaluate("document.documentElement.scrollWidth")
    SHOTS.mkdir(parents=True, exist_ok=True)
    shown.screenshot(path=SHOTS / f"{report.stem}-{width}-{scheme}.png", full_page=True)
    found = Axe().run(shown)
    shown.close()
    assert trouble == []
    assert wide <= width
    assert _serious(found.response) == []


@pytest.mark.parametrize("width", [1200, 375])
def test_no_cell_is_wider_than_its_column(browser: Browser, report: Path, width: int) -> None:
    """What spills over lies on the words of the next column, or is cut off on a phone."""
    shown, _ = _opened(browser, report, width)
    spilt = shown.evaluate(
        """() => [...document.querySelectorAll('.list td, .list th[scope=row]')]
            .filter(each => each.clientWidth && each.scrollWidth > each.clientWidth + 1)
            .map(each => each.textContent.trim().slice(0, 40))"""
    )
    assert spilt == []


def test_it_prints_on_a4_with_heads_repeated(browser: Browser, report: Path) -> None:
    shown, _ = _opened(browser, report, 1200)
    heads = shown.evaluate("""() => [...document.querySelectorAll('thead')]
        .map(head => getComputedStyle(head).display)""")
    SHOTS.mkdir(parents=True, exist_ok=True)
    content = shown.pdf(path=SHOTS / f"{report.stem}.pdf", format="A4", print_background=False)
    shown.close()
    assert set(heads) <= {"table-header-group"}
    assert content.startswith(b"%PDF")


def test_the_head_of_a_long_table_stands_on_each_of_its_pages(
    browser: Browser, tmp_path: Path
) -> None:
    """Forty shortfalls' worth of rows: the words of the head, counted in the printed pages."""
    file = tmp_path / "long.html"
    rich = sample_result()
    many = tuple(rich.to_collect[0] for _ in range(60))
    file.write_text(page.render(replace(rich, to_collect=many), SAY), encoding="utf-8")
    shown, _ = _opened(browser, file, 1200)
    shown.pdf(path=tmp_path / "long.pdf", format="A4", print_background=False)
    shown.close()
    printed = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "long.pdf", "-"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    ask = re.sub(r"\s", "", rich.to_collect[0].ask)[:6]
    pages = [re.sub(r"\s", "", each) for each in printed.stdout.split("\f")]
    of_table = [each for each in pages if each.count(ask) > 3]
    assert len(of_table) >= 3
    for each in of_table:
        assert re.sub(r"\s", "", SAY("page.collect.ask")) in each
        assert SAY("page.collect.could_add") in each


def test_a_chart_file_opens_in_a_browser_as_it_does_in_a_document(
    browser: Browser, tmp_path: Path
) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name, content in drawings.render(sample_result(), SAY).items():
        file = tmp_path / name
        file.write_bytes(content)
        shown, trouble = _opened(browser, file, 700)
        beyond = shown.evaluate("""() => {
            const whole = document.documentElement.getBoundingClientRect();
            return [...document.querySelectorAll('text')].filter(each => {
                const at = each.getBoundingClientRect();
                return at.right > whole.right + 1 || at.left < whole.left - 1;
            }).map(each => each.textContent);
        }""")
        shown.screenshot(path=SHOTS / f"{file.stem}.png")
        shown.close()
        assert trouble == []
        assert beyond == [], name


def test_a_table_pastes_as_a_table(browser: Browser, tmp_path: Path) -> None:
    """What a selection of the page puts on the clipboard: rows of cells, nothing lost."""
    rich = sample_result()
    file = tmp_path / "paste.html"
    file.write_text(page.render(rich, SAY), encoding="utf-8")
    shown, _ = _opened(browser, file, 1200)
    rows = shown.evaluate("""() => {
        const chosen = getSelection();
        chosen.selectAllChildren(document.querySelector('table.plan'));
        const copied = chosen.getRangeAt(0).cloneContents();
        return [...copied.querySelectorAll('tr')].map(
            row => [...row.cells].map(cell => cell.textContent.trim()));
    }""")
    shown.close()
    assert len(rows) == len(rich.plan.projects) + 1
    assert {len(row) for row in rows} == {7}
    for project, row in zip(rich.plan.projects, rows[1:], strict=True):
        assert row[1].startswith(project.name.split(" ")[0])
        assert all(row)


def test_it_reads_without_script(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(report.as_uri())
    assert shown.locator("h1").count() == 1
    assert len(shown.locator("main").inner_text()) > 40
    if report.stem.startswith(("street", "index", "compared")):
        word = "page.internal"
    else:
        word = "page.headline.met" if shown.locator(".band").count() else "residents.good"
    assert SAY(word) in shown.locator("body").inner_text()
    context.close()


def test_every_table_has_heads_and_every_picture_words(browser: Browser, report: Path) -> None:
    shown, _ = _opened(browser, report, 1200)
    faults = shown.evaluate("""() => [
        ...[...document.querySelectorAll('table')].filter(t => !t.querySelector('th'))
            .map(t => 'table without head: ' + t.innerText.slice(0, 40)),
        ...[...document.querySelectorAll('svg[role=img]')]
            .filter(s => !s.getAttribute('aria-label')).map(() => 'picture without words'),
        ...[...document.querySelectorAll('svg:not([role=img]):not([aria-hidden=true])')]
            .map(() => 'picture neither described nor hidden'),
        ...(document.documentElement.lang ? [] : ['no language']),
        ...(document.querySelector('main') ? [] : ['no main landmark']),
    ]""")
    shown.close()
    assert faults == []


def test_words_stand_out_from_the_paper(browser: Browser, report: Path) -> None:
    """WCAG contrast of 4.5 for every text, light and dark."""
    for scheme in ("light", "dark"):
        shown, _ = _opened(browser, report, 1200, color_scheme=scheme)
        weak = shown.evaluate("""() => {
            const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
            const lum = ([r, g, b]) => {
                const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
                return .2126 * f(r) + .7152 * f(g) + .0722 * f(b);
            };
            const paper = element => {
                for (let e = element; e; e = e.parentElement) {
                    const c = rgb(getComputedStyle(e).backgroundColor);
                    if (c.length === 3 || c[3] === 1) return c;
                }
                return rgb(getComputedStyle(document.body).backgroundColor);
            };
            const found = new Set();
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const element = walk.currentNode.parentElement;
                if (!walk.currentNode.textContent.trim()) continue;
                if (!element.getClientRects().length) continue;
                const style = getComputedStyle(element);
                const ink = element.closest('svg') ? rgb(style.fill) : rgb(style.color);
                if (ink.length < 3) continue;
                const [a, b] = [lum(ink), lum(paper(element))].sort((x, y) => y - x);
                if ((a + .05) / (b + .05) < 4.5)
                    found.add(`${element.tagName}.${element.getAttribute('class')}: ` +
                              walk.currentNode.textContent.trim().slice(0, 20));
            }
            return [...found];
        }""")
        shown.close()
        assert weak == [], scheme


@pytest.mark.parametrize(
    ("pages", "first", "report"),
    [(lambda: street_samples.pages("large"), "街道汇总.html", "体检报告.html"),
     (street_samples.compared_pages, "街道复检对比.html", "复检对比.html")],
    ids=["street", "compared"],
)  # fmt: skip
def test_a_community_is_found_by_name_without_script(
    browser: Browser, tmp_path: Path, pages: Callable[[], dict[str, str]], first: str, report: str
) -> None:
    """目录 → the community's row on its page of the matrix, and on to its own report."""
    for name, text in pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    own = tmp_path / "第4片" / "第170社区" / report
    own.parent.mkdir(parents=True)
    own.write_text("<title>第170社区</title>", encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto((tmp_path / first).as_uri())
    shown.get_by_role("link", name=SAY("street.page.to_index")).first.click()
    label = SAY("street.page.row_of", name="第170社区", number="2")
    shown.get_by_role("link", name=label).click()
    assert shown.url.endswith("#c171")
    shown.locator("tr:target th a").click()
    assert shown.title() == "第170社区"
    context.close()


def test_the_head_of_the_matrix_stands_on_each_printed_page(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "matrix.html"
    file.write_text(next(iter(street_samples.pages("large").values())), encoding="utf-8")
    shown, _ = _opened(browser, file, 1200)
    made = SHOTS / "matrix.pdf"
    shown.pdf(path=made, format="A4", prefer_css_page_size=True, print_background=False)
    shown.close()
    printed = subprocess.run(
        ["pdftotext", "-layout", made, "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    of_matrix = [
        each for each in printed.split("\f") if len(re.findall(r"第\s*\d+\s*社区", each)) > 5
    ]
    assert len(of_matrix) >= 3
    for each in of_matrix[:3]:
        assert re.search(r"01\s+02\s+03\s.*19\s+20", each)
