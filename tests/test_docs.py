"""The documents say what the code does."""

from __future__ import annotations

import doctest
import re
import shutil
from configparser import ConfigParser
from pathlib import Path

import pytest
from browsers import Browser, serving
from click.testing import CliRunner
from pictures import PICTURES, take

import timtin
from search.config import SETTINGS
from search.fields import TEXT_FIELDS
from search.request import SearchRequest
from search.searcher import Searcher
from webui.app import create_app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FIRST_STEPS = (ROOT / "README.vi.md").read_text(encoding="utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "README.vi.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
FOLDERS = (
    "search",
    "indexer",
    "webui",
    "tests",
    "benchmarks",
    "docs",
    "seeds",
    ".ci",
    "deploy",
)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_readme_lists_every_setting(setting: object) -> None:
    row = f"| `{setting.variable}` | `{setting.default}` |"  # type: ignore[attr-defined]
    assert row in README


@pytest.mark.parametrize("command", timtin.COMMANDS)
def test_the_readme_lists_every_command(command: str) -> None:
    assert f"| `timtin {command}" in README


def test_the_readme_names_no_other_command_or_setting() -> None:
    assert set(re.findall(r"\| `timtin (\w+)", README)) == set(timtin.COMMANDS)
    known = {setting.variable for setting in SETTINGS}
    assert set(re.findall(r"\bTIMTIN_\w+", README)) == known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_architecture_names_every_text_field() -> None:
    for field in TEXT_FIELDS:
        base, _, rest = field.name.partition("_")
        assert (
            f"`{field.name}`" in ARCHITECTURE or f"`*_{rest}`" in ARCHITECTURE
        ), field.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_that_documents_name_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"`([\w./-]+)`", text):
        top = name.partition("/")[0]
        if name.endswith((".py", ".tsv", ".cfg")) or (top in FOLDERS and "/" in name):
            assert (ROOT / name).exists(), name


def test_code_cites_no_document_that_is_not_here() -> None:
    for package in ("search", "indexer", "webui", "benchmarks"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for name in re.findall(r"\bdocs/[\w-]+\.md\b", text):
                assert (ROOT / name).exists(), f"{path}: {name}"
            assert not re.search(r"\bFIELD_NOTES\b|\bDESIGN decision\b", text), path


def _rows(heading: str) -> list[list[str]]:
    """Cells of the table below a heading of docs/architecture.md."""
    section = ARCHITECTURE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [
        [cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in lines
    ]


def test_every_folder_of_code_is_on_the_map() -> None:
    rows = _rows("Map")
    assert all(
        question and (ROOT / first).is_relative_to(ROOT / folder)
        for folder, question, first in rows
    )
    folders = {
        f"{path.parent.relative_to(ROOT).as_posix()}/"
        for package in ("search", "indexer", "webui")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py"
    }
    assert folders - {"indexer/"} <= {folder for folder, _, _ in rows}


def test_a_newcomer_s_twenty_questions_are_answered_by_files() -> None:
    rows = _rows("Twenty questions a newcomer asks")
    assert len(rows) == 20
    assert all(question.endswith("?") for question, _ in rows)
    assert all((ROOT / answer).is_file() for _, answer in rows)


def test_the_examples_for_python_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert len(blocks) >= 5
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(
        "".join(blocks), {}, "docs/python.md", None, None
    )
    said: list[str] = []
    found = doctest.DocTestRunner().run(example, out=said.append)
    assert found.attempted > 20 and not found.failed, "".join(said)


def test_the_first_half_hour_counts_what_the_page_counts(
    seed_searcher: Searcher,
) -> None:
    rows = re.findall(r"^\| `(.+)` \| (\d+) \|$", FIRST_STEPS, re.M)
    assert len(rows) >= 5
    for query, number in rows:
        assert seed_searcher.search(SearchRequest(q=query)).total == int(number), query
    assert f"{seed_searcher.count()} bài mẫu" in FIRST_STEPS


def test_the_first_half_hour_runs_what_there_is() -> None:
    [line] = re.findall(r"<!-- demo -->\n```sh\n(.+)\n", README)
    assert line in FIRST_STEPS
    commands = set(re.findall(r"\btimtin (\w+)(?=[ `\n])", FIRST_STEPS))
    assert {"demo", "serve", "index"} <= commands <= set(timtin.COMMANDS)
    for command, option in re.findall(r"timtin (\w+) (--[\w-]+)", FIRST_STEPS):
        answer = CliRunner().invoke(timtin.cli, [command, "--help"])
        assert f"{option} " in answer.output, (command, option)
    # That of an sdist is written anew, with blanks of its own.
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    for extra in ("office", "web"):
        assert extra in setup["options.extras_require"] and extra in FIRST_STEPS


def test_the_first_half_hour_names_what_the_page_shows(seed_index: Path) -> None:
    html = create_app(seed_index).test_client().get("/?q=quốc+hội").text
    for words in ("‰ mọi bài", "Nhân vật", "Văn bản", "Thu hẹp", "Cách tìm"):
        assert words in FIRST_STEPS and words in html, words


def test_every_picture_is_made_by_the_program() -> None:
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = set(re.findall(r"docs/([\w-]+\.png)", shown))
    assert pictures == set(PICTURES) == {p.name for p in (ROOT / "docs").glob("*.png")}


@pytest.mark.browser
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_can_be_made_again(
    browser: Browser, seed_index: Path, name: str
) -> None:
    with serving(seed_index) as site:
        made = take(browser, site, name)
    kept = (ROOT / "docs" / name).read_bytes()
    # Signature, then the header with width and height.
    assert made[:24] == kept[:24] and len(made) > 10_000
