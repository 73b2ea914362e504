"""The page of an article in Chromium: matches and the next article without a script,
lines of some 66 characters, axe-core at every width, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path

import pytest
from browsers import (
    Browser,
    complaints,
    find,
    screen,
    scripts_off,
    serving,
    start_browser,
)
from samples import build_index, make_article
from selenium.webdriver.common.by import By
from test_webui_article import NEWS

from search.article import Person

pytestmark = pytest.mark.browser

AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
  .then((found) => done(found.violations.map((v) => [v.id, v.nodes[0].html])));
"""
LONG = make_article(
    "long", "Mùa gặt dài", "Mùa gặt ở Mẫu Giang năm nay đến sớm hơn. " * 60
)
CROWD = make_article(
    "crowd",
    "Trao giải ở Mẫu Giang",
    "Mùa gặt này ba mươi người được giải.",
    people=tuple(Person(f"Lò Mẫu {name}") for name in map(chr, range(97, 123))),
)
PAGES = (
    "/bai/r1",
    "/bai/r1?q=mùa+gặt&bai=1",
    "/bai/r2?q=mùa+gặt",
    "/bai/long?q=gặt",
    "/bai/crowd",
)
LINE = """
const p = document.querySelector(".text p"), range = document.createRange();
range.selectNodeContents(p);
const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
return p.textContent.length / lines.size;
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index = tmp_path_factory.mktemp("reading") / "index"
    with serving(build_index(index, (*NEWS, LONG, CROWD))) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = start_browser()
    yield browser
    browser.quit()


@contextmanager
def scripts_unread(browser: Browser) -> Iterator[None]:
    """Pages whose scripts do not come: axe runs in them, where with scripts off it
    would not."""
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/static/*.js"]})
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        # That they were blocked is no complaint of the page.
        complaints(browser)


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390, 320])
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, site: str, width: int, scheme: str, has_scripts: bool
) -> None:
    spec = find_spec("axe_playwright_python")
    assert spec is not None and spec.submodule_search_locations
    script = Path(spec.submodule_search_locations[0], "axe.min.js").read_text("utf-8")
    found = {}
    scripts = nullcontext() if has_scripts else scripts_unread(browser)
    with screen(browser, width, scheme=scheme), scripts:
        for path in PAGES:
            browser.get(site + path)
            wide = browser.execute_script(
                "const e = document.documentElement; return e.scrollWidth > e.clientWidth"
            )
            assert not wide, path
            browser.execute_script(script)
            if violations := browser.execute_async_script(AXE):
                found[path] = violations
    assert found == {}
    assert complaints(browser) == []


def test_lines_have_some_66_characters(browser: Browser, site: str) -> None:
    with screen(browser, 1440):
        browser.get(f"{site}/bai/long")
        assert 58 <= browser.execute_script(LINE) <= 72


@pytest.mark.parametrize("width", [1440, 320])
def test_without_a_script_matches_and_articles_follow_one_another(
    browser: Browser, site: str, width: int
) -> None:
    with screen(browser, width), scripts_off(browser):
        browser.get(f"{site}/?q=mùa+gặt&sort=newest")
        find(browser, ".hit h2 a").click()
        way = find(browser, ".way")
        assert "‹ 6 kết quả" in way.text and "bài 1" in way.text
        find(browser, '.way [href="#m1"]').click()
        assert browser.current_url.endswith("#m1")
        find(browser, "#m1").click()
        assert browser.current_url.endswith("#m2")
        first = find(browser, "h1").text
        find(browser, ".way [rel=next]").click()
        assert "bài 2" in find(browser, ".way").text
        assert find(browser, "h1").text != first
        find(browser, ".way [rel=prev]").click()
        assert find(browser, "h1").text == first
        browser.find_element(By.CSS_SELECTOR, ".way a").click()
        assert "6 bài" in find(browser, "h1").text


def test_of_many_people_the_first_are_shown_and_the_others_fold(
    browser: Browser, site: str
) -> None:
    with screen(browser, 1440), scripts_off(browser):
        browser.get(f"{site}/bai/crowd")
        people = find(browser, "[aria-labelledby=people-title]")
        assert "Lò Mẫu l" in people.text and "Lò Mẫu m" not in people.text
        people.find_element(By.TAG_NAME, "summary").click()
        assert "14 người nữa" in people.text and "Lò Mẫu z" in people.text


@pytest.mark.parametrize("keeps", [True, False])
def test_an_article_goes_into_the_dossier_by_keyboard(
    browser: Browser, site: str, keeps: bool
) -> None:
    with screen(browser, 390):
        browser.get(f"{site}/bai/r1")
        browser.execute_script("localStorage.clear()")
        browser.refresh()
        if not keeps:  # as a browser does whose storage is full or switched off
            browser.execute_script(
                "Storage.prototype.setItem = () => { throw new DOMException('full') }"
            )
        find(browser, "#dossier .pick").send_keys(" ")
        assert find(browser, "#dossier-link").get_attribute("textContent") == (
            "Hồ sơ (1)"
        )
        find(browser, "#dossier button").send_keys("\n")
        assert browser.current_url == f"{site}/ho-so?id=r1"
        assert "mùa gặt" in find(browser, ".dossier").text
        browser.get(f"{site}/bai/r1")
        assert find(browser, "#dossier .pick").is_selected() == keeps
        browser.execute_script("localStorage.clear()")
    assert complaints(browser) == []


def test_an_article_goes_into_the_dossier_without_a_script(
    browser: Browser, site: str
) -> None:
    with screen(browser, 1024), scripts_off(browser):
        browser.get(f"{site}/bai/r1")
        find(browser, "#dossier .pick").click()
        find(browser, "#dossier button").click()
        assert browser.current_url == f"{site}/ho-so?id=r1"
