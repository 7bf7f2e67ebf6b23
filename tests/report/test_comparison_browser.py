"""The report in a real browser: Chromium opens the file from disk, and no network is there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from framing.comparison import Comparison
from framing.report import write_report

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Visit:
    """A page that was opened, with all that it said and asked for."""

    def __init__(self, page: Any, path: Path) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path.as_uri())
        self.page = page
        self.path = path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(NAMES)})")
    sync_api = pytest.importorskip("playwright.sync_api", reason="the browser is driven by playwright (pip install it)")
    with sync_api.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def path(full: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(full, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module", params=[1280, 400])
def visit(browser: Any, path: Path, request: pytest.FixtureRequest) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    yield Visit(page, path)
    page.close()


def column(page: Any, table: str, at: int) -> list[str]:
    return page.eval_on_selector_all(
        f"#{table} tbody tr > :nth-child({at})", "cells => cells.map(c => c.textContent.trim())"
    )


def test_it_opens_without_an_error_or_a_request_and_runs_no_script_of_an_article(visit: Visit) -> None:
    page = visit.page
    for details in page.query_selector_all("details"):
        details.evaluate("d => { d.open = true }")
    page.wait_for_timeout(100)
    assert visit.said == []
    assert [url for url in visit.asked if not url.startswith("data:")] == [visit.path.as_uri()]
    assert page.evaluate("document.scripts.length") == 1
    assert "<script>alert('headline')</script>" in page.inner_text("#examples")


def test_the_page_itself_never_scrolls_sideways(visit: Visit) -> None:
    page = visit.page
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # What is wider than the page scrolls inside its box, and that box can be reached by the tab key.
    boxes = page.eval_on_selector_all(
        ".scroll",
        "all => all.filter(b => b.scrollWidth > b.clientWidth).map(b => [b.tabIndex, b.getAttribute('role')])",
    )
    assert all(box == [0, "region"] for box in boxes)
    assert width > 1000 or boxes


def test_tables_are_sorted_by_pointer_and_by_keyboard(visit: Visit) -> None:
    page = visit.page
    head = page.locator("#table-sources thead th:nth-child(2)")
    button = head.locator("button")
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    down = [float(cell.split()[0]) for cell in column(page, "table-sources", 2)]
    assert down == sorted(down, reverse=True) and len(set(down)) > 1
    button.focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert [float(cell.split()[0]) for cell in column(page, "table-sources", 2)] == down[::-1]
    assert "sorted by" in page.inner_text("#sorted") and "ascending" in page.inner_text("#sorted")
    names = page.locator("#table-sources thead th:nth-child(1)")
    names.locator("button").focus()
    page.keyboard.press("Space")
    assert names.get_attribute("aria-sort") == "ascending" and head.get_attribute("aria-sort") is None
    assert column(page, "table-sources", 1)[-1].startswith("The Plain Lantern")


def test_what_is_missing_stays_at_the_end(visit: Visit) -> None:
    page = visit.page
    page.eval_on_selector(
        "#table-sources tbody tr:nth-child(2) td:nth-child(2)", "c => { c.dataset.key = ''; c.textContent = '–' }"
    )
    button = page.locator("#table-sources thead th:nth-child(2) button")
    for _ in range(2):
        button.click()
        assert column(page, "table-sources", 2)[-1] == "–"


def test_a_sentence_tells_its_scores_to_the_keyboard(visit: Visit) -> None:
    page = visit.page
    sentence = page.locator("#examples .s[data-tip]").first
    sentence.focus()
    tip = sentence.evaluate("s => getComputedStyle(s, '::after').content")
    assert "Editorializing" in tip and "Voice" in tip
    assert "Editorializing" in sentence.get_attribute("aria-label")
    assert page.locator("#examples ol.random").count() == page.locator("#examples ol.top").count() == 3


def test_everything_can_be_reached_by_the_tab_key_and_shows_that_it_was(visit: Visit) -> None:
    page = visit.page
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
    assert {"A", "BUTTON"} <= seen


def test_text_keeps_its_contrast(visit: Visit) -> None:
    """Every colour of text against the paper, or the white card of a figure's caption (WCAG 2.2, AA)."""
    colours = visit.page.evaluate(
        """() => [...new Set([...document.querySelectorAll('main *:not(svg *), header *, nav *')]
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
            .filter(e => !e.closest('.score, .ramp'))
            .map(e => getComputedStyle(e).color))]"""
    )

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    paper = luminance(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(colours) >= 3
    assert all((paper + 0.05) / (luminance(colour) + 0.05) >= 4.5 for colour in colours)


def test_it_prints(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("#table-sources").is_visible()
    printed = page.pdf(path=str(tmp_path / "report.pdf"), format="A4", prefer_css_page_size=True)
    page.emulate_media(media="screen")
    assert printed.startswith(b"%PDF") and len(printed) > 20_000
