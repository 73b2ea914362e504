"""What reporters do with a page of results, in Chromium: by keys and by mouse, wide and
narrow, with scripts and without; axe-core on each kind of page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
from browsers import Browser, complaints, find, screen, scripts_off, serving, texts
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from webui.app import create_app

pytestmark = pytest.mark.browser

WIDTHS = (1440, 1024, 390, 320)
PAGES = (
    "/",
    "/?q=quốc hội",
    "/?q=quốc hội&compact=1&size=20",
    "/?q=nghị quyết&unit=month&share=1",
    "/?person=Tô Lâm&date=2024",
    "/?q=không-có-gì-như-thế-này",
    "/?q=hội nghị&date_from=32/13/2025",
    "/loc/person?q=quốc hội",
    "/loc/province?q=hội nghị",
    "/tro-giup",
)


@pytest.fixture(scope="module")
def site(seed_index: Path) -> Iterator[str]:
    with serving(seed_index) as address:
        yield address


@pytest.fixture(autouse=True)
def wide(browser: Browser) -> Iterator[None]:
    browser.set_window_size(1440, 900)
    complaints(browser)
    yield
    assert complaints(browser) == []


def press(browser: Browser, *keys: str) -> None:
    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def asked(browser: Browser) -> dict[str, list[str]]:
    return parse_qs(urlsplit(browser.current_url).query)


def until_asked(browser: Browser, name: str, values: list[str]) -> None:
    """Wait for the address, then for the page of it."""
    WebDriverWait(browser, 30).until(lambda b: asked(b).get(name, []) == values)
    WebDriverWait(browser, 30).until(
        lambda b: not b.find_elements(By.CSS_SELECTOR, ".busy")
    )


def follow(browser: Browser, id: str) -> None:
    """Follow the link that has focus to a part of the page."""
    press(browser, Keys.ENTER)
    WebDriverWait(browser, 30).until(
        lambda b: b.switch_to.active_element.get_attribute("id") == id
    )


def presses_to_first_hit(browser: Browser) -> int:
    for count in range(1, 40):
        press(browser, Keys.TAB)
        if browser.execute_script(
            "return document.activeElement.matches('.hit:first-child h2 a')"
        ):
            return count
    raise AssertionError("no hit is reached")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_hit_is_near_for_keys(
    browser: Browser, site: str, width: int
) -> None:
    with screen(browser, width):
        browser.get(f"{site}/?q=quốc hội")
        assert presses_to_first_hit(browser) <= 10
        browser.get(f"{site}/?q=quốc hội&province=ha-noi&person=Tô Lâm")
        press(browser, Keys.TAB)
        assert browser.switch_to.active_element.text == "Đến kết quả"
        follow(browser, "results")
        assert presses_to_first_hit(browser) <= 2


def test_the_second_skip_link_leads_to_filters(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=quốc hội")
    press(browser, Keys.TAB, Keys.TAB)
    assert browser.switch_to.active_element.text == "Đến bộ lọc"
    follow(browser, "facets")
    press(browser, Keys.TAB)
    assert browser.execute_script(
        "return document.getElementById('facets').contains(document.activeElement)"
    )


def test_a_choice_keeps_focus_and_place(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=quốc hội")
    box = find(browser, "#facet-person li input")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    name = box.get_attribute("value")
    before = box.rect["y"] - browser.execute_script("return scrollY")
    browser.execute_script("arguments[0].focus()", box)
    press(browser, Keys.SPACE)
    until_asked(browser, "person", [name or ""])
    focused = browser.switch_to.active_element
    assert focused.get_attribute("value") == name and focused.is_selected()
    after = focused.rect["y"] - browser.execute_script("return scrollY")
    assert abs(after - before) < 3
    assert name in find(browser, "h1").text
    assert name in (browser.title, *browser.title.split(", ")) or name in browser.title
    # People add up: another one narrows further.
    count = int(texts(browser, "#facet-person li .number")[1])
    browser.find_elements(By.CSS_SELECTOR, "#facet-person li input")[1].click()
    WebDriverWait(browser, 30).until(lambda b: len(asked(b)["person"]) == 2)
    WebDriverWait(browser, 30).until(
        lambda b: texts(b, "h1")[0].startswith(f"{count} bài")
    )
    browser.back()
    until_asked(browser, "person", [name or ""])


def test_filters_are_a_form_without_scripts(browser: Browser, site: str) -> None:
    with scripts_off(browser):
        browser.get(f"{site}/?q=hội nghị")
        boxes = browser.find_elements(By.CSS_SELECTOR, "#facet-publisher li input")
        names = [str(box.get_attribute("value")) for box in boxes[:2]]
        for box in boxes[:2]:
            box.click()
        find(browser, "#facet-publisher noscript button").click()
        WebDriverWait(browser, 30).until(lambda b: "publisher=" in b.current_url)
        assert asked(browser)["publisher"] == names
        assert browser.current_url.endswith("#facet-publisher")
        shown = find(browser, "#facet-publisher").rect["y"]
        assert shown >= browser.execute_script("return scrollY") - 1
        assert len(texts(browser, ".chips li")) == 3


def test_bars_narrow_and_the_way_back_widens(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=nghị quyết")
    before = texts(browser, "h1")
    bar = browser.find_elements(By.CSS_SELECTOR, ".bars a")[0]
    label = str(bar.accessible_name)
    ActionChains(browser).move_to_element(bar).click().perform()
    WebDriverWait(browser, 30).until(lambda b: "date" in asked(b))
    year, count = label.removeprefix("Năm ").split(" bài")[0].split(": ")
    WebDriverWait(browser, 30).until(lambda b: texts(b, "h1") != before)
    assert texts(browser, "h1") == [f"{count} bài có đủ “nghị quyết”, năm {year}"]
    assert len(browser.find_elements(By.CSS_SELECTOR, ".bars a")) >= 1
    browser.back()
    WebDriverWait(browser, 30).until(lambda b: texts(b, "h1") == before)


def test_dragging_across_bars_fills_the_period(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=nghị quyết&unit=year")
    svg = find(browser, ".bars")
    places = str(svg.get_attribute("data-slots")).split()
    width = svg.rect["width"] / len(places)
    start = int(-svg.rect["width"] / 2 + width / 2)
    ActionChains(browser).move_to_element_with_offset(
        svg, start, 0
    ).click_and_hold().move_by_offset(int(width * 1.2), 0).release().perform()
    until_asked(browser, "date_to", [places[1]])
    assert asked(browser)["date_from"] == [places[0]]
    assert find(browser, "[name=date_from]").get_attribute("value") == places[0]


def test_a_tile_is_pressed_and_taken_back(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=hội nghị")
    find(browser, ".tiles [value=ha-noi]").click()
    until_asked(browser, "province", ["ha-noi"])
    tile = find(browser, ".tiles [value=ha-noi]")
    assert tile.get_attribute("aria-pressed") == "true"
    assert find(browser, "li input[value=ha-noi]").is_selected()
    tile.click()
    until_asked(browser, "province", [])


def test_tiles_work_without_scripts(browser: Browser, site: str) -> None:
    with scripts_off(browser):
        browser.get(f"{site}/?q=hội nghị")
        find(browser, ".tiles [value=ha-noi]").click()
        WebDriverWait(browser, 30).until(lambda b: "province=ha-noi" in b.current_url)
        assert "Hà Nội" in find(browser, "h1").text


@pytest.mark.parametrize("name", ["Bình Định", "pleiku", "Sông Bé", "Tây Nguyên"])
def test_a_place_is_found_by_any_name(browser: Browser, site: str, name: str) -> None:
    browser.get(f"{site}/?q=tỉnh")
    find(browser, "#facet-province .find").send_keys(name, Keys.ENTER)
    WebDriverWait(browser, 30).until(lambda b: "province" in asked(b))
    find(browser, ".chips a")
    assert not browser.find_elements(By.CSS_SELECTOR, ".warning")


def test_a_value_is_found_on_the_page_of_all_values(
    browser: Browser, site: str
) -> None:
    browser.get(f"{site}/?q=quốc hội")
    find(browser, "[name=find_person]").send_keys("to lam", Keys.ENTER)
    WebDriverWait(browser, 30).until(lambda b: "/loc/person" in b.current_url)
    assert texts(browser, ".values li .label") == ["Tô Lâm"]
    find(browser, ".values li input").click()
    find(browser, ".values form:not(.lookup) button").click()
    WebDriverWait(browser, 30).until(lambda b: asked(b).get("person") == ["Tô Lâm"])
    assert asked(browser)["q"] == ["quốc hội"]


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("width", [390, 320])
def test_filters_are_a_sheet_on_a_phone(
    browser: Browser, site: str, width: int, has_scripts: bool
) -> None:
    with screen(browser, width):
        browser.get("about:blank")
        if has_scripts:
            browser.get(f"{site}/?q=hội nghị")
            _use_sheet(browser, width)
        else:
            with scripts_off(browser):
                browser.get(f"{site}/?q=hội nghị")
                _use_sheet(browser, width)


def _use_sheet(browser: Browser, width: int) -> None:
    assert not find(browser, "#facets").is_displayed()
    find(browser, ".to-facets").click()
    sheet = find(browser, "#facets")
    WebDriverWait(browser, 30).until(lambda _: sheet.is_displayed())
    assert sheet.rect["width"] == width
    box = find(browser, "#facet-publisher li input")
    name = str(box.get_attribute("value"))
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    # With scripts there is none to be seen, and a choice replaces the filters at once.
    shown = [
        button
        for button in browser.find_elements(By.CSS_SELECTOR, ".facets .apply")
        if button.is_displayed()
    ]
    box.click()
    for button in shown[:1]:
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
    until_asked(browser, "publisher", [name])
    if find(browser, "#facets").is_displayed():
        count = find(browser, "h1").text.split(" bài")[0]
        WebDriverWait(browser, 30).until(
            lambda b: texts(b, ".sheet-end a") == [f"Xem {count} bài"]
        )
        find(browser, ".sheet-end a").click()
    WebDriverWait(browser, 30).until(lambda b: not find(b, "#facets").is_displayed())
    assert texts(browser, ".to-facets") == ["Thu hẹp (1)"]


def test_keys_of_the_page(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=quốc hội")
    titles = texts(browser, ".hit h2 a")
    press(browser, "j")
    assert browser.switch_to.active_element.text == titles[0]
    press(browser, "j", "j", "k")
    assert browser.switch_to.active_element.text == titles[1]
    press(browser, "/")
    box = browser.switch_to.active_element
    assert box.get_attribute("id") == "q"
    press(browser, "j")
    assert box.get_attribute("value") == "j"
    browser.get(f"{site}/?q=quốc hội")
    press(browser, "j", "j", "o")
    WebDriverWait(browser, 30).until(lambda b: "/bai/" in b.current_url)
    assert asked(browser)["bai"] == ["2"] and asked(browser)["q"] == ["quốc hội"]
    browser.back()
    find(browser, ".hit")
    press(browser, "?")
    WebDriverWait(browser, 30).until(lambda b: b.current_url.endswith("#phim"))
    assert "Bài sau" in find(browser, "#phim + table").text


def test_the_address_is_copied(browser: Browser, site: str) -> None:
    browser.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    browser.get(f"{site}/?q=quốc hội&sort=newest")
    find(browser, "#copy-link").click()
    WebDriverWait(browser, 30).until(lambda b: texts(b, "#copy-link") == ["Đã chép"])
    copied = browser.execute_async_script(
        "navigator.clipboard.readText().then(arguments[0])"
    )
    assert unquote(copied) == unquote(browser.current_url)
    with scripts_off(browser):
        browser.get(f"{site}/?q=quốc hội")
        assert not find(browser, "#copy-link").is_displayed()


def test_twenty_lines_fit_a_screen(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=hội nghị")
    browser.find_element(By.LINK_TEXT, "Gọn").click()
    until_asked(browser, "compact", ["1"])
    hits = browser.find_elements(By.CSS_SELECTOR, ".hit")
    assert len(hits) == 20
    last = hits[-1].rect
    assert last["y"] + last["height"] - hits[0].rect["y"] <= 900


def test_any_page_by_its_number(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=tỉnh&size=10")
    field = find(browser, ".jump input[type=number]")
    field.send_keys("6", Keys.ENTER)
    WebDriverWait(browser, 30).until(lambda b: asked(b).get("page") == ["6"])
    assert find(browser, ".hits").get_attribute("start") == "51"
    assert "(trang 6)" in browser.title
    find(browser, ".pages [rel=next]").click()
    until_asked(browser, "page", ["7"])
    assert browser.execute_script("return scrollY") == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", [*PAGES, "/?q=quốc hội#facets", "/bai/none"])
def test_no_page_scrolls_sideways(
    browser: Browser, site: str, path: str, width: int
) -> None:
    with screen(browser, width):
        browser.get(site + path)
        seen = browser.execute_script("return document.documentElement.scrollWidth")
        complaints(browser)
        assert seen <= width


def test_paper_shows_the_search_on_white(browser: Browser, site: str) -> None:
    browser.get(f"{site}/?q=quốc hội&province=ha-noi")
    media = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"media": "print", "features": media}
    )
    try:
        shown = [".head h1", ".printed", ".chips", ".hit"]
        hidden = [".top", ".facets", ".actions", ".choice", ".pages"]
        for selector in shown:
            assert find(browser, selector).is_displayed(), selector
        for selector in hidden:
            assert not find(browser, selector).is_displayed(), selector
        assert "?q=" in find(browser, ".printed").text
        colors = browser.execute_script(
            "const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]"
        )
        assert colors == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_what_is_ticked_shows_in_forced_colours(browser: Browser, site: str) -> None:
    with screen(browser, 1440, forced_colors="active"):
        browser.get(f"{site}/?q=hội nghị&province=ha-noi")
        look = browser.execute_script(
            "return getComputedStyle(document.querySelector('li input:checked')).appearance"
        )
        assert look == "auto"


@pytest.fixture(scope="module")
def whole_site(seed_index: Path) -> Iterator[str]:
    """The pages where there are a dossier and exports, whoever makes these."""
    app = create_app(seed_index)
    known = {str(rule) for rule in app.url_map.iter_rules()}
    for path in ("/ho-so", "/xuat.csv", "/nhan-vat", "/van-ban"):
        if path not in known:
            app.add_url_rule(path, path, lambda: "Trang thử")
    with serving(seed_index, app) as address:
        yield address


def test_hits_are_chosen_into_a_dossier(browser: Browser, whole_site: str) -> None:
    browser.get(f"{whole_site}/?q=quốc hội")
    browser.execute_script("localStorage.clear()")
    press(browser, "j", "x", "j", "x")
    boxes = browser.find_elements(By.CSS_SELECTOR, ".pick")
    ids = [str(box.get_attribute("value")) for box in boxes[:2]]
    assert [box.is_selected() for box in boxes[:3]] == [True, True, False]
    assert texts(browser, "#dossier-link") == ["Hồ sơ (2)"]
    # What was chosen stays over other searches.
    browser.get(f"{whole_site}/?q=hội nghị")
    assert texts(browser, "#dossier-link") == ["Hồ sơ (2)"]
    find(browser, "#dossier button").click()
    WebDriverWait(browser, 30).until(lambda b: "/ho-so" in b.current_url)
    assert asked(browser)["id"] == ids
    complaints(browser)


def test_a_dossier_is_a_form_without_scripts(browser: Browser, whole_site: str) -> None:
    with scripts_off(browser):
        browser.get(f"{whole_site}/?q=quốc hội")
        boxes = browser.find_elements(By.CSS_SELECTOR, ".pick")[:2]
        ids = [str(box.get_attribute("value")) for box in boxes]
        for box in boxes:
            box.click()
        find(browser, "#dossier button").click()
        WebDriverWait(browser, 30).until(lambda b: "/ho-so" in b.current_url)
        assert asked(browser)["id"] == ids
    complaints(browser)


def test_a_dossier_is_ordered_and_the_browser_keeps_it(
    browser: Browser, whole_site: str
) -> None:
    browser.get(f"{whole_site}/?q=quốc hội")
    boxes = browser.find_elements(By.CSS_SELECTOR, ".pick")[:3]
    ids = [str(box.get_attribute("value")) for box in boxes]
    lost = [f"khong-con-{number:04}" for number in range(600)]
    keep = "localStorage.setItem('timtin.ho-so', JSON.stringify(arguments[0]))"

    def shown() -> list[str]:
        entries = browser.find_elements(By.CSS_SELECTOR, ".entries > li")
        return [str(entry.get_attribute("data-id")) for entry in entries]

    def press_tool(label: str) -> list[str]:
        before = find(browser, "h1")
        find(browser, f"button[aria-label='{label}']").click()
        WebDriverWait(browser, 30).until(staleness_of(before))
        stored = browser.execute_script("return localStorage.getItem('timtin.ho-so')")
        assert json.loads(stored) == shown()
        return shown()

    # As many as an address has room for, then more: the store is posted.
    for more in ([], lost):
        browser.get(f"{whole_site}/tro-giup")
        browser.execute_script(keep, [*ids, *more])
        browser.get(f"{whole_site}/?q=quốc hội")
        link = find(browser, "#dossier-link")
        assert ("?" in str(link.get_attribute("href"))) != bool(more)
        link.click()
        WebDriverWait(browser, 30).until(lambda b: shown() == ids)
    complaints(browser)
    browser.execute_script(keep, ids)
    browser.get(f"{whole_site}/ho-so?{urlencode([('id', one) for one in ids])}")
    assert press_tool("Đưa bài 1 xuống") == [ids[1], ids[0], ids[2]]
    assert press_tool("Đưa bài 3 lên") == [ids[1], ids[2], ids[0]]
    assert press_tool("Bỏ bài 2 khỏi hồ sơ") == [ids[1], ids[0]]
    complaints(browser)


def test_exports_stand_in_a_menu_and_keys_stay_near(
    browser: Browser, whole_site: str
) -> None:
    browser.get(f"{whole_site}/?q=quốc hội&sort=newest&page=2")
    find(browser, ".menu summary").click()
    link = find(browser, ".menu a[href*='xuat.csv']")
    assert link.is_displayed()
    href = str(link.get_attribute("href"))
    assert parse_qs(urlsplit(href).query) == {"q": ["quốc hội"], "sort": ["newest"]}
    browser.get(f"{whole_site}/?q=quốc hội")
    assert presses_to_first_hit(browser) <= 10
    complaints(browser)


AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
  .then((found) => done(found.violations.map((v) => [v.id, v.nodes[0].html])));
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(
    browser: Browser, whole_site: str, width: int, scheme: str
) -> None:
    spec = find_spec("axe_playwright_python")
    assert spec is not None and spec.submodule_search_locations
    script = Path(spec.submodule_search_locations[0], "axe.min.js").read_text("utf-8")
    found = {}
    with screen(browser, width, scheme=scheme):
        for path in (*PAGES, *(["/?q=quốc hội#facets"] if width < 800 else [])):
            browser.get(whole_site + path)
            browser.execute_script(script)
            if violations := browser.execute_async_script(AXE):
                found[path] = violations
    complaints(browser)
    assert found == {}
