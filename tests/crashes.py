"""Processes that die, disks that fill up: what the tests of both packages share.

A step is whatever a process does to the files of an index. ``faults.c`` counts steps
below Python, so it sees SQLite and tantivy too; it needs a compiler. Without one, a file
that may not grow (:class:`Children`) is the nearest thing to a full disk.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from samples import bare_terms

from search.errors import IndexLocked, TimtinError
from search.fields import KEYWORD_FIELDS, ArticleTerms
from search.query.clauses import EngineQuery, FacetAsk, Score, Term
from search.store import opening, writing
from search.store.manifest import read_manifest

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
FIND_MODULES = f"import sys; sys.path[:0] = {[str(ROOT), str(TESTS)]!r}\n"
"""What a script of a process of its own begins with."""

MEMORY = 16
"""MiB for a writer: tantivy's least."""

State = dict[str, str]
"""The articles of an index: id -> what is stored of it."""


# An index of numbered articles


def terms(text: str) -> ArticleTerms:
    first = (text.split()[0],)
    return bare_terms(text, **dict.fromkeys(KEYWORD_FIELDS, first))


def article(number: int, version: str = "") -> tuple[str, ArticleTerms, str]:
    text = f"tin số{number} {version} " + " ".join(f"từ{at}" for at in range(20))
    return f"id{number}", terms(text), f"{version or 'đầu'} {number}"


def put_all(session: writing.IndexSession, numbers: range, version: str = "") -> None:
    for number in numbers:
        session.put(*article(number, version))


def state_of(numbers: range, version: str = "") -> State:
    return {id: stored for id, _, stored in (article(n, version) for n in numbers)}


def rebuild(path: Path | str, engine: str = "") -> Any:
    """A session that builds anew, by default with the engine the index has."""
    engine = engine or read_manifest(Path(path)).engine
    return writing.rebuild(path, engine, "lean", memory_mib=MEMORY)


def build(path: Path, count: int = 20, engine: str = "") -> State:
    """An index of so many articles."""
    with rebuild(path, engine) as session:
        put_all(session, range(count))
    return state_of(range(count))


def update(path: Path | str) -> Any:
    return writing.update(path, memory_mib=MEMORY)


def read(path: Path) -> State:
    """All articles, which scanning, searching and counting must agree on."""
    opened = opening.open_index(path)
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
        assert answer.facets["province"] == ({"tin": len(found)} if found else {})
        assert opened.reader.count == answer.total == len(found)
        return found
    finally:
        opened.close()


def data_folders(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir() if entry.is_dir())


def engine_folder(path: Path) -> Path:
    return path / read_manifest(path).data / "engine"


def engine_files(path: Path) -> list[Path]:
    """What the engine has written, but for its locks and notes."""
    return sorted(
        file
        for file in engine_folder(path).iterdir()
        if file.is_file() and not file.name.startswith(".") and file.suffix != ".lock"
    )


def assert_tidy(path: Path, *side_files: str) -> None:
    """Every byte is what was written, and nothing else is there."""
    opening.verify(path)
    manifest = read_manifest(path)
    assert data_folders(path) == [manifest.data]
    assert {file.name for file in engine_files(path)} == set(manifest.files)
    beside = {file.name for file in (path / manifest.data).iterdir()}
    assert beside == {".timtin", "engine", *side_files}


def remove(path: Path) -> None:
    """Remove a folder: a reader of this process that was just opened may lock a file in
    it meanwhile."""
    until = time.monotonic() + 10
    while path.exists() and time.monotonic() < until:
        shutil.rmtree(path, ignore_errors=True)
    assert not path.exists()


# What is interrupted


def first_build(path: str, engine: str) -> None:
    build(Path(path), engine=engine)
    report("done")


def rebuild_twice(path: Path | str) -> None:
    with rebuild(path) as session:
        put_all(session, range(100, 110))
        session.commit()
        put_all(session, range(110, 115))
    report("1")
    with rebuild(path) as session:
        put_all(session, range(200, 210))
    report("2")


def update_twice(path: Path | str) -> None:
    with update(path) as session:
        put_all(session, range(15, 25), "mới")
        session.delete("id0")
        session.commit()
        report("1")
        put_all(session, range(0, 3), "lại")
    report("2")


def compact(path: Path | str) -> None:
    with update(path) as session:
        session.delete("id3")
        session.commit()
        report("1")
        session.put(*article(50))
        session.compact()
    report("2")


OLD = state_of(range(20))
UPDATED = state_of(range(1, 15)) | state_of(range(15, 25), "mới")
SHRUNK = {id: stored for id, stored in OLD.items() if id != "id3"}
STATES: dict[Callable[[Path | str], None], list[State]] = {
    rebuild_twice: [OLD, state_of(range(100, 115)), state_of(range(200, 210))],
    update_twice: [OLD, UPDATED, UPDATED | state_of(range(3), "lại")],
    compact: [OLD, SHRUNK, SHRUNK | state_of(range(50, 51))],
}
"""What each may leave behind: nothing done, the first half of it, all of it."""


def run_alerts(saved: str, index: str, printed: str, smtp: str) -> None:
    """One run of the saved searches; what goes to a terminal is added to a file."""
    from search.following.delivery import Outside, describe
    from search.following.journal import Batch
    from search.following.running import run
    from search.following.saved import read_saved
    from search.searcher import Searcher

    def show(batch: Batch) -> None:
        with open(printed, "a", encoding="utf-8") as file:
            file.write("\n".join([*describe(batch, ""), ""]))

    path = Path(saved)
    out = Outside(path.parent, show, smtp, "timtin@tin.example")
    searcher = Searcher(Path(index))
    done = run(path, read_saved(path), searcher.view(), index, out)
    searcher.close()
    report(str(done.articles))


def index_articles(source: str, index: str, options: dict[str, Any]) -> None:
    """One run of the pipeline in small batches."""
    from indexer.building import intake
    from indexer.building.pipeline import IndexOptions, run

    intake.BATCH_ITEMS = 4
    run([source], index, IndexOptions(memory_mib=MEMORY, **options))
    report("done")


def update_or_tell(path: str) -> None:
    """Reports ``được``, or who holds the lock."""
    try:
        with update(path):
            report("được")
    except IndexLocked as error:
        report(str(error))


def die_while_writing(path: str) -> None:
    with update(path) as session:
        session.delete("id1")
        os.kill(os.getpid(), signal.SIGKILL)


# Child processes

_pipe = -1


def report(text: str) -> None:
    """Tell the parent process a line."""
    os.write(_pipe, (text + "\n").encode())


def wait_for(path: Path) -> None:
    """Wait until another process has made a file."""
    while not path.exists():
        time.sleep(0.001)


def start(code: str) -> subprocess.Popen[bytes]:
    """A process of its own that runs a script, its output to be read; returns when it
    has printed ``ready``."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", FIND_MODULES + code],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    return process


def end(process: subprocess.Popen[bytes]) -> list[str]:
    """Kill a process; the words it had printed."""
    process.kill()
    assert process.stdout is not None
    said = process.stdout.read().decode().split()
    process.stdout.close()
    process.wait()
    return said


@dataclass(frozen=True)
class Ran:
    """How a process fared.

    :param said: the lines it reported; of an error, its message and cure.
    :param steps: how many it took on the disk, where they were counted and it came to
        its end.
    """

    killed: bool
    said: list[str]
    steps: int = 0


@dataclass(frozen=True)
class Trouble:
    """What a process meets; see :meth:`Children.run`."""

    max_file: int | None
    watched: str
    fault: str
    step: int


FAULTS = {"": 0, "kill": 1, "full": 2}
"""As ``faults.c`` numbers them."""


class Children:
    """Runs functions of this module in processes of their own.

    They are forked from a server process, which has no threads: that costs no start of
    Python, and none inherits a lock or a handle that a thread of the tests holds.

    :param faults: ``faults.c``, compiled, for disks that fail.
    """

    def __init__(self, faults: Path | None = None) -> None:
        code = f"import crashes; crashes.serve({str(faults or '')!r})"
        preload = {"LD_PRELOAD": str(faults)} if faults else {}
        self._server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", FIND_MODULES + code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **preload},
        )

    def run(
        self,
        act: Callable[..., None],
        *arguments: Any,
        max_file: int | None = None,
        watched: Path | None = None,
        fault: str = "",
        step: int = 0,
    ) -> Ran:
        """
        :param max_file: bytes that the system lets no file of the process grow past.
        :param watched: below this folder steps are counted.
        :param fault: ``kill`` or ``full``, at that step; a full disk stays full.
        """
        trouble = Trouble(max_file, str(watched or ""), fault, step)
        assert self._server.stdin and self._server.stdout
        request = act.__name__, arguments, asdict(trouble)
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        status, said = json.loads(self._server.stdout.readline())
        if os.WIFSIGNALED(status):
            return Ran(True, said)
        assert status == 0, f"an error nobody told the cure of: {said}"
        return Ran(False, said[:-1], int(said[-1]))

    def close(self) -> None:
        assert self._server.stdin and self._server.stdout
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait()


def compile_faults(folder: Path) -> Path:
    """``faults.c`` as a library."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs a C compiler on Linux")
    library = folder / "faults.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library)]
        + [str(TESTS / "faults.c"), "-ldl"],
        check=True,
    )
    return library


def serve(faults: str) -> None:
    """The server of :class:`Children`: one request a line."""
    import ctypes
    import resource

    from indexer.building.messages import ReadSettings
    from indexer.building.reading import read_batch
    from indexer.sources.record import Record

    counter = ctypes.CDLL(faults) if faults else None
    if counter:
        counter.fault_arm.argtypes = ctypes.c_char_p, ctypes.c_int, ctypes.c_long
        counter.fault_steps.restype = ctypes.c_long
    for engine in ("whoosh", "tantivy"):
        try:
            opening.load_engine(engine)
        except TimtinError:
            pass
    read_batch([Record("Tin ngày 9-12 ở TP. Huế.", "x.txt")], ReadSettings("lean"))
    for line in sys.stdin:
        name, arguments, trouble = json.loads(line)
        met = Trouble(**trouble)

        def act() -> None:
            if met.max_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (met.max_file, met.max_file))
            if counter:
                counter.fault_arm(met.watched.encode(), FAULTS[met.fault], met.step)
            try:
                globals()[name](*arguments)
            except TimtinError as error:
                report(f"{error.message}\t{error.cure}")
            finally:
                report(str(counter.fault_steps() if counter else 0))

        print(json.dumps(_fork(act)), flush=True)


def _fork(act: Callable[[], None]) -> tuple[int, list[str]]:
    """How a child process ended, and the lines it reported."""
    global _pipe
    reading, _pipe = os.pipe()
    child = os.fork()
    if not child:
        try:
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
