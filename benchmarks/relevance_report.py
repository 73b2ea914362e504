"""The figures of a relevance run as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from relevance_probes import LENGTHS
from report import format_table

MAIN_FORMS = ("written", "unmarked", "half")


def format_report(results: Mapping[str, Any]) -> str:
    """All tables of a run."""
    lines = [results["date"]]
    for name, found in results["collections"].items():
        title = f"{name}: {found['topics']} topics, {found['articles']:,} articles"
        lines += ["", f"## {title}", "", *_systems(found["systems"])]
        lines += ["", *_forms(found["systems"])]
        probes = found["probes"]
        for kind, head, rows in (
            ("exactness", ("marked words", "asked", "first", "ten"), _exactness),
            ("overlap", ("with and without marks", *LENGTHS, "all"), _overlap),
        ):
            if any(kind in probe for probe in probes.values()):
                lines += ["", *format_table(tuple(map(str, head)), rows(probes))]
    return "\n".join(lines) + "\n"


def _systems(systems: Mapping[str, Any]) -> list[str]:
    head = ("nDCG@10, and R@100", *(MAIN_FORMS * 2))
    rows = [
        (
            name,
            *(_share(forms[form]["nDCG@10"]["mean"]) for form in MAIN_FORMS),
            *(_share(forms[form]["R@100"]["mean"]) for form in MAIN_FORMS),
        )
        for name, forms in systems.items()
    ]
    return format_table(head, rows)


def _forms(systems: Mapping[str, Any]) -> list[str]:
    """Every form of the systems that were asked in every form, with intervals."""
    whole = {name: forms for name, forms in systems.items() if len(forms) > 3}
    forms: Mapping[str, Any] = next(iter(whole.values()), {})
    rows = [
        (form, *(_interval(found[form]["nDCG@10"]) for found in whole.values()))
        for form in forms
    ]
    return format_table(("nDCG@10", *whole), rows) if whole else []


def _exactness(probes: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    for name, probe in probes.items():
        for least, found in probe["exactness"].items():
            shares = (_share(found["first"]), _share(found["ten"]))
            yield f"{name}, in {least} articles or more", found["words"], *shares


def _overlap(probes: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    for name, probe in probes.items():
        for kind, found in probe["overlap"].items():
            shares: Iterable[float] = (*found["lengths"].values(), found["mean"])
            yield f"{name}, {kind}", *map(_share, shares)


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _interval(figure: Mapping[str, float]) -> str:
    low, high = _share(figure["low"]), _share(figure["high"])
    return f"{_share(figure['mean'])} [{low}, {high}]"
