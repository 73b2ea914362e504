"""``timtin check``: what was changed on the disk is found, and not served once it is."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from chance import budget, dice, report
from click.testing import CliRunner

from indexer.building.ledger import LEDGER
from indexer.building.pipeline import IndexOptions, run
from search.collection.lexicon import FILE_NAME
from search.commands.check import check as command
from search.errors import IndexDamaged, IndexMissing, TimtinError
from search.request import SearchRequest
from search.searcher import Searcher
from search.store import manifest
from search.store.checking import Check, check_index
from search.store.manifest import MANIFEST, read_manifest
from search.store.marks import MARK
from search.store.opening import ENGINES
from search.store.seals import Seal, read_seal
from webui.app import create_app

QUERIES = ("sáp nhập tỉnh", "to chuc bo may", '"tổ chức bộ máy"', "từ:2025", "ng*")
FLIPS = budget(10)
"""Of each kind of file and engine: 140 in all, 1,400 with ``TIMTIN_BUDGET=10``."""


@pytest.fixture(scope="module", params=ENGINES)
def whole(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An index of the bundled articles, in two commits."""
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
    seeds = Path(__file__).parents[1] / "seeds"
    path = tmp_path_factory.mktemp("whole") / "index"
    for source in (seeds / "tinh-thanh", seeds):
        run([str(source)], path, IndexOptions(engine=str(request.param), memory_mib=32))
    return path


@pytest.fixture
def index(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "index"))


def answers(path: Path) -> object:
    """All that an index says: pages, completions, every article."""
    searcher = Searcher(path)
    try:
        pages = [
            [hit.to_dict() for hit in page.hits] + [page.total]
            for page in (searcher.search(SearchRequest(q=query)) for query in QUERIES)
        ]
        offers = [
            [item.text for item in searcher.suggest(text)] for text in ("ng", "tổ")
        ]
        return pages, offers, list(searcher.export())
    finally:
        searcher.close()


def put(file: Path, raw: bytes) -> None:
    """Other bytes in a file, which whoever has it open does not see: what is cut off
    below a mapping would kill this process."""
    aside = file.with_name("aside")
    aside.write_bytes(raw)
    os.replace(aside, file)


def files_of(index: Path) -> Iterator[Path]:
    """All that hold something of the index: no locks, no text for people."""
    for file in sorted(index.rglob("*")):
        if file.is_file() and file.stat().st_size and file.name != "README":
            yield file


def is_refused(index: Path) -> bool:
    try:
        answers(index)
    except TimtinError as error:
        assert error.cure
        return True
    return False


def test_a_whole_index_is_sound_and_stays_untouched(index: Path) -> None:
    before = {file: file.read_bytes() for file in files_of(index)}
    found = check_index(index)
    assert found.is_sound and not found.findings
    assert found.files >= 5 and found.size > 100_000
    assert before == {file: file.read_bytes() for file in files_of(index)}


def kind_of(file: Path) -> str:
    return file.name if file.suffix == ".sqlite" else file.suffix or file.name


def test_every_flipped_bit_that_counts_is_found_and_not_served(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if all files were large: what opening compares would hide what a check is for.
    monkeypatch.setattr(manifest, "CHECKED_ON_OPEN", 0)
    expected = answers(index)
    kinds: dict[str, list[Path]] = {}
    for file in files_of(index):
        kinds.setdefault(kind_of(file), []).append(file)
    table = []
    for kind, files in sorted(kinds.items()):
        draw = dice("flips", kind)
        found = changed = refused = 0
        for _ in range(FLIPS):
            file = draw.choice(files)
            raw = file.read_bytes()
            place = draw.randrange(len(raw))
            harmed = bytearray(raw)
            harmed[place] ^= 1 << draw.randrange(8)
            put(file, bytes(harmed))
            before = _answers_or_none(index)
            result = _check_or_error(index)
            is_found = result is None or not result.is_sound
            found += is_found
            refused += before is None
            changed += before is not None and before != expected
            assert is_found, f"{file} byte {place}"
            if before is not None and before != expected:
                # It answered otherwise before the check; now it does not answer.
                assert is_refused(index), f"{file} byte {place}"
            elif before == expected and result is not None:
                assert is_refused(index) or _is_not_served(result)
            put(file, raw)
            check_index(index)
        table.append(f"{kind:24} {FLIPS:6} {found:6} {refused:8} {changed:8}")
    assert answers(index) == expected
    report(
        f"flips: {read_manifest(index).engine}",
        "kind                      flips  found  refused  changed",
        *table,
    )


def _answers_or_none(index: Path) -> object:
    try:
        return answers(index)
    except TimtinError:
        return None


def _check_or_error(index: Path) -> Check | None:
    try:
        return check_index(index)
    except TimtinError:
        return None


def _is_not_served(result: Check) -> bool:
    """Whether all that is wrong is in files that no answer is made from."""
    return all(finding.weight != "damage" for finding in result.findings)


@pytest.mark.parametrize("how", ["cut", "empty", "gone", "longer"])
def test_every_file_that_is_cut_or_gone_is_found(index: Path, how: str) -> None:
    for file in list(files_of(index)):
        raw = file.read_bytes()
        if how == "gone":
            file.unlink()
        else:
            cut = {"cut": raw[: len(raw) // 2], "empty": b"", "longer": raw + b"\0"}
            put(file, cut[how])
        result = _check_or_error(index)
        assert result is None or not result.is_sound, file
        put(file, raw)
    assert check_index(index).is_sound


def harm(file: Path) -> None:
    """Change a byte that no reader looks at when it opens."""
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    put(file, bytes(raw))


def largest(index: Path) -> Path:
    engine = index / read_manifest(index).data / "engine"
    return max(engine.iterdir(), key=lambda file: file.stat().st_size)


def test_who_has_it_open_stops_serving_it(index: Path) -> None:
    client = create_app(index).test_client()
    assert client.get("/?q=tỉnh").status_code == 200
    harm(largest(index))
    assert client.get("/?q=tỉnh").status_code == 200
    assert check_index(index).is_marked
    answer = client.get("/?q=tỉnh")
    assert answer.status_code == 503 and "--rebuild" in answer.text
    assert client.get("/healthz").status_code == 503
    harm(largest(index))  # the same bit again
    assert check_index(index).is_sound and not (index / MARK).exists()
    assert client.get("/?q=tỉnh").status_code == 200


def test_a_rebuild_cures_it(index: Path) -> None:
    engine = read_manifest(index).engine
    harm(largest(index))
    assert check_index(index).is_marked
    seeds = Path(__file__).parents[1] / "seeds"
    with pytest.raises(IndexDamaged):
        run([str(seeds)], index, IndexOptions(memory_mib=32))
    run([str(seeds)], index, IndexOptions(full=True, memory_mib=32))
    assert read_manifest(index).engine == engine
    assert answers(index) and check_index(index).is_sound
    assert not (index / MARK).exists()


def side(index: Path, name: str) -> Path:
    return index / read_manifest(index).data / name


def test_a_harmed_ledger_is_no_reason_not_to_serve_and_is_made_again(
    index: Path,
) -> None:
    file = side(index, LEDGER)
    harm(file)
    result = check_index(index)
    assert not result.is_sound and not result.is_marked
    [finding] = result.findings
    assert finding.file.endswith(LEDGER) and "lập lại từ" in finding.cure
    count = Searcher(index).count()
    seeds = Path(__file__).parents[1] / "seeds"
    run([str(seeds)], index, IndexOptions(memory_mib=32))
    assert check_index(index).is_sound
    assert Searcher(index).count() == count


def test_a_harmed_lexicon_is_not_served(index: Path) -> None:
    harm(side(index, FILE_NAME))
    assert check_index(index).is_marked and is_refused(index)


def test_files_of_before_there_were_seals_are_checked_by_their_structure(
    index: Path,
) -> None:
    for name in (LEDGER, FILE_NAME):
        file = side(index, name)
        assert read_seal(file) is Seal.WHOLE
        raw = bytearray(file.read_bytes())
        raw[68:72] = bytes(4)
        put(file, bytes(raw))
        assert read_seal(file) is Seal.OPEN
    result = check_index(index)
    assert result.is_sound and {item.weight for item in result.findings} == {"note"}


def test_the_command(index: Path, runner: CliRunner) -> None:
    sound = runner.invoke(command, ["--index", str(index)])
    assert sound.exit_code == 0 and "Chỉ mục nguyên vẹn." in sound.output
    harm(largest(index))
    broken = runner.invoke(command, ["--index", str(index)])
    assert broken.exit_code == 1
    assert f"{largest(index).name}: nội dung tệp" in broken.output
    assert "--rebuild" in broken.output and "không được phục vụ nữa" in broken.output
    told = json.loads(runner.invoke(command, ["--index", str(index), "--json"]).stdout)
    assert told["sound"] is False and told["findings"][0]["weight"] == "damage"
    with pytest.raises(IndexMissing):
        check_index(index / "khong-co")


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="needs no root")
def test_who_may_not_write_is_told_that_it_is_served_on(index: Path) -> None:
    harm(largest(index))
    index.chmod(0o555)
    try:
        result = check_index(index)
        assert not result.is_sound and not result.is_marked
    finally:
        index.chmod(0o755)


def test_the_manifest_is_compared_byte_by_byte(index: Path) -> None:
    file = index / MANIFEST
    put(file, file.read_bytes() + b" ")
    result = check_index(index)
    assert not result.is_sound and not result.is_marked
