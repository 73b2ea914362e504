"""The pages of subjects in Chromium: bars lead to their articles by mouse and by keys,
nothing overflows, nothing is complained of, axe-core finds nothing."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from samples import build_index
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from test_search_subjects import ARTICLES
from werkzeug.serving import make_server

from webui.app import create_app

pytestmark = pytest.mark.browser

Browser = webdriver.Chrome
PAGES = (
    "/nhan-vat",
    "/nhan-vat/do-mau-nam",
    "/van-ban/18-NQ/TW",
    "/tinh/gia-lai",
    "/so-sanh?q=mùa+gặt&q=cầu+mới",
    "/danh-sach",
    "/api/",
)
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
)
AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
  .then((found) => done(found.violations.map((v) => [v.id, v.nodes[0].html])));
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index = build_index(tmp_path_factory.mktemp("browser") / "index", ARTICLES)
    server = make_server("127.0.0.1", 0, create_app(index), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        assert os.environ.get("TIMTIN_BROWSER") != "required", "no Chromium here"
        pytest.skip("no Chromium here")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(driver))
    yield browser
    browser.quit()


def set_screen(browser: Browser, width: int, scheme: str) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, site: str, width: int, scheme: str
) -> None:
    spec = find_spec("axe_playwright_python")
    assert spec is not None and spec.submodule_search_locations
    script = Path(spec.submodule_search_locations[0], "axe.min.js").read_text("utf-8")
    set_screen(browser, width, scheme)
    found = {}
    for path in PAGES:
        browser.get(site + path)
        main = "const main = document.getElementById('content');"
        assert browser.execute_script(
            f"{main} return main.scrollWidth <= main.clientWidth"
        ), path
        browser.execute_script(script)
        if violations := browser.execute_async_script(AXE):
            found[path] = violations
    assert found == {}
    assert browser.get_log("browser") == []


def test_a_bar_leads_to_its_articles_by_mouse_and_by_keys(
    browser: Browser, site: str
) -> None:
    set_screen(browser, 1200, "light")
    browser.get(f"{site}/nhan-vat/do-mau-nam")
    bar = browser.find_element(By.CSS_SELECTOR, ".chart.bars a")
    said = str(bar.get_attribute("aria-label")).rpartition(": ")[2]
    bar.click()
    WebDriverWait(browser, 30).until(lambda b: "date=" in b.current_url)
    assert said in browser.find_element(By.TAG_NAME, "main").text
    browser.back()
    office = browser.find_element(By.CSS_SELECTOR, ".chart.spans a")
    browser.execute_script("arguments[0].focus()", office)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(browser, 30).until(lambda b: "chuc-vu=" in b.current_url)
    assert "Bài gọi là" in browser.find_element(By.ID, "bai").text


def test_searches_are_typed_and_compared(browser: Browser, site: str) -> None:
    set_screen(browser, 1200, "light")
    browser.get(f"{site}/so-sanh")
    browser.find_element(By.ID, "q1").send_keys("mùa gặt")
    browser.find_element(By.ID, "q2").send_keys("cầu mới", Keys.ENTER)
    WebDriverWait(browser, 30).until(lambda b: "q=" in b.current_url)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".chart.lines polyline")) == 2
    browser.get(f"{site}/danh-sach")
    browser.find_element(By.ID, "ds").send_keys("mùa gặt\ncầu mới")
    browser.find_element(By.CSS_SELECTOR, ".paste button").click()
    WebDriverWait(browser, 30).until(lambda b: b.find_elements(By.TAG_NAME, "caption"))
    assert browser.find_element(By.TAG_NAME, "caption").text == "2 dòng"
