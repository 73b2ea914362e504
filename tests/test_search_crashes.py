"""What kills, full disks and damage leave of an index, with every engine.

Afterwards the last commit answers, whole, or the error names the cure. The random
moments, steps and bits come from ``TIMTIN_SEED`` (:mod:`chance`).
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from chance import SEED, budget, dice, report, spread
from crashes import (
    OLD,
    SHRUNK,
    STATES,
    Children,
    State,
    article,
    assert_tidy,
    build,
    compact,
    data_folders,
    end,
    engine_files,
    engine_folder,
    first_build,
    put_all,
    read,
    rebuild_twice,
    remove,
    start,
    state_of,
    update,
    update_twice,
)

from search.errors import IndexDamaged, IndexMissing, IndexOutdated
from search.fields import KEYWORD_FIELDS
from search.query.clauses import EngineQuery, Everything, FacetAsk, Score, Term
from search.request import SearchRequest
from search.searcher import Searcher
from search.store import opening, writing
from search.store.manifest import read_manifest
from search.store.opening import ENGINES


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "tantivy":
        pytest.importorskip("tantivy")
    return name


@pytest.fixture(autouse=True)
def no_forcing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed process wrote is there without forcing it to disk, which is slow;
    only a power cut needs that."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def index(tmp_path: Path, engine: str) -> Path:
    path = tmp_path / "chỉ mục"
    build(path, engine=engine)
    return path


@pytest.fixture
def clean(tmp_path: Path, engine: str) -> Path:
    """The same articles in two segments, to be copied."""
    path = tmp_path / "gốc"
    build(path, 12, engine)
    with update(path) as session:
        put_all(session, range(12, 20))
    return path


def renew(path: Path, clean: Path) -> None:
    remove(path)
    shutil.copytree(clean, path)


# At any step

DRAWS = budget(8)
"""Steps that are tried of each; other seeds try others."""


@pytest.mark.parametrize("fault", ["kill", "full"])
@pytest.mark.parametrize("act", STATES, ids=lambda act: act.__name__)
def test_a_fault_at_any_step_leaves_a_whole_commit(
    faulty_disk: Children,
    tmp_path: Path,
    clean: Path,
    act: Callable[[Path], None],
    fault: str,
) -> None:
    """Nothing committed is lost, nothing is half there, and writing goes on."""
    path = tmp_path / "chỉ mục"
    renew(path, clean)
    whole = faulty_disk.run(act, str(path), watched=path)
    assert whole.said == ["1", "2"] and whole.steps > 30
    assert read(path) == STATES[act][2]
    rng = dice(act.__name__, fault, clean.name)
    ends: Counter[int] = Counter()
    steps = spread(rng, whole.steps, DRAWS)
    for step in steps:
        renew(path, clean)
        ran = faulty_disk.run(act, str(path), watched=path, fault=fault, step=step)
        found = read(path)
        assert found in STATES[act], (SEED, step, ran)
        ends[STATES[act].index(found)] += 1
        done = [int(line) for line in ran.said if line in ("1", "2")]
        assert STATES[act].index(found) >= max(done, default=0), (SEED, step, ran)
        if fault == "full" and ran.said[-1] != "2":
            assert_no_room(ran.said[-1])
        with update(path) as session:
            session.put(*article(77))
        assert read(path) == found | state_of(range(77, 78)), (SEED, step, ran)
        assert_tidy(path)
    report(
        f"{fault} during {act.__name__}, {read_manifest(path).engine}",
        f"{len(steps)} of {whole.steps} steps, {steps[0]} to {steps[-1]}; afterwards"
        f" {ends[0]} old, {ends[1]} first commit, {ends[2]} last commit",
    )


@pytest.mark.parametrize("fault", ["kill", "full"])
def test_a_fault_during_the_first_build_leaves_no_index_or_all_of_it(
    faulty_disk: Children, tmp_path: Path, engine: str, fault: str
) -> None:
    path = tmp_path / "thử"
    path.mkdir()
    steps = faulty_disk.run(first_build, str(path), engine, watched=path).steps
    ends: Counter[str] = Counter()
    drawn = spread(dice(fault, engine), steps, DRAWS)
    for step in drawn:
        remove(path)
        path.mkdir()
        ran = faulty_disk.run(
            first_build, str(path), engine, watched=path, fault=fault, step=step
        )
        try:
            assert read(path) == OLD, (SEED, step, ran)
            ends["whole"] += 1
        except IndexMissing:
            assert "done" not in ran.said
            ends["none"] += 1
        if fault == "full" and "done" not in ran.said:
            assert_no_room(ran.said[-1])
            assert data_folders(path) == []
        build(path, 3, engine)
        assert read(path) == state_of(range(3))
        assert_tidy(path)
    report(
        f"{fault} during the first build, {engine}",
        f"{len(drawn)} of {steps} steps, {drawn[0]} to {drawn[-1]}; afterwards"
        f" {ends['none']} no index, {ends['whole']} all of it",
    )


def assert_no_room(said: str) -> None:
    assert "Hết chỗ trên đĩa" in said, said
    assert "Dọn bớt đĩa rồi chạy lại timtin index" in said


@pytest.mark.parametrize("limit", [0, 50, 300, 1000, 2500, 9000])
@pytest.mark.parametrize("act", [rebuild_twice, update_twice, compact])
def test_files_that_cannot_grow_leave_the_last_commit(
    children: Children, index: Path, act: Callable[[Path], None], limit: int
) -> None:
    """The system itself refuses to let any file grow past the limit."""
    ran = children.run(act, str(index), max_file=limit)
    assert not ran.killed
    said = ran.said
    found = read(index)
    done = [int(line) for line in said if line in ("1", "2")]
    assert found in STATES[act] and STATES[act].index(found) >= max(done, default=0)
    if said[-1] != "2":
        assert_no_room(said[-1])
    assert limit > 1000 or found == OLD
    opening.verify(index)
    assert len(data_folders(index)) == 1
    build(index, 3)
    assert read(index) == state_of(range(3))
    assert_tidy(index)


# At any moment

WRITER = """
from pathlib import Path
from crashes import put_all, update
path = Path({path!r})
print("ready", flush=True)
for number in range(1000, 5000, 10):
    with update(path) as session:
        put_all(session, range(number, number + 10))
        put_all(session, range(3), str(number))
        if number % 20 == 0:
            session.commit()
        if number % 50 == 0:
            session.compact()
    print(number, flush=True)
"""


def written(number: int) -> State:
    """What is there after that round of the writer."""
    state = OLD | state_of(range(1000, number + 10))
    return state | state_of(range(3), str(number)) if number >= 1000 else state


@pytest.mark.parametrize("turn", range(6))
def test_a_kill_at_any_moment_loses_nothing_committed(index: Path, turn: int) -> None:
    moment = dice("kill", turn, index.name).uniform(0.0, 0.5)
    writer = start(WRITER.format(path=str(index)))
    time.sleep(moment)
    said = end(writer)
    last = int(said[-1]) if said else 990
    found = read(index)
    assert found in [written(last), written(last + 10)], (SEED, moment, last)
    with update(index) as session:
        session.put(*article(77))
        session.compact()
    assert read(index) == found | state_of(range(77, 78))
    assert_tidy(index)


# Readers beside a writer

BUSY = """
from pathlib import Path
from crashes import article, put_all, rebuild, update, wait_for
path = Path({path!r})
print("ready", flush=True)
for number in range(100, 120):
    if number % 4 == 0:
        wait_for(path.with_name(str(number // 4 - 24)))
    with update(path) as session:
        session.put(*article(number))
        if number % 4 == 0:
            session.compact()
    if number % 10 == 0:
        with rebuild(path) as session:
            put_all(session, range(number + 1))
wait_for(path.with_name('6'))
"""


def test_readers_never_stumble_over_a_busy_writer(index: Path) -> None:
    """Commits, compactions and rebuilds one after another, while others open and
    search. Four commits after the last generation that was seen, the writer waits."""
    writer = start(BUSY.format(path=str(index)))
    opened = opening.open_index(index)
    generations = {opened.generation}
    try:
        while writer.poll() is None:
            other = opening.open_index(index)
            assert other.reader.search(EngineQuery(Term("text", "tin"))).total >= 20
            other.close()
            opened = opened.fresh()
            found = opened.reader.search(EngineQuery(Everything(), limit=1000))
            assert found.total == len(found.hits) == opened.reader.count
            generations.add(opened.generation)
            index.with_name(str(len(generations))).touch()
    finally:
        said = end(writer)
    assert writer.returncode == 0 and said == []
    assert len(generations) > 5
    assert len(read(index)) == 120


EDITIONS = """
from pathlib import Path
from crashes import MEMORY, wait_for, writing
from samples import make_article
from search.fields import article_terms_batch
from search.language.segmenter.single import default_segmenter

def edition(number):
    return [
        make_article(f"b{{n}}", f"Tin thứ {{n}}", "Tin vắn.", publisher=f"Kỳ {{number}}")
        for n in range(12)
    ]

def put(session, number):
    articles = edition(number)
    made = article_terms_batch(articles, session.profile, default_segmenter())
    for article, (terms, _) in zip(articles, made):
        session.put(article.id, terms, article.to_json())

path = Path({path!r})
with writing.rebuild(path, {engine!r}, memory_mib=MEMORY) as session:
    put(session, 0)
print("ready", flush=True)
for number in range(1, 16):
    if number % 5 == 1:
        wait_for(path.with_name(str(number - 1)))
    with writing.update(path, memory_mib=MEMORY) as session:
        put(session, number)
        if number % 5 == 0:
            session.compact()
"""


def test_another_process_sees_a_commit_whole_or_not_at_all(
    tmp_path: Path, engine: str
) -> None:
    """All articles are replaced by each commit, and each search, with its facets and
    the articles it shows, is of one edition, never of an earlier one than before. The
    writer is at most five ahead of what was seen."""
    path = tmp_path / "index"
    writer = start(EDITIONS.format(path=str(path), engine=engine))
    searcher = Searcher(path)
    seen = []
    try:
        going = True
        while going:
            going = writer.poll() is None
            page = searcher.search(SearchRequest(q="tin vắn", size=20), facets=True)
            assert page.total == len(page.hits) == 12
            [edition] = {hit.article.publisher for hit in page.hits}
            [rows] = [
                facet.values for facet in page.facets if facet.name == "publisher"
            ]
            assert [(row.value, row.count) for row in rows] == [(edition, 12)]
            seen.append(int(edition.split()[1]))
            path.with_name(str(seen[-1])).touch()
    finally:
        said = end(writer)
    assert writer.returncode == 0 and said == []
    assert seen == sorted(seen) and {0, 5, 10, 15} <= set(seen)
    searcher.close()


# What compaction leaves


def test_the_folder_shrinks_back(tmp_path: Path, engine: str) -> None:
    """Whatever came and went, after a compaction the files are those of a new build."""
    lasting = range(40)
    once, path = tmp_path / "một lần", tmp_path / "nhiều lần"
    build(once, len(lasting), engine)
    build(path, 5, engine)
    grown = 0
    for turn in range(6):
        with update(path) as session:
            put_all(session, range(100 * turn, 100 * turn + 80), f"bản {turn}")
            session.commit()
            grown = max(grown, size_of(path))
            for number in range(100 * turn, 100 * turn + 80):
                session.delete(f"id{number}")
    with update(path) as session:
        put_all(session, lasting)
        session.compact()
    assert read(path) == state_of(lasting)
    assert_tidy(path)
    assert len(engine_files(path)) == len(engine_files(once))
    assert size_of(path) < 1.2 * size_of(once) < grown


def size_of(path: Path) -> int:
    return sum(file.stat().st_size for file in engine_folder(path).iterdir())


# Damage


def replace_bytes(file: Path, raw: bytes) -> None:
    # By another file: what is mapped must not shrink under its reader.
    file.unlink()
    file.write_bytes(raw)


def truncate(file: Path) -> None:
    raw = file.read_bytes()
    replace_bytes(file, raw[: len(raw) // 2])


def shorten(file: Path) -> None:
    replace_bytes(file, file.read_bytes()[:-1])


def empty(file: Path) -> None:
    replace_bytes(file, b"")


def append(file: Path) -> None:
    replace_bytes(file, file.read_bytes() + b"\0")


def blank(file: Path) -> None:
    replace_bytes(file, bytes(file.stat().st_size))


KINDS = {
    "whoosh": ["arrays", "toc"],
    "tantivy": "term idx pos store fast fieldnorm del meta.json".split(),
}


def harmed(index: Path, engine: str) -> list[Path]:
    """A file of each kind, of an index that has dead articles too."""
    folder = engine_folder(index)
    files = [next(folder.glob(f"*{kind}")) for kind in KINDS[engine]]
    assert {file.suffix for file in files} == {
        file.suffix for file in engine_files(index)
    }
    return [index / "manifest.json", *files]


@pytest.fixture
def worn(clean: Path) -> Path:
    """An index of every kind of file."""
    with update(clean) as session:
        session.delete("id3")
    assert read(clean) == SHRUNK
    return clean


@pytest.mark.parametrize("harm", [truncate, shorten, empty, append, blank, Path.unlink])
def test_harmed_files_are_damage(
    worn: Path, engine: str, harm: Callable[[Path], None]
) -> None:
    for file in harmed(worn, engine):
        raw = file.read_bytes()
        harm(file)
        missing = harm is Path.unlink and file.name == "manifest.json"
        expected = IndexMissing if missing else IndexDamaged
        for act in (opening.open_index, opening.verify, open_and_update):
            with pytest.raises(expected) as caught:
                act(worn)
            assert "timtin index" in caught.value.cure
            assert str(worn) in caught.value.message
        file.write_bytes(raw)
    assert read(worn) == SHRUNK


def open_and_update(path: Path) -> None:
    with update(path) as session:
        session.put(*article(1))


def test_missing_data_is_damage_that_a_rebuild_cures(index: Path, engine: str) -> None:
    for name in data_folders(index):
        remove(index / name)
    with pytest.raises(IndexDamaged, match="thiếu tệp"):
        opening.open_index(index)
    build(index, 3, engine)
    assert read(index) == state_of(range(3))


FLIPS = 12


def test_a_flipped_bit_is_damage(worn: Path, engine: str) -> None:
    """In files that are small enough to be looked at whole whenever they are opened."""
    rng = dice("bit", engine)
    for file in harmed(worn, engine):
        raw = file.read_bytes()
        for _ in range(FLIPS):
            harm = bytearray(raw)
            place = rng.randrange(8 * len(raw))
            harm[place // 8] ^= 1 << place % 8
            replace_bytes(file, harm)
            try:
                # What is blank, or the number of a commit, may change without a loss.
                assert read(worn) == SHRUNK and file.suffix == ".json", (SEED, place)
            except (IndexDamaged, IndexOutdated) as error:
                assert "timtin index" in error.cure
                assert isinstance(error, IndexDamaged) or file.suffix == ".json"
        replace_bytes(file, raw)


@pytest.mark.parametrize("engine", ["tantivy"], indirect=True)
@pytest.mark.parametrize("name", ["max_doc", "num_deleted_docs"])
@pytest.mark.parametrize("change", [-1, 1, 5])
def test_changed_counts_are_no_other_commit(worn: Path, name: str, change: int) -> None:
    """tantivy's list of segments has no checksum of its own, and changes with every
    commit."""
    file = engine_folder(worn) / "meta.json"
    text = file.read_text()
    pattern = rf'(?<="{name}": )\d+'
    for found in re.finditer(pattern, text):
        other = str(int(found[0]) + change)
        replace_bytes(
            file, f"{text[:found.start()]}{other}{text[found.end():]}".encode()
        )
        for act in (opening.open_index, opening.verify, open_and_update):
            with pytest.raises(IndexDamaged, match="meta.json"):
                act(worn)


def test_a_commit_that_no_manifest_tells_of_is_no_damage(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that only takes away, or that comes to nothing."""

    def die(self: object) -> None:
        raise KeyboardInterrupt

    for put, gone in ((range(20, 25), ()), ((), range(20, 25)), (range(30, 31), [30])):
        with monkeypatch.context() as patch:
            patch.setattr(writing.IndexSession, "_stamp", die)
            with pytest.raises(KeyboardInterrupt), update(index) as session:
                put_all(session, put)
                for number in gone:
                    session.delete(f"id{number}")
        expected = range(25) if len(put) == 5 else range(20)
        assert read(index) == state_of(expected)
    with update(index) as session:
        session.put(*article(20))
    assert read(index) == state_of(range(21))
    assert_tidy(index)


def test_damage_is_not_copied_by_a_merge(
    index: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing looks at the stored article while merging, yet its damage is noticed."""
    from search.engines.whoosh import segment_file
    from search.store import manifest

    monkeypatch.setattr(segment_file, "WHOLE_READ_LIMIT", 0)
    monkeypatch.setattr(manifest, "CHECKED_ON_OPEN", 0)
    kind = "arrays" if engine == "whoosh" else "store"
    file = next(engine_folder(index).glob(f"*.{kind}"))
    raw = bytearray(file.read_bytes())
    raw[-2000 if engine == "whoosh" else len(raw) // 3] ^= 1
    replace_bytes(file, raw)
    with pytest.raises(IndexDamaged), update(index) as session:
        session.put(*article(1, "mới"))
        session.compact()


@pytest.mark.parametrize("turn", range(6))
def test_damage_of_large_files_is_no_traceback(
    worn: Path, engine: str, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not read whole when opened; damage shows up where it is met."""
    from search.engines.whoosh import segment_file
    from search.store import manifest

    monkeypatch.setattr(segment_file, "WHOLE_READ_LIMIT", 0)
    monkeypatch.setattr(manifest, "CHECKED_ON_OPEN", 0)
    rng = dice("large", engine, turn)
    file = rng.choice(harmed(worn, engine)[1:])
    raw = bytearray(file.read_bytes())
    for _ in range(40):
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    replace_bytes(file, raw)
    with pytest.raises(IndexDamaged, match="timtin index"):
        opening.verify(worn)
    try:
        opened = opening.open_index(worn)
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
        assert error.message.startswith(f"Chỉ mục ở {worn} bị hỏng")
        assert f"--index {worn} --rebuild" in error.cure
