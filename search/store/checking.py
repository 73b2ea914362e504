"""``timtin check``: every byte of an index against what was written.

What is found wrong in files that answers are made from is written down beside the
manifest. Opening the index is refused from then on, also to those who have it open,
until it is built again or a check finds nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from search.engines.index_errors import cannot_read
from search.errors import IndexDamaged, TimtinError
from search.location import ClusterAddress, Location
from search.store.folders import MARKER
from search.store.manifest import (
    MANIFEST,
    Manifest,
    dump_manifest,
    file_problem,
    read_manifest,
)
from search.store.marks import clear_mark, write_mark
from search.store.opening import ENGINE_FOLDER, is_newer, open_unmarked
from search.store.seals import Seal, has_sound_structure, read_seal

LEDGER = "ledger.sqlite"
"""The side file that only ``timtin index`` reads."""

_MANAGED = ".managed.json"
"""tantivy's own list of its files."""

Weight = Literal["damage", "ledger", "note"]
"""``damage``: answers are made from it; ``ledger``: only the indexer reads it; ``note``:
worth knowing, nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a file.

    :param file: inside the index folder.
    """

    file: str
    what: str
    cure: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found.

    :param files: how many files were compared; :param size: their bytes.
    :param is_marked: whether the index is refused from now on.
    """

    files: int
    size: int
    findings: tuple[Finding, ...]
    is_marked: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.weight == "note" for finding in self.findings)


def check_index(path: Location) -> Check:
    """Compare every byte of an index, and keep it from being served where that found
    damage.

    :raises search.errors.IndexMissing: when there is no index.
    :raises search.errors.IndexOutdated: when another version made it.
    :raises search.errors.TimtinError: when its files may not be read.
    """
    if not isinstance(path, Path):
        return _check_cluster(path)
    findings: list[Finding] = []
    files = size = 0
    data = ""
    try:
        manifest = read_manifest(path)
        data = manifest.data
        for name, finding in _compare(path, manifest):
            with suppress(OSError):
                size += (path / name).stat().st_size
                files += 1
            if finding:
                findings.append(finding)
    except PermissionError as error:
        raise cannot_read(path, error) from error
    except IndexDamaged as error:
        findings.append(Finding(MANIFEST, error.message, error.cure, "damage"))
    damage = [finding for finding in findings if finding.weight == "damage"]
    # A manifest that is not whole is refused without a mark.
    marked = bool(damage)
    with suppress(OSError):
        if data and damage:
            write_mark(path, data, damage[0].file, damage[0].what)
        elif data:
            clear_mark(path)
    if damage and data and not _is_refused(path):
        marked = False
    return Check(files, size, tuple(findings), marked)


def _check_cluster(address: ClusterAddress) -> Check:
    """Ask the cluster, which keeps sums of its own files: every shard must answer, and
    all articles must be there."""
    opened = open_unmarked(address, None)
    findings = []
    try:
        opened.reader.verify()
    except IndexDamaged as error:
        place = opened.reader.generation
        findings = [Finding(place, error.message, error.cure, "damage")]
    return Check(0, opened.used, tuple(findings))


def _is_refused(path: Path) -> bool:
    from search.store.opening import open_index

    try:
        open_index(path).close()
    except TimtinError:
        return True
    return False


def _compare(path: Path, manifest: Manifest) -> Iterator[tuple[str, Finding | None]]:
    """Each file, by its place in the index folder, and what is wrong with it."""
    yield MANIFEST, _manifest_finding(path, manifest)
    data = path / manifest.data
    engine = data / ENGINE_FOLDER
    for name, facts in manifest.files.items():
        what = file_problem(engine / name, facts, thorough=True)
        place = f"{manifest.data}/{ENGINE_FOLDER}/{name}"
        yield place, _rebuild(path, place, what) if what else None
    # After a crash between a commit and its manifest, the engine's own sums tell.
    newer = _newer_commit(path, manifest)
    if newer is not None:
        yield newer.file, newer
    if manifest.engine == "tantivy":
        place = f"{manifest.data}/{ENGINE_FOLDER}/{_MANAGED}"
        known = _knows_files(engine / _MANAGED, manifest)
        what = "" if known else "danh sách tệp của tantivy không còn nguyên"
        yield place, _rebuild(path, place, what) if what else None
    marker = data / MARKER
    if not marker.is_file() or marker.stat().st_size:
        place = f"{manifest.data}/{MARKER}"
        yield place, _rebuild(path, place, "dấu của thư mục dữ liệu không còn nguyên")
    side = sorted(data.glob("*.sqlite"))
    for file in side:
        yield f"{manifest.data}/{file.name}", _side_finding(path, manifest, file)
    # Who builds an index without the indexer has neither.
    if len(side) == 1:
        missing = "bảng đếm từ" if side[0].name == LEDGER else "sổ nguồn"
        yield manifest.data, Finding(
            manifest.data,
            f"thiếu {missing} của bộ sưu tập",
            f"Chạy timtin index THƯ_MỤC_BÀI_VIẾT --index {path}: tệp ấy được lập lại",
            "ledger",
        )


def _manifest_finding(path: Path, manifest: Manifest) -> Finding | None:
    if (path / MANIFEST).read_bytes() == dump_manifest(manifest):
        return None
    return Finding(
        MANIFEST,
        "còn đọc được nhưng không đúng từng byte như đã ghi",
        f"Chạy lại timtin index THƯ_MỤC_BÀI_VIẾT --index {path}: tệp ấy được ghi lại",
        "ledger",
    )


def _newer_commit(path: Path, manifest: Manifest) -> Finding | None:
    try:
        opened = open_unmarked(path, None)
    except IndexDamaged as error:
        place = f"{manifest.data}/{ENGINE_FOLDER}"
        return Finding(place, error.message, error.cure, "damage")
    try:
        if is_newer(manifest, opened.reader.generation):
            opened.reader.verify()
            return Finding(
                MANIFEST,
                "lần ghi cuối bị ngắt ngay trước khi tệp này được ghi lại",
                f"Không mất gì; chạy timtin index THƯ_MỤC_BÀI_VIẾT --index {path}",
                "note",
            )
    except IndexDamaged as error:
        place = f"{manifest.data}/{ENGINE_FOLDER}"
        return Finding(place, error.message, error.cure, "damage")
    finally:
        opened.close()
    return None


def _knows_files(managed: Path, manifest: Manifest) -> bool:
    try:
        names = json.loads(managed.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(names, list) and set(manifest.files) <= {*names, "meta.json"}


def _side_finding(path: Path, manifest: Manifest, file: Path) -> Finding | None:
    place = f"{manifest.data}/{file.name}"
    seal = read_seal(file)
    if seal is Seal.WHOLE:
        return None
    sound = seal is Seal.OPEN and has_sound_structure(file)
    if sound:
        return Finding(
            place,
            "chưa có tổng kiểm (bản cũ, hoặc lần ghi cuối bị ngắt): chỉ xem được cấu trúc",
            f"Không hỏng; chạy timtin index THƯ_MỤC_BÀI_VIẾT --index {path} để có",
            "note",
        )
    if file.name == LEDGER:
        return Finding(
            place,
            "sổ nguồn không còn nguyên",
            f"Chạy timtin index THƯ_MỤC_BÀI_VIẾT --index {path}: sổ được lập lại từ"
            " chính chỉ mục, không mất bài nào",
            "ledger",
        )
    return _rebuild(path, place, "bảng đếm từ của bộ sưu tập không còn nguyên")


def _rebuild(path: Path, place: str, what: str) -> Finding:
    return Finding(
        place,
        what,
        f"Chép lại từ bản sao lưu, hoặc timtin index THƯ_MỤC_BÀI_VIẾT --index {path}"
        " --rebuild",
        "damage",
    )
