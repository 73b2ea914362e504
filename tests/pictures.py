"""The pictures of the documents, made from the bundled articles by the page itself:
``python tests/pictures.py`` writes them anew into ``docs/``."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from urllib.parse import quote

from browsers import Browser, find, screen, serving, start_browser

from indexer.building.pipeline import IndexOptions, run

ROOT = Path(__file__).parent.parent

PICTURES: dict[str, tuple[int, int, str, str]] = {
    "search.png": (1200, 860, "light", "/?q=nghị quyết&date=2025"),
    "phone.png": (390, 780, "dark", "/?q=quốc hội&province=ha-noi#facets"),
    "vi-mo-trang.png": (1100, 620, "light", "/"),
    "vi-ket-qua.png": (1100, 760, "light", "/?q=quốc hội"),
    "vi-thu-hep.png": (1100, 760, "light", "/?q=quốc hội&date=2025&province=ha-noi"),
}
"""File -> width, height, colours and address."""


def take(browser: Browser, site: str, name: str) -> bytes:
    """One picture as PNG."""
    width, height, scheme, address = PICTURES[name]
    with screen(browser, width, height, scheme):
        browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        browser.get(site + quote(address, safe="/?=&#"))
        find(browser, "h1")
        # The caret blinks.
        browser.execute_script("document.activeElement.blur()")
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {})
    browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": False})
    return base64.b64decode(shot["data"])


def main() -> None:
    """Write all pictures."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        seeds = sorted(item for item in (ROOT / "seeds").iterdir() if item.is_dir())
        run(seeds, index, IndexOptions(profile="full", workers=1))
        browser = start_browser()
        with serving(index) as site:
            for name in PICTURES:
                (ROOT / "docs" / name).write_bytes(take(browser, site, name))
        browser.quit()


if __name__ == "__main__":
    main()
