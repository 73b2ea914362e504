"""Results as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any


def format_results(results: dict[str, Any]) -> str:
    """All tables of a run."""
    machine = results["machine"]
    lines = [f"{results['date']}, {machine['cpu']}, {machine['cores']} cores,"]
    lines[0] += f" Python {machine['python']}, load {machine['load']} at the start"
    for part in results["sizes"]:
        lines += ["", f"## {part['articles']:,} articles", ""]
        lines.append(
            f"{part['text_mb']} MB of text; {part['made_up']:,} articles are made up."
        )
        lines += ["", *format_table(INDEXING, _indexing_rows(part))]
        kinds = list(next(iter(part["queries"].values())))
        head = ("p50 / p95 ms", *kinds)
        lines += ["", *format_table(head, _latency_rows(part["queries"]))]
        if "load" in part:
            lines += ["", *format_table(LOAD, _load_rows(part["load"]))]
        lines += ["", *format_table(("ratio", "value"), part["ratios"].items())]
    rows = [
        (name, f"{seconds:.3f}", f"{seconds / results['start']['import pyvi']:.2f}")
        for name, seconds in results["start"].items()
    ]
    lines += ["", "## Start", "", *format_table(("command", "CPU s", "of pyvi"), rows)]
    return "\n".join(lines) + "\n"


INDEXING = (
    "index",
    "workers",
    "articles/s",
    "CPU ms/article",
    "peak MiB",
    "MB",
    "of text",
)
LOAD = (
    "a page is",
    "clients",
    "pages",
    "errors",
    "pages/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
)


def _indexing_rows(part: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for name, found in part["indexing"].items():
        yield (
            name,
            found["workers"],
            found["rate"],
            found["cpu_ms"],
            found["peak_mib"],
            found["mb"],
            found["of_text"],
        )


def _latency_rows(queries: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for name, classes in queries.items():
        found = classes.values()
        yield name, *(f"{item['p50']:.1f} / {item['p95']:.1f}" for item in found)


def _load_rows(loads: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for name, load in loads.items():
        figures = [load[key] for key in ("clients", "pages", "errors", "rate")]
        latency = [load["latency"][key] for key in ("p50", "p95", "p99")]
        yield (name, *figures, *latency)


def format_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """The lines of one table, figures aligned to the right."""
    rule = "|".join(["---", *("---:" for _ in head[1:])])
    lines = ["| " + " | ".join(head) + " |", f"|{rule}|"]
    return lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]
