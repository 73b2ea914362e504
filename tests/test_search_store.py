"""Index folders: opening, swapping and updating them, and what kills and damage leave.

Crashes are real: a forked process kills itself with SIGKILL at its n-th step on the
disk, for every n there is.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search.engines import store
from search.engines.manifest import Versions
from search.errors import (
    EngineMissing,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    TimtinError,
    UsageError,
)
from search.fields import BORDER, KEYWORD_FIELDS, NUMBER_COLUMNS, ArticleTerms
from search.fields import text_fields
from search.query.clauses import EngineQuery, Everything, FacetAsk, Score, Term

State = dict[str, str]

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill")


def terms(text: str) -> ArticleTerms:
    words = text.split()
    texts = {item.name: words for item in text_fields("lean")}
    texts["text"] = [BORDER, *words]
    keywords = {name: (words[0],) for name in KEYWORD_FIELDS}
    return ArticleTerms(texts, keywords, dict.fromkeys(NUMBER_COLUMNS, 0))


def article(number: int, version: str = "") -> tuple[str, ArticleTerms, str]:
    text = f"tin số{number} {version} " + " ".join(f"từ{at}" for at in range(20))
    return f"id{number}", terms(text), f"{version or 'đầu'} {number}"


def put_all(session: store.IndexSession, numbers: range, version: str = "") -> None:
    for number in numbers:
        session.put(*article(number, version))


def state_of(numbers: range, version: str = "") -> State:
    return {id: stored for id, _, stored in (article(n, version) for n in numbers)}


def build(path: Path, count: int = 20) -> State:
    with store.rebuild(path) as session:
        put_all(session, range(count))
    return state_of(range(count))


def read(path: Path) -> State:
    opened = store.open_index(path)
    try:
        found = dict(opened.reader.scan())
        answer = opened.reader.search(
            EngineQuery(
                Term("text", "tin"),
                (Score("text", "từ3", 1.0),),
                facets=(FacetAsk("province", "province"),),
                limit=1000,
            )
        )
        assert {hit.id: hit.stored for hit in answer.hits} == found
        assert opened.reader.count == answer.total == len(found)
        return found
    finally:
        opened.close()


def data_folders(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir() if entry.is_dir())


def engine_files(path: Path) -> list[Path]:
    manifest = store.open_index(path).manifest
    return sorted((path / manifest.data / "engine").iterdir())


@pytest.fixture(autouse=True)
def no_forcing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed process wrote is there without forcing it to disk, which is slow;
    only a power cut needs that."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "chỉ mục"
    build(path)
    return path


# Opening and building


def test_a_built_index_opens(index: Path) -> None:
    opened = store.open_index(index)
    assert opened.manifest.count == opened.reader.count == 20
    assert (opened.manifest.engine, opened.manifest.profile) == ("whoosh", "lean")
    assert read(index) == state_of(range(20))
    assert store.verify(index) == len(opened.manifest.files) > 0


def test_the_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    build(path)
    assert len(read(path)) == 20


@pytest.mark.parametrize("exists", [False, True])
def test_a_missing_index_names_the_command(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / "chưa có"
    if exists:
        path.mkdir()
        (path / "README.md").write_text("x")
    for act in (store.open_index, store.verify, lambda p: store.update(p).__enter__()):
        with pytest.raises(IndexMissing, match="timtin index") as caught:
            act(path)
        assert str(path) in caught.value.message
    assert path.exists() == exists


def test_a_rebuild_replaces_everything_at_once(index: Path) -> None:
    before = store.open_index(index)
    with store.rebuild(index) as session:
        put_all(session, range(100, 130))
        session.commit()
        assert read(index) == state_of(range(20))
        assert session.open_reader().count == 30
    assert read(index) == state_of(range(100, 130))
    assert dict(before.reader.scan()) == state_of(range(20))
    after = before.fresh()
    assert after.reader.count == 30 and after.generation != before.generation
    assert after.fresh() is after
    assert data_folders(index) == [after.manifest.data]


def test_a_failed_rebuild_leaves_the_old_index(index: Path) -> None:
    with pytest.raises(ZeroDivisionError), store.rebuild(index) as session:
        put_all(session, range(5))
        session.commit()
        raise ZeroDivisionError
    assert read(index) == state_of(range(20))
    assert len(data_folders(index)) == 1
    build(index, 3)
    assert len(read(index)) == 3


def test_a_failed_first_build_leaves_no_index(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), store.rebuild(tmp_path / "i") as session:
        put_all(session, range(5))
        raise ZeroDivisionError
    with pytest.raises(IndexMissing):
        store.open_index(tmp_path / "i")
    assert data_folders(tmp_path / "i") == []


def test_an_update_adds_replaces_and_deletes(index: Path) -> None:
    before = store.open_index(index)
    with store.update(index) as session:
        put_all(session, range(15, 25), "mới")
        session.delete("id0")
    expected = state_of(range(1, 15)) | state_of(range(15, 25), "mới")
    assert read(index) == expected
    assert before.reader.count == 20 and before.fresh().reader.count == 24
    assert store.open_index(index).manifest.count == 24
    store.verify(index)


def test_an_update_shows_each_commit(index: Path) -> None:
    opened = store.open_index(index)
    counts = []
    with store.update(index) as session:
        for number in range(20, 23):
            session.put(*article(number))
            assert opened.fresh() is opened
            session.commit()
            opened = opened.fresh()
            counts.append((opened.reader.count, opened.manifest.count))
        session.compact()
    assert counts == [(21, 21), (22, 22), (23, 23)]
    assert len(engine_files(index)) == 2
    store.verify(index)


def test_a_failed_update_leaves_the_last_commit(index: Path) -> None:
    with pytest.raises(ZeroDivisionError), store.update(index) as session:
        session.delete("id1")
        session.commit()
        session.delete("id2")
        raise ZeroDivisionError
    assert set(read(index)) == set(state_of(range(20))) - {"id1"}


def test_an_update_that_changes_nothing_changes_nothing(index: Path) -> None:
    opened = store.open_index(index)
    with store.update(index) as session:
        session.delete("không-có")
    assert opened.fresh() is opened


def test_side_files_live_with_the_data(index: Path) -> None:
    with store.rebuild(index) as session:
        put_all(session, range(3))
        session.side_path("lexicon.sqlite").write_text("từ vựng")
    opened = store.open_index(index)
    assert opened.side_path("lexicon.sqlite").read_text() == "từ vựng"
    with store.update(index) as update:
        update.put(*article(9))
        assert update.side_path("lexicon.sqlite") == opened.side_path("lexicon.sqlite")
    assert store.open_index(index).side_path("lexicon.sqlite").exists()
    build(index)
    assert not opened.side_path("lexicon.sqlite").exists()


# Folders that are not an index


@pytest.mark.parametrize(
    "name",
    ["bài.txt", "manifest.json", "data-2024", "data-20250101T000000-abcdef", ".git"],
)
def test_a_folder_with_other_things_is_never_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / name / "sâu").mkdir(parents=True)
    (tmp_path / name / "sâu" / "tệp").write_text("quý")
    with pytest.raises(UsageError, match="không phải là chỉ mục"):
        build(tmp_path)
    assert (tmp_path / name / "sâu" / "tệp").read_text() == "quý"
    assert len(list(tmp_path.rglob("*"))) == 3


def test_another_program_s_manifest_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "ứng dụng khác"}')
    with pytest.raises(UsageError):
        build(tmp_path)
    assert "ứng dụng khác" in (tmp_path / "manifest.json").read_text()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x")
    with pytest.raises(UsageError):
        build(tmp_path / "tệp")
    with pytest.raises(IndexMissing):
        store.open_index(tmp_path / "tệp")


def test_a_readme_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nơi để chỉ mục")
    build(tmp_path)
    build(tmp_path, 3)
    assert len(read(tmp_path)) == 3 and (tmp_path / "README.md").exists()


def test_other_files_beside_an_index_stay(index: Path) -> None:
    (index / "ghi chú.txt").write_text("x")
    (index / "data-2020").mkdir()
    build(index, 3)
    assert (index / "ghi chú.txt").exists() and (index / "data-2020").exists()


# Versions


def edit_manifest(path: Path, **changes: object) -> None:
    file = path / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def test_a_newer_manifest_says_so(index: Path) -> None:
    edit_manifest(index, timtin=99, something={"new": 1})
    for act in (store.open_index, lambda path: store.update(path).__enter__()):
        with pytest.raises(IndexOutdated, match="mới hơn") as caught:
            act(index)
        assert "pip install --upgrade" in caught.value.cure
    build(index, 3)
    assert len(read(index)) == 3


def test_another_schema_version_names_the_cure(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "SCHEMA_VERSION", 77)
    with pytest.raises(IndexOutdated, match="lược đồ 1, .* 77") as caught:
        store.open_index(index)
    assert f"timtin index THƯ_MỤC_BÀI_VIẾT --index {index}" in caught.value.cure


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (Versions("2", "abc"), None),
        (Versions("", ""), None),
        (Versions("3", "abc"), "bộ phân tích 2, .* 3"),
        (Versions("2", "xyz"), "mô hình tách từ abc, .* xyz"),
    ],
)
def test_other_analysers_are_told_apart(
    tmp_path: Path, asked: Versions, fault: str | None
) -> None:
    with store.rebuild(tmp_path / "i", versions=Versions("2", "abc")) as session:
        session.put(*article(1))
    if fault is None:
        assert store.open_index(tmp_path / "i", asked).reader.count == 1
    else:
        with pytest.raises(IndexOutdated, match=fault):
            store.open_index(tmp_path / "i", asked)
        with pytest.raises(IndexOutdated), store.update(tmp_path / "i", asked):
            pass


def test_a_missing_engine_names_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.delitem(sys.modules, "search.engines.tantivy_engine", raising=False)
    with pytest.raises(EngineMissing, match="tantivy") as caught:
        store.load_engine("tantivy")
    assert 'pip install "timtin[fast]"' in caught.value.cure
    with pytest.raises(UsageError, match="lucene"), store.rebuild(tmp_path, "lucene"):
        pass


# Locks


def test_one_writer_at_a_time(index: Path) -> None:
    with store.update(index):
        for second in (store.update, store.rebuild):
            with pytest.raises(IndexLocked, match=f"tiến trình {os.getpid()} ") as held:
                second(index).__enter__()
            assert "chạy lại" in held.value.cure
        assert len(read(index)) == 20
    build(index, 3)


@needs_fork
def test_a_writer_in_another_process_is_named(index: Path) -> None:
    def attempt() -> None:
        try:
            with store.update(index):
                report("được")
        except IndexLocked as error:
            report(str(error))

    with store.update(index):
        status, said = in_child(attempt)
    assert f"tiến trình {os.getpid()} trên máy" in said[0]
    assert f"kill {os.getpid()}" in said[0]
    assert in_child(attempt)[1] == ["được"]


@needs_fork
def test_the_lock_of_a_killed_writer_is_free(index: Path) -> None:
    def die() -> None:
        with store.update(index) as session:
            session.delete("id1")
            os.kill(os.getpid(), signal.SIGKILL)

    assert os.WIFSIGNALED(in_child(die)[0])
    with store.update(index) as session:
        session.delete("id2")
    assert set(read(index)) == set(state_of(range(20))) - {"id2"}


# Crashes

_pipe = -1


def report(text: str) -> None:
    """Tell the parent process a line."""
    os.write(_pipe, (text + "\n").encode())


def in_child(act: Callable[[], None], kill_at: int = 0) -> tuple[int, list[str]]:
    """Run something in a forked process.

    :param kill_at: SIGKILL at that step on the disk (opening, renaming, removing,
        listing, making folders, forcing to disk); 0: never.
    :returns: how it ended, and the lines it reported.
    """
    global _pipe
    reading, _pipe = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            count_steps(kill_at)
            act()
            os._exit(0)
        except BaseException as error:
            report(f"{type(error).__name__}: {error}")
        finally:
            os._exit(1)
    os.close(_pipe)
    with os.fdopen(reading, encoding="utf-8") as lines:
        said = lines.read().splitlines()
    return os.waitpid(child, 0)[1], said


def count_steps(kill_at: int) -> None:
    watched = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir"}
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(lambda event, _: step() if event in watched else None)
    os.fsync = lambda handle: step()


def rebuild_twice(path: Path) -> None:
    with store.rebuild(path) as session:
        put_all(session, range(100, 110))
        session.commit()
        put_all(session, range(110, 115))
    report("1")
    with store.rebuild(path) as session:
        put_all(session, range(200, 210))
    report("2")


def update_twice(path: Path) -> None:
    with store.update(path) as session:
        put_all(session, range(15, 25), "mới")
        session.delete("id0")
        session.commit()
        report("1")
        put_all(session, range(0, 3), "lại")
    report("2")


def compact(path: Path) -> None:
    with store.update(path) as session:
        session.delete("id3")
        session.commit()
        report("1")
        session.put(*article(50))
        session.compact()
    report("2")


OLD = state_of(range(20))
UPDATED = state_of(range(1, 15)) | state_of(range(15, 25), "mới")
SHRUNK = {id: stored for id, stored in OLD.items() if id != "id3"}


@needs_fork
@pytest.mark.parametrize(
    ("act", "states"),
    [
        (rebuild_twice, [OLD, state_of(range(100, 115)), state_of(range(200, 210))]),
        (update_twice, [OLD, UPDATED, UPDATED | state_of(range(3), "lại")]),
        (compact, [OLD, SHRUNK, SHRUNK | state_of(range(50, 51))]),
    ],
)
def test_a_kill_at_any_step_leaves_a_whole_commit(
    tmp_path: Path, act: Callable[[Path], None], states: list[State]
) -> None:
    """Nothing committed is lost, nothing is half there, and writing goes on."""
    clean = tmp_path / "gốc"
    build(clean, 12)
    with store.update(clean) as session:
        put_all(session, range(12, 20))
    path = tmp_path / "i"
    seen = set()
    for kill_at in range(1, 1000):
        shutil.copytree(clean, path)
        status, said = in_child(lambda: act(path), kill_at)
        found = read(path)
        assert found in states, kill_at
        place = states.index(found)
        assert place >= (int(said[-1]) if said else 0), kill_at
        seen.add(place)
        with store.update(path) as session:
            session.put(*article(77))
        assert read(path) == found | state_of(range(77, 78)), kill_at
        store.verify(path)
        assert data_folders(path) == [store.open_index(path).manifest.data]
        assert {file.name for file in engine_files(path)} == set(
            store.open_index(path).manifest.files
        )
        shutil.rmtree(path)
        if not os.WIFSIGNALED(status):
            assert said == ["1", "2"]
            break
    assert kill_at > 15 and seen == {0, 1, 2}


@needs_fork
def test_a_kill_during_the_first_build_leaves_no_index_or_all_of_it(
    tmp_path: Path,
) -> None:
    for kill_at in range(1, 1000):
        path = tmp_path / str(kill_at)
        status, _ = in_child(lambda: build(path), kill_at)  # type: ignore[arg-type]
        try:
            assert read(path) == OLD
        except IndexMissing:
            pass
        build(path, 3)
        assert len(read(path)) == 3
        assert len(data_folders(path)) == 1
        if not os.WIFSIGNALED(status):
            break
    assert kill_at > 5


WORKER = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
import test_search_store as tests
from search.engines import store
path = Path({path!r})
print("ready", flush=True)
for number in range(1000, 3000, 10):
    with store.update(path) as session:
        tests.put_all(session, range(number, number + 10))
        if number % 50 == 0:
            session.compact()
    print(number + 10, flush=True)
"""


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_at_any_moment_loses_nothing_committed(index: Path, seed: int) -> None:
    script = WORKER.format(
        root=str(Path(__file__).parents[1]),
        tests=str(Path(__file__).parent),
        path=str(index),
    )
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", script], stdout=subprocess.PIPE
    )
    assert worker.stdout is not None and worker.stdout.readline() == b"ready\n"
    time.sleep(random.Random(seed).uniform(0.0, 0.3))
    worker.kill()
    lines = worker.stdout.read().split()
    worker.stdout.close()
    worker.wait()
    committed = int(lines[-1]) if lines else 1000
    found = read(index)
    assert found in [
        OLD | state_of(range(1000, committed)),
        OLD | state_of(range(1000, committed + 10)),
    ]
    build(index, 3)


@needs_fork
def test_readers_never_stumble_over_a_busy_writer(index: Path) -> None:
    """Commits, compactions and rebuilds one after another, while others open and
    search."""

    def write() -> None:
        for number in range(100, 140):
            with store.update(index) as session:
                session.put(*article(number))
                if number % 4 == 0:
                    session.compact()
            if number % 10 == 0:
                with store.rebuild(index) as session:
                    put_all(session, range(number + 1))

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(in_child, write)
        opened = store.open_index(index)
        generations = {opened.generation}
        while not writing.done():
            other = store.open_index(index)
            assert other.reader.search(EngineQuery(Term("text", "tin"))).total >= 20
            opened = opened.fresh()
            found = opened.reader.search(EngineQuery(Everything(), limit=1000))
            assert found.total == len(found.hits) == opened.reader.count
            generations.add(opened.generation)
        assert writing.result() == (0, [])
    assert len(generations) > 5
    assert len(read(index)) == 140


# A full disk


@needs_fork
@pytest.mark.parametrize("limit", [0, 1, 50, 300, 1000, 2500, 5000, 9000])
@pytest.mark.parametrize("act", [rebuild_twice, update_twice, compact])
def test_a_full_disk_leaves_the_last_commit(
    index: Path, act: Callable[[Path], None], limit: int
) -> None:
    """The system refuses to let any file grow past the limit."""
    import resource

    def run() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            act(index)
        except TimtinError as error:
            report(str(error))

    status, said = in_child(run)
    assert status == 0, said
    found = read(index)
    if said[-1] != "2":
        assert "Hết chỗ trên đĩa" in said[-1] and "timtin index" in said[-1]
        steps = [line for line in said if line in ("1", "2")]
        if not steps:
            assert found == OLD
    assert limit > 1000 or found == OLD
    store.verify(index)
    assert len(data_folders(index)) == 1
    build(index, 3)
    assert len(read(index)) == 3


# Damage


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def append(file: Path) -> None:
    with open(file, "ab") as handle:
        handle.write(b"\0")


def files_of(index: Path) -> Iterator[Path]:
    yield index / "manifest.json"
    yield from engine_files(index)


@pytest.mark.parametrize("harm", [truncate, empty, append, Path.unlink])
@pytest.mark.parametrize("which", range(3))
def test_harmed_files_are_damage(
    index: Path, harm: Callable[[Path], None], which: int
) -> None:
    file = list(files_of(index))[which]
    harm(file)
    expected = (IndexDamaged, IndexMissing) if harm is Path.unlink else IndexDamaged
    for act in (
        store.open_index,
        store.verify,
        lambda path: store.update(path).__enter__(),
    ):
        with pytest.raises(expected) as caught:
            act(index)
        assert "timtin index" in caught.value.cure
        assert str(index) in caught.value.message
    assert isinstance(caught.value, IndexDamaged) or file.name == "manifest.json"


def test_missing_data_is_damage_that_a_rebuild_cures(index: Path) -> None:
    for name in data_folders(index):
        shutil.rmtree(index / name)
    with pytest.raises(IndexDamaged, match="thiếu tệp"):
        store.open_index(index)
    build(index, 3)
    assert len(read(index)) == 3


@pytest.mark.parametrize("seed", range(30))
def test_a_flipped_bit_is_damage(index: Path, seed: int) -> None:
    rng = random.Random(seed)
    file = rng.choice(list(files_of(index)))
    raw = bytearray(file.read_bytes())
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    file.write_bytes(raw)
    try:
        # Only blanks between the manifest's values may change without a loss.
        assert read(index) == OLD and file.name == "manifest.json"
    except (IndexDamaged, IndexOutdated) as error:
        assert "timtin index" in error.cure
        assert isinstance(error, IndexDamaged) or file.name == "manifest.json"


def test_damage_is_not_copied_by_a_merge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing looks at the stored article while merging, yet its damage is noticed."""
    from search.engines import manifest, segment_file

    monkeypatch.setattr(segment_file, "WHOLE_READ_LIMIT", 0)
    monkeypatch.setattr(manifest, "CHECKED_ON_OPEN", 0)
    build(tmp_path)
    file = next(item for item in engine_files(tmp_path) if item.suffix == ".arrays")
    raw = bytearray(file.read_bytes())
    raw[-2000] ^= 1
    file.write_bytes(raw)
    with pytest.raises(IndexDamaged), store.update(tmp_path) as session:
        session.put(*article(1, "mới"))
        session.compact()


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_in_a_large_index_is_no_traceback(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large files are not read whole when opened; damage shows up where it is met."""
    from search.engines import manifest, segment_file

    monkeypatch.setattr(segment_file, "WHOLE_READ_LIMIT", 0)
    monkeypatch.setattr(manifest, "CHECKED_ON_OPEN", 0)
    build(tmp_path)
    rng = random.Random(seed)
    file = next(item for item in engine_files(tmp_path) if item.suffix == ".arrays")
    raw = bytearray(file.read_bytes())
    for _ in range(40):
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    file.write_bytes(raw)
    with pytest.raises(IndexDamaged, match="timtin index"):
        store.verify(tmp_path)
    try:
        opened = store.open_index(tmp_path)
        opened.reader.search(EngineQuery(Everything(), limit=100))
        opened.reader.search(
            EngineQuery(
                Term("text", "tin"),
                (Score("text", "từ3", 1.0),),
                facets=tuple(FacetAsk(name, name) for name in KEYWORD_FIELDS),
            )
        )
        list(opened.reader.scan())
        list(opened.reader.vocabulary("text"))
        opened.reader.fetch([f"id{number}" for number in range(20)])
    except IndexDamaged as error:
        assert error.message.startswith(f"Chỉ mục ở {tmp_path} bị hỏng")
        assert f"--index {tmp_path} --rebuild" in error.cure
