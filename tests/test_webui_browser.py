"""The page in a real browser: Chromium, headless, over the tiny index.

Skipped where there is no Chromium; the variable TIMTIN_BROWSER=required turns that into
a failure, so that continuous integration cannot skip it unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Browser, complaints, find, serving, texts
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tiny_index: Path) -> Iterator[str]:
    with serving(tiny_index) as address:
        yield address


@pytest.fixture(autouse=True)
def desktop(browser: Browser) -> None:
    browser.set_window_size(1200, 900)


def test_typing_and_enter_searches(browser: Browser, site: str) -> None:
    browser.get(site)
    box = browser.switch_to.active_element
    assert box.get_attribute("id") == "q"
    box.send_keys("tinh gon bo may")
    box.send_keys(Keys.ENTER)
    find(browser, ".hit mark")
    assert "tinh gọn bộ máy" in texts(browser, ".hit mark")
    assert complaints(browser) == []


def test_a_facet_narrows_and_its_chip_widens_again(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=hội+nghị")
    before = texts(browser, "h1")
    find(browser, "#facet-province li input").click()
    find(browser, ".chips a")
    assert "province=gia-lai" in browser.current_url
    assert texts(browser, "h1") == ["1 bài có đủ “hội nghị”, Gia Lai"] != before
    find(browser, ".chips a").click()
    WebDriverWait(browser, 30).until(lambda b: "province" not in b.current_url)
    WebDriverWait(browser, 30).until(lambda b: texts(b, "h1") == before)


def test_dates_drill_down(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=hội+nghị&date=2025")
    rows = texts(browser, "#facet-date li.level-1 .label")
    assert rows and all(row.startswith("Tháng") for row in rows)


def test_suggestions_work_by_keyboard(browser: Browser, site: str) -> None:
    browser.get(site)
    box = find(browser, "#q")
    box.send_keys("tong bi")
    WebDriverWait(browser, 30).until(lambda b: texts(b, "#suggestions li span"))
    assert box.get_attribute("aria-expanded") == "true"
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("aria-activedescendant") == "suggestion-0"
    box.send_keys(Keys.ENTER)
    # A headline is the article itself.
    WebDriverWait(browser, 30).until(lambda b: "/bai/" in b.current_url)
    assert "Tổng Bí thư Tô Lâm dự hội nghị" in find(browser, "h1").text


def test_a_person_that_is_chosen_narrows_what_is_narrowed(
    browser: Browser, site: str
) -> None:
    browser.get(f"{site}/?q=hội+nghị&date=2024")
    box = find(browser, "#q")
    box.clear()
    box.send_keys("tô lâ")
    WebDriverWait(browser, 30).until(
        lambda b: "Tô Lâm" in texts(b, "#suggestions li span")
    )
    rows = texts(browser, "#suggestions li span")
    box.send_keys(*[Keys.ARROW_DOWN] * (1 + rows.index("Tô Lâm")), Keys.ENTER)
    WebDriverWait(browser, 30).until(lambda b: "person=" in b.current_url)
    assert "date=2024" in browser.current_url and "q=" not in browser.current_url


def test_escape_closes_suggestions(browser: Browser, site: str) -> None:
    browser.get(site)
    box = find(browser, "#q")
    box.send_keys("tong bi")
    WebDriverWait(browser, 30).until(lambda b: texts(b, "#suggestions li span"))
    box.send_keys(Keys.ESCAPE)
    assert box.get_attribute("aria-expanded") == "false"


def test_no_request_is_sent_while_composing(browser: Browser, site: str) -> None:
    browser.get(site)
    find(browser, "#q")
    asked = browser.execute_async_script("""
        const done = arguments[0], box = document.getElementById("q"), calls = [];
        const fetch_ = window.fetch;
        window.fetch = (url, o) => { calls.push(String(url)); return fetch_(url, o); };
        box.dispatchEvent(new CompositionEvent("compositionstart"));
        box.value = "tô";
        box.dispatchEvent(new InputEvent("input", { isComposing: true }));
        setTimeout(() => {
            const during = calls.length;
            box.dispatchEvent(new CompositionEvent("compositionend"));
            setTimeout(() => done([during, calls.length]), 400);
        }, 400);
    """)
    assert asked == [0, 1]


def test_an_article_opens_with_its_matches(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=tinh+gọn")
    find(browser, ".hit h2 a").click()
    find(browser, "article.article h1")
    assert "tinh gọn" in texts(browser, ".text mark")
    assert "Máy đọc được gì từ bài này" in texts(browser, "h2")


@pytest.mark.parametrize(
    "path", ["/", "/?q=hội+nghị", "/bai/a2", "/tro-giup", "/bai/x"]
)
def test_a_phone_never_scrolls_sideways(browser: Browser, site: str, path: str) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True},
    )
    try:
        browser.get(site + path)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= 360
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_page_works_without_javascript(browser: Browser, site: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(site)
        find(browser, "#q").send_keys("tô lâm")
        find(browser, ".searchbox button").click()
        WebDriverWait(browser, 30).until(lambda b: "q=" in b.current_url)
        assert texts(browser, "h1") == ["2 bài có đủ “tô lâm”"]
    finally:
        browser.execute_cdp_cmd(
            "Emulation.setScriptExecutionDisabled", {"value": False}
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_in_both_schemes(
    browser: Browser, site: str, scheme: str
) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )
    browser.get(f"{site}/?q=hội+nghị")
    ratios = browser.execute_script("""
        const light = (color) => {
            const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((v) => {
                v /= 255;
                return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = (node) => {
            for (; node; node = node.parentElement) {
                const color = getComputedStyle(node).backgroundColor;
                if (!/, 0\\)$|transparent/.test(color)) return color;
            }
            return "rgb(255, 255, 255)";
        };
        return [".hit h2 a", ".snippet", ".facts", "mark", ".facet .label", ".number"]
            .map((selector) => {
                const node = document.querySelector(selector);
                const a = light(getComputedStyle(node).color), b = light(behind(node));
                return [selector, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
            });
    """)
    # WCAG 2.2, 1.4.3: 4.5 to 1 for text.
    assert [pair for pair in ratios if pair[1] < 4.5] == []
