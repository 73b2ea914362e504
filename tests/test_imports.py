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
# Inside a package, what stands on a line imports what stands on earlier lines, or beside
# it; a folder may have layers of its own.
LAYERS = {
    "search": (
        ("errors", "article", "batches", "config", "location"),
        ("language",),
        ("gazetteer",),
        ("fields",),
        ("query.clauses",),
        ("request",),
        ("labels", "results"),
        ("query",),
        ("engines",),
        ("engines.whoosh", "engines.tantivy", "engines.opensearch"),
        ("store",),
        ("collection",),
        ("page", "stats"),
        ("searcher",),
        ("commands",),
        ("following", "subjects", "export"),
        ("cli",),
        ("following.cli", "subjects.cli", "export.cli"),
    ),
    "indexer": (
        ("sources",),
        ("cleaning", "copies"),
        ("facts",),
        ("facts.dates", "facts.places"),
        ("facts.people",),
        ("facts.said",),
        ("building", "fetching"),
        ("cli",),
    ),
    "webui": (
        ("cache", "compression", "errors", "markup", "results", "state"),
        ("reading", "serving"),
        ("api", "pages", "site"),
        ("subjects",),
        ("app",),
        ("processes",),
        ("cli",),
    ),
}
MOST_MODULES = 12
"""Modules of a folder, beside its ``__init__``; the spine of ``search`` is flat."""


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
    package, _, inner = module.partition(".")
    best: tuple[int, int] | None = None
    for number, names in enumerate(LAYERS[package]):
        for name in names:
            if (inner == name or inner.startswith(name + ".")) and (
                best is None or len(name) > best[0]
            ):
                best = (len(name), number)
    return best[1] if best else None


def _graph() -> dict[str, set[str]]:
    """Module -> the modules of ours that it imports, at its top or in a function."""
    modules = {_name(path): path for package in PACKAGES for path in _modules(package)}
    return {
        module: {
            found
            for name in _imports(path)
            for found in (name, name.rpartition(".")[0])
            if found in modules and found != module
        }
        for module, path in modules.items()
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_only_what_the_design_allows(package: str) -> None:
    ours = {*PACKAGES, "timtin"}
    for path in _modules(package):
        for name in _imports(path):
            top = name.partition(".")[0]
            assert top not in ours or top in ALLOWED[package], f"{path} imports {name}"


@pytest.mark.parametrize("package", PACKAGES)
def test_layers_import_downwards_only(package: str) -> None:
    for path in _modules(package):
        own = _layer(_name(path))
        if own is None:
            assert path.name == "__init__.py", f"{path} stands in no layer"
            continue
        for name in _imports(path):
            if name.startswith(package + "."):
                other = _layer(name)
                assert other is not None and other <= own, f"{path} imports {name}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {
        module: {other for other in others if not module.startswith(other + ".")}
        for module, others in _graph().items()
    }
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in done:
            for other in sorted(graph[module]):
                visit(other, (*way, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize("package", PACKAGES)
def test_folders_and_modules_stay_small(package: str) -> None:
    folders: dict[Path, int] = {}
    for path in _modules(package):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, path
        if path.name != "__init__.py":
            folders[path.parent] = folders.get(path.parent, 0) + 1
    for folder, count in folders.items():
        assert count <= MOST_MODULES, folder


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
