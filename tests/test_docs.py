"""The documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import timtin
from search.config import SETTINGS
from search.fields import TEXT_FIELDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


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
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for field in TEXT_FIELDS:
        base, _, rest = field.name.partition("_")
        assert f"`{field.name}`" in table or f"`*_{rest}`" in table, field.name
