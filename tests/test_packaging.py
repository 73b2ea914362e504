"""What an installation brings: one version, the bundled articles, every data file.

``.ci/run`` builds the distributions and installs them; here stands what needs no network.
"""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import timtin
from indexer.fetching.http import USER_AGENT
from search import __version__
from search.errors import SourceError

ROOT = Path(__file__).parent.parent


def _setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip()}


def test_the_version_is_told_everywhere_as_it_stands_in_one_place() -> None:
    assert _setup()["metadata"]["version"] == "attr: search.__version__"
    assert USER_AGENT == f"timtin/{__version__}"
    told = CliRunner().invoke(timtin.cli, ["--version"])
    assert told.output == f"timtin, version {__version__}\n"
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, re.M)[0] == __version__


def test_no_other_file_spells_the_version_out() -> None:
    spelled = [
        path
        for folder in ("search", "indexer", "webui", ".")
        for path in (ROOT / folder).glob("*.py" if folder == "." else "**/*.py")
        if f'"{__version__}"' in path.read_text(encoding="utf-8")
    ]
    assert spelled == [ROOT / "search" / "__init__.py"]


def test_every_bundled_article_is_installed() -> None:
    installed = _setup()["options.data_files"]
    patterns = {
        pattern: Path(target).relative_to("share/timtin")
        for target, value in installed.items()
        for pattern in _lines(value)
    }
    for path in (ROOT / "seeds").rglob("*"):
        name = path.relative_to(ROOT)
        if path.is_file() and not name.name.startswith("."):
            targets = {
                target for pattern, target in patterns.items() if name.match(pattern)
            }
            assert targets == {name.parent}, name


@pytest.mark.parametrize(
    ("module", "seeds"),
    [
        ("timtin.py", "seeds"),
        ("target/timtin.py", "target/share/timtin/seeds"),
        ("venv/lib/python3.12/site-packages/timtin.py", "venv/share/timtin/seeds"),
        (".local/lib/python3.11/site-packages/timtin.py", ".local/share/timtin/seeds"),
        ("local/lib/python3.11/dist-packages/timtin.py", "local/share/timtin/seeds"),
        ("venv/Lib/site-packages/timtin.py", "venv/share/timtin/seeds"),
    ],
)
def test_the_bundled_articles_are_found_in_every_scheme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, seeds: str
) -> None:
    (tmp_path / seeds).mkdir(parents=True)
    monkeypatch.setattr(timtin, "__file__", str(tmp_path / module))
    assert timtin._seeds() == (tmp_path / seeds).resolve()


def test_bundled_articles_that_are_missing_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timtin, "__file__", str(tmp_path / "timtin.py"))
    with pytest.raises(SourceError) as caught:
        timtin._seeds()
    assert "pip install timtin" in caught.value.cure


def test_data_files_of_the_packages_are_installed() -> None:
    package_data = _setup()["options.package_data"]
    everywhere = [one.strip() for one in package_data["*"].split(",")]
    for package in ("search", "indexer", "webui"):
        extra = [one.strip() for one in package_data.get(package, "").split(",") if one]
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                inner = path.relative_to(ROOT / package)
                assert any(inner.match(one) for one in everywhere + extra), path
                spelled_out = any("/" in one and inner.match(one) for one in extra)
                is_packaged = (path.parent / "__init__.py").exists()
                assert spelled_out or is_packaged, f"{path} is in no package"


def test_packages_say_that_they_are_typed() -> None:
    for package in ("search", "indexer", "webui"):
        assert (ROOT / package / "py.typed").exists()


def test_the_readme_and_the_code_name_extras_that_exist() -> None:
    extras = set(_setup()["options.extras_require"])
    texts = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    for package in ("search", "indexer", "webui"):
        texts += (ROOT / package).rglob("*.py")
    named = {
        extra
        for path in texts
        for found in re.findall(r"timtin\[([\w,]+)\]", path.read_text(encoding="utf-8"))
        for extra in found.split(",")
    }
    assert named and named <= extras


def test_the_command_needs_no_checkout(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "timtin", "demo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        check=True,
    )
    assert "98 bài" in found.stderr + found.stdout
    assert (tmp_path / "index" / "manifest.json").exists()
