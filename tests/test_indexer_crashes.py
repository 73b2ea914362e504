"""What kills, full disks and damage do to ``timtin index``, with every engine.

Whatever happened, the last good index answers, the error names its cure, and the same
command run again ends as if nothing had happened: no article is lost, none is there
twice. The random moments, steps, sizes and bits come from ``TIMTIN_SEED``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chance import SEED, budget, dice, report, spread
from crashes import (
    MEMORY,
    ROOT,
    Children,
    assert_tidy,
    end,
    index_articles,
    remove,
    start,
)
from test_indexer_pipeline import copies_and_more, counts, stored, without_place, write

from indexer.building.ledger import LEDGER
from indexer.building.pipeline import IndexOptions, run
from search.article import Article
from search.collection.lexicon import FILE_NAME
from search.errors import IndexDamaged, IndexMissing, TimtinError
from search.request import SearchRequest
from search.searcher import Searcher
from search.store.opening import ENGINES

BEFORE = copies_and_more(30)
AFTER = copies_and_more(40)[8:]
SIDE_FILES = FILE_NAME, LEDGER, f"{LEDGER}-journal"

Articles = dict[str, Article]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "tantivy":
        pytest.importorskip("tantivy")
    return name


@pytest.fixture(autouse=True)
def no_forcing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that an index of what it held before knows, too."""
    return write(tmp_path_factory.mktemp("source") / "tin.jsonl", AFTER)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Articles:
    """What an undisturbed run makes of the source."""
    folder = tmp_path_factory.mktemp("expected")
    run([write(folder / "tin.jsonl", AFTER)], folder / "index")
    return without_place(folder / "index")


@pytest.fixture(scope="module")
def earlier(
    tmp_path_factory: pytest.TempPathFactory, source: Path
) -> Callable[[str, Path], Path]:
    """Puts an index of what the source held before at a path."""
    folder = tmp_path_factory.mktemp("earlier")

    def put(engine: str, path: Path) -> Path:
        if not (folder / engine).exists():
            run([write(source, BEFORE)], folder / engine, options(engine))
            write(source, AFTER)
        remove(path)
        return Path(shutil.copytree(folder / engine, path))

    return put


def options(engine: str = "", **more: Any) -> IndexOptions:
    return IndexOptions(engine=engine, memory_mib=MEMORY, **more)


def assert_goes_on(
    source: Path, index: Path, expected: Articles, engine: str, **more: Any
) -> None:
    """The same command ends as if nothing had happened, then has nothing to do."""
    run([source], index, options(engine, **more))
    assert without_place(index) == expected
    assert len(stored(index)) == len(expected)
    assert_tidy(index, *SIDE_FILES)
    again = run([source], index, options(engine))
    assert counts(again) == (0, 0, len(AFTER), 0)


def assert_no_room(said: str) -> None:
    message, _, cure = said.partition("\t")
    assert "đĩa" in message + cure and "chạy lại" in cure and "timtin index" in cure


# At any step

DRAWS = budget(3)
"""Steps that are tried of each; other seeds try others."""


@pytest.mark.parametrize("fault", ["kill", "full"])
@pytest.mark.parametrize("what", ["first", "update", "prune", "rebuild", "move"])
def test_a_fault_at_any_step_of_a_run_loses_nothing(
    faulty_disk: Children,
    tmp_path: Path,
    source: Path,
    expected: Articles,
    earlier: Callable[[str, Path], Path],
    engine: str,
    what: str,
    fault: str,
) -> None:
    index = tmp_path / "chỉ mục"
    other = ENGINES[engine == ENGINES[0]]
    asked: dict[str, Any] = {
        "first": {"engine": engine, "commit_every": 8},
        "update": {"commit_every": 8},
        "prune": {"commit_every": 8, "prune": True},
        "rebuild": {"full": True},
        "move": {"engine": other},
    }[what]
    if what == "move":
        pytest.importorskip("tantivy")
    arguments = str(source.parent if what == "prune" else source), str(index), asked

    def prepare() -> Articles:
        if what == "prune":
            # A file that is gone since.
            gone = write(source.parent / "bỏ.jsonl", copies_and_more(60)[50:])
            run([gone], earlier(engine, index), options(engine))
            Path(gone).unlink()
            return without_place(index)
        if what != "first":
            return without_place(earlier(engine, index))
        remove(index)
        index.mkdir()
        return {}

    prepare()
    whole = faulty_disk.run(index_articles, *arguments, watched=index)
    assert whole.said == ["done"] and without_place(index) == expected
    rng = dice(what, fault, engine)
    ends: Counter[str] = Counter()
    steps = spread(rng, whole.steps, DRAWS)
    for step in steps:
        before = prepare()
        ran = faulty_disk.run(
            index_articles, *arguments, watched=index, fault=fault, step=step
        )
        try:
            found = without_place(index)
        except IndexMissing:
            found = {}
        told = SEED, step, ran
        if what in ("rebuild", "move"):
            assert found in (before, expected), told
        else:
            assert found.keys() >= before.keys() & expected.keys(), told
        if fault == "full" and ran.said != ["done"]:
            assert_no_room(ran.said[-1])
        engine_now = asked.get("engine", engine)
        ends[_name_of(found, before, expected)] += 1
        if what == "prune":
            assert_goes_on(source.parent, index, expected, engine_now, prune=True)
        else:
            assert_goes_on(source, index, expected, engine_now)
    report(
        f"{fault} during {what} of a run, {engine}",
        f"{len(steps)} of {whole.steps} steps, {steps[0]} to {steps[-1]}; afterwards "
        + ", ".join(f"{count} {name}" for name, count in sorted(ends.items())),
    )


def _name_of(found: Articles, before: Articles, expected: Articles) -> str:
    if found == expected:
        return "new"
    return "old" if found == before else "some commits of the new"


# A full disk, without a compiler


@pytest.mark.parametrize("turn", range(3))
def test_a_run_whose_files_cannot_grow_loses_nothing(
    children: Children,
    tmp_path: Path,
    source: Path,
    expected: Articles,
    earlier: Callable[[str, Path], Path],
    engine: str,
    turn: int,
) -> None:
    """The system itself refuses to let any file grow past a limit."""
    index = earlier(engine, tmp_path / "chỉ mục")
    limit = (0, *sorted(dice("limit", engine).sample(range(70_000), 2)))[turn]
    arguments = str(source), str(index), {"commit_every": 8}
    ran = children.run(index_articles, *arguments, max_file=limit)
    said = ran.said
    assert not ran.killed and len(said) == 1, (limit, ran)
    if said != ["done"]:
        assert_no_room(said[0])
        assert without_place(index).keys() >= {item["id"] for item in BEFORE[8:]}
    assert limit or said != ["done"]
    assert_goes_on(source, index, expected, "")


@pytest.mark.parametrize("limit", [3_000, 6_000])
def test_a_first_run_without_room_leaves_nothing_and_promises_nothing(
    children: Children, tmp_path: Path, source: Path, engine: str, limit: int
) -> None:
    index = tmp_path / "chỉ mục"
    ran = children.run(
        index_articles, str(source), str(index), {"engine": engine}, max_file=limit
    )
    [said] = ran.said
    assert_no_room(said)
    assert "Bản chỉ mục trước" not in said
    assert [entry.name for entry in index.iterdir()] == ["writer.lock"]
    with pytest.raises(IndexMissing):
        stored(index)


Resize = Callable[[int], None]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Resize]]:
    """A file system of its own, and how to give it another size in bytes."""
    folder = tmp_path / "đĩa nhỏ"
    folder.mkdir()
    mount = shutil.which("mount")
    if sys.platform != "linux" or os.geteuid() != 0 or mount is None:
        pytest.skip("needs root on Linux to mount a small disk")

    def call(*arguments: str) -> bool:
        done = subprocess.run([mount, *arguments, str(folder)], capture_output=True)
        return done.returncode == 0

    if not call("-t", "tmpfs", "-o", "size=64m", "tmpfs"):
        pytest.skip("this system lets nothing be mounted")

    def resize(size: int) -> None:
        assert call("-o", f"remount,size={size}")

    yield folder, resize
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("what", ["first", "update", "rebuild"])
def test_a_small_disk_that_is_full_loses_nothing(
    small_disk: tuple[Path, Resize],
    source: Path,
    expected: Articles,
    earlier: Callable[[str, Path], Path],
    engine: str,
    what: str,
) -> None:
    folder, resize = small_disk
    index = folder / "chỉ mục"
    rng = dice("tmpfs", what, engine)
    failed = 0
    for room in (16_384, *rng.sample(range(20_000, 300_000), 2)):
        resize(64 << 20)
        if what == "first":
            remove(index)
        else:
            earlier(engine, index)
        status = os.statvfs(folder)
        used = (status.f_blocks - status.f_bfree) * status.f_frsize
        resize(used + room)
        try:
            run([source], index, options(engine, full=what == "rebuild"))
        except TimtinError as error:
            failed += 1
            assert_no_room(f"{error.message}\t{error.cure}")
            try:
                found = without_place(index).keys()
            except IndexMissing:
                found = set()
                assert what == "first"
            if what != "first":
                assert found >= {item["id"] for item in BEFORE[8:]}, (SEED, room)
        resize(64 << 20)
        assert_goes_on(source, index, expected, engine)
    assert failed


# Kills, where they hurt

CHILD = """
    import os, signal, sys
    from pathlib import Path
    from indexer.building import intake, ledger
    from indexer.building.pipeline import IndexOptions, run
    from search.store.writing import IndexSession

    intake.BATCH_ITEMS = 4
    where, turn, engine = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    owner, name = {
        "put": (IndexSession, "put"),
        "delete": (IndexSession, "delete"),
        "commit": (IndexSession, "commit"),
        "after commit": (IndexSession, "commit"),
        "ledger": (ledger.Ledger, "commit"),
        "settle": (IndexSession, "settle"),
    }[where]
    original, calls = getattr(owner, name), 0

    def fatal(self, *arguments):
        global calls
        calls += 1
        if where == "after commit":
            original(self, *arguments)
        if calls == turn:
            os.kill(os.getpid(), signal.SIGKILL)
        if where != "after commit":
            return original(self, *arguments)

    setattr(owner, name, fatal)
    options = IndexOptions(engine=engine, commit_every=8, full=len(sys.argv) > 6)
    run([sys.argv[4]], sys.argv[5], options)
"""


def kill(where: str, turn: int, engine: str, source: Path, index: Path) -> None:
    code = textwrap.dedent(CHILD)
    arguments = [where, str(turn), engine, str(source), str(index)]
    if where == "put":
        arguments.append("full")
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name != "posix", reason="needs kill")
@pytest.mark.parametrize(
    ("where", "turn"),
    [("commit", 2), ("after commit", 1), ("after commit", 3), ("settle", 1)],
)
def test_a_killed_first_build_goes_on_without_loss_or_doubles(
    tmp_path: Path,
    source: Path,
    expected: Articles,
    engine: str,
    where: str,
    turn: int,
) -> None:
    kill(where, turn, engine, source, tmp_path / "index")
    assert_goes_on(source, tmp_path / "index", expected, "")


@pytest.mark.skipif(os.name != "posix", reason="needs kill")
@pytest.mark.parametrize(
    ("where", "turn"), [("delete", 2), ("after commit", 1), ("ledger", 1), ("put", 9)]
)
def test_a_killed_update_goes_on_without_loss_or_doubles(
    tmp_path: Path,
    source: Path,
    expected: Articles,
    earlier: Callable[[str, Path], Path],
    engine: str,
    where: str,
    turn: int,
) -> None:
    """``put``: of a rebuild, which leaves the last index as it was."""
    index = earlier(engine, tmp_path / "index")
    before = without_place(index)
    kill(where, turn, "", source, index)
    assert without_place(index).keys() >= before.keys() & expected.keys()
    assert where != "put" or without_place(index) == before
    assert_goes_on(source, index, expected, "")


# Kills at any moment, while processes read

READERS = """
from indexer.building import intake
from indexer.building.pipeline import IndexOptions, run

if __name__ == "__main__":
    intake.BATCH_ITEMS = 2
    print("ready", flush=True)
    options = IndexOptions(engine={engine!r}, commit_every=8, workers=2, memory_mib=16)
    run([{source!r}], {index!r}, options)
    print("done", flush=True)
"""


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and status_of(int(entry.name))[1:] == [str(parent)]:
            found.append(int(entry.name))
    return found


def status_of(process: int) -> list[str]:
    """State and parent of a process; nothing when it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return []


def is_running(process: int) -> bool:
    return status_of(process)[:1] not in ([], ["Z"])


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("turn", range(2))
def test_a_kill_while_processes_read_leaves_no_process_behind(
    tmp_path: Path, source: Path, expected: Articles, engine: str, turn: int
) -> None:
    index = tmp_path / "chỉ mục"
    moment = dice("workers", engine, turn).uniform(0.0, 1.5)
    code = READERS.format(engine=engine, source=str(source), index=str(index))
    process = start(code)
    started = children(process.pid)
    while not started and process.poll() is None:
        time.sleep(0.01)
        started = children(process.pid)
    time.sleep(moment)
    started = children(process.pid) or started
    end(process)
    until = time.monotonic() + 30
    while any(map(is_running, started)) and time.monotonic() < until:
        time.sleep(0.05)
    assert [each for each in started if is_running(each)] == []
    assert_goes_on(source, index, expected, engine)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_killed_reading_process_is_told(
    tmp_path: Path, source: Path, expected: Articles, engine: str
) -> None:
    """As when the system is out of memory."""
    index = tmp_path / "chỉ mục"
    died: list[int] = []

    def kill_one(_: object) -> None:
        own = [each for each in children(os.getpid()) if "fork" in command_of(each)]
        if own and not died:
            os.kill(own[0], signal.SIGKILL)
            died.append(own[0])

    asked = options(engine, workers=2, commit_every=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.building.intake.BATCH_ITEMS", 2)
        with pytest.raises(TimtinError, match="tiến trình đọc bài") as caught:
            run([source], index, asked, kill_one)
    assert "timtin index --workers 1" in caught.value.cure and died
    assert_goes_on(source, index, expected, engine)


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


# Side files


def harmed(raw: bytes, how: str, *about: object) -> bytes | None:
    """What is left of a file; ``None``: nothing."""
    rng = dice(how, *about)
    content = bytearray(raw)
    match how:
        case "missing":
            return None
        case "empty":
            return b""
        case "cut":
            return raw[: rng.randrange(len(raw))]
        case "strange":
            return b"not a database at all" * 200
        case "page":
            at = rng.randrange(len(raw) // 4096) * 4096
            content[at : at + 4096] = bytes(4096)
        case "bits":
            for _ in range(40):
                content[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        case "bit":
            content[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return bytes(content)


HARMS = ["missing", "empty", "cut", "strange", "page", "bits", "bit"]


def side_file(index: Path, name: str) -> Path:
    [found] = index.glob(f"data-*/{name}")
    return found


def put_back(file: Path, content: bytes | None) -> None:
    file.unlink(missing_ok=True)
    if content is not None:
        file.write_bytes(content)


@pytest.mark.parametrize("how", HARMS)
def test_a_harmed_ledger_loses_no_article(
    tmp_path: Path,
    source: Path,
    expected: Articles,
    earlier: Callable[[str, Path], Path],
    how: str,
) -> None:
    """It is made again from the index, by the same run or by the next. What left the
    source meanwhile may stay, and copies may be grouped another way."""
    for turn in range(3 if how in ("page", "bits", "bit") else 1):
        index = earlier("whoosh", tmp_path / "chỉ mục")
        file = side_file(index, LEDGER)
        put_back(file, harmed(file.read_bytes(), how, "ledger", turn))
        try:
            run([source], index)
        except TimtinError as error:
            assert "Chạy lại timtin index" in error.cure
            run([source], index)
        found = ungrouped(index)
        assert len(found) == len(stored(index))
        wanted = {id: replace(item, group="") for id, item in expected.items()}
        assert {id: found.get(id) for id in wanted} == wanted, (SEED, turn)


def ungrouped(index: Path) -> Articles:
    return {id: replace(item, group="") for id, item in without_place(index).items()}


QUERIES = ["hoa ban", '"hoa ban"', "tin số 3", "sua duong", "khu phố lúa"]


@pytest.mark.parametrize("how", HARMS)
def test_a_harmed_lexicon_is_no_traceback(
    tmp_path: Path, earlier: Callable[[str, Path], Path], engine: str, how: str
) -> None:
    """It is told with its cure; what was typed with marks needs no lexicon."""
    index = earlier(engine, tmp_path / "chỉ mục")
    whole = answers(index, QUERIES[2:3])
    file = side_file(index, FILE_NAME)
    raw = file.read_bytes()
    for turn in range(4 if how in ("page", "bits", "bit") else 1):
        put_back(file, harmed(raw, how, "lexicon", turn))
        try:
            answers(index, QUERIES)
            if how in ("missing", "bit"):
                assert answers(index, QUERIES[2:3]) == whole
        except IndexDamaged as error:
            assert FILE_NAME in error.message and how != "missing"
            assert f"--index {index} --rebuild" in error.cure


def answers(index: Path, queries: Sequence[str]) -> list[tuple[int, list[str]]]:
    searcher = Searcher(index)
    try:
        searcher.suggest("khu pho")
        pages = [searcher.search(SearchRequest(q=query)) for query in queries]
        return [(page.total, [hit.article.id for hit in page.hits]) for page in pages]
    finally:
        searcher.close()


def test_a_missing_lexicon_is_made_again(
    tmp_path: Path, source: Path, earlier: Callable[[str, Path], Path], engine: str
) -> None:
    index = earlier(engine, tmp_path / "chỉ mục")
    file = side_file(index, FILE_NAME)
    file.unlink()
    run([source], index)
    assert file.exists() and answers(index, QUERIES)
