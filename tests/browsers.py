"""Chromium, headless, and pages that are served to it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

from webui.app import create_app

Browser = webdriver.Chrome
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def serving(index: Path, app: Flask | None = None) -> Iterator[str]:
    """The address of the pages over an index.

    :param app: an application to serve instead of a fresh one.
    """
    # Its end can be waited for: waitress, closed by another thread than its own, may
    # still be about to use what was closed.
    server = make_server("127.0.0.1", 0, app or create_app(index), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def start_browser() -> Browser:
    """A Chromium; the test is skipped where there is none."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        assert os.environ.get("TIMTIN_BROWSER") != "required", "no Chromium here"
        pytest.skip("no Chromium here")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


def find(browser: Browser, selector: str) -> WebElement:
    """The first element, as soon as there is one."""
    return WebDriverWait(browser, 30).until(
        lambda _: browser.find_element(By.CSS_SELECTOR, selector)
    )


def texts(browser: Browser, selector: str) -> list[str]:
    return [item.text for item in browser.find_elements(By.CSS_SELECTOR, selector)]


def complaints(browser: Browser) -> list[str]:
    """What the browser complained of: scripts and styles that are refused, too."""
    return [str(entry["message"]) for entry in browser.get_log("browser")]


@contextmanager
def screen(
    browser: Browser, width: int, height: int = 900, scheme: str = "light", **media: str
) -> Iterator[None]:
    """A screen of a width; a phone's below 800 pixels.

    :param media: other features that are emulated (``forced_colors="active"``).
    """
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {
            "width": width,
            "height": height,
            "deviceScaleFactor": 1,
            "mobile": width < 800,
        },
    )
    features = {"prefers-color-scheme": scheme} | {
        name.replace("_", "-"): value for name, value in media.items()
    }
    listed = [{"name": name, "value": value} for name, value in features.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": listed})
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@contextmanager
def scripts_off(browser: Browser) -> Iterator[None]:
    """Pages without their scripts."""
    command = "Emulation.setScriptExecutionDisabled"
    browser.execute_cdp_cmd(command, {"value": True})
    try:
        yield
    finally:
        browser.execute_cdp_cmd(command, {"value": False})
