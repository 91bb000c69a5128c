"""The page in a real browser: Debian's chromium through playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from samples import empty_result, sample_result

from checkup import pipeline
from checkup.report import page, wording

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
SHOTS = ROOT / "out" / "screenshots"
"""Build artefacts, for a person to look at; not in git."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "install Debian's chromium"
    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.fixture(scope="module", params=["example", "sample", "empty"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    say = wording.load()
    if request.param == "example":
        found = pipeline.check_up(ROOT / "examples" / "枫树社区", say)
    else:
        found = sample_result() if request.param == "sample" else empty_result()
    file = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    file.write_text(page.render(found, say), encoding="utf-8")
    return file


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


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (375, "light"), (1200, "dark")])
def test_nothing_is_fetched_nothing_complains_nothing_overflows(
    browser: Browser, report: Path, width: int, scheme: str
) -> None:
    shown, trouble = _opened(browser, report, width, color_scheme=scheme)
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    wide = shown.evaluate("document.documentElement.scrollWidth")
    SHOTS.mkdir(parents=True, exist_ok=True)
    shown.screenshot(path=SHOTS / f"{report.stem}-{width}-{scheme}.png", full_page=True)
    shown.close()
    assert trouble == []
    assert wide <= width


def test_it_prints_on_a4_with_heads_repeated(browser: Browser, report: Path) -> None:
    shown, _ = _opened(browser, report, 1200)
    display = shown.evaluate("""() => {
        const head = document.querySelector('thead');
        return head ? getComputedStyle(head).display : 'table-header-group';
    }""")
    SHOTS.mkdir(parents=True, exist_ok=True)
    content = shown.pdf(path=SHOTS / f"{report.stem}.pdf", format="A4", print_background=False)
    shown.close()
    assert display == "table-header-group"
    assert content.startswith(b"%PDF")


def test_it_reads_without_script(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(report.as_uri())
    assert shown.locator("h1").count() == 1
    assert "达标" in shown.locator("main").inner_text()
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
