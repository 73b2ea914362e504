"""Pins the direction of imports and the packages that may exist."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("search", "indexer", "webui")
ALLOWED = {
    "search": {"search"},
    "indexer": {"indexer", "search"},
    "webui": {"webui", "search"},
}
# Inside search a module imports only what stands before it here.
LAYERS = (
    ("errors", "article", "config", "travel"),
    ("documents", "language"),
    ("provinces", "publishers"),
    ("fields",),
    ("query.clauses",),
    ("request",),
    ("labels", "results"),
    ("query",),
    ("restoration", "phrases"),
    ("lexicon",),
    ("engines",),
    ("knowledge",),
    ("facets",),
    ("highlight",),
    ("suggest",),
    ("stats",),
    ("searcher",),
    ("terminal", "evaluation", "usage"),
    ("cli",),
)


def _modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _layer(module: str) -> int | None:
    inner = module.removeprefix("search.")
    best: tuple[int, int] | None = None
    for number, names in enumerate(LAYERS):
        for name in names:
            if (inner == name or inner.startswith(name + ".")) and (
                best is None or len(name) > best[0]
            ):
                best = (len(name), number)
    return best[1] if best else None


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_only_what_the_design_allows(package: str) -> None:
    ours = {*PACKAGES, "timtin"}
    for path in _modules(package):
        for name in _imports(path):
            top = name.partition(".")[0]
            assert top not in ours or top in ALLOWED[package], f"{path} imports {name}"


def test_search_layers_import_downwards_only() -> None:
    for path in _modules("search"):
        own = _layer(_name(path))
        if own is None:
            assert _name(path) == "search", f"{path} stands in no layer"
            continue
        for name in _imports(path):
            if name.startswith("search."):
                other = _layer(name)
                assert other is not None and other <= own, f"{path} imports {name}"


def test_search_knows_no_flask() -> None:
    for path in [*_modules("search"), *_modules("indexer")]:
        assert not any(name.startswith("flask") for name in _imports(path)), path


@pytest.mark.parametrize("folder", ["index", "seeds", "tests"])
def test_data_folders_are_no_packages(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()


@pytest.mark.parametrize(
    ("statement", "forbidden"),
    [
        ("import timtin", ["numpy", "whoosh", "flask", "search.searcher"]),
        ("import timtin", ["search", "indexer", "webui", "sqlite3", "urllib.request"]),
        ("import search.cli", ["numpy", "whoosh", "flask", "search.searcher"]),
        ("import search.cli", ["search.request", "sqlite3", "urllib.request"]),
        ("import search.searcher", ["pyvi", "sklearn", "flask", "tantivy"]),
        ("import search.searcher", ["numpy", "whoosh", "indexer", "urllib.request"]),
        ("import search.searcher", ["http.client", "ssl", "asyncio", "email"]),
    ],
)
def test_imports_stay_light(statement: str, forbidden: list[str]) -> None:
    code = f"{statement}; import sys; print(*[m for m in {forbidden!r} if m in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.split() == []
