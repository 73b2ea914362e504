"""Index folders: opening, building, swapping, updating and locking them, with every
engine. ``test_search_crashes`` has what kills, full disks and damage leave."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from crashes import (
    MEMORY,
    Children,
    article,
    assert_tidy,
    build,
    data_folders,
    die_while_writing,
    engine_files,
    engine_folder,
    put_all,
    read,
    rebuild,
    state_of,
    update,
    update_or_tell,
)

from search.errors import (
    EngineMissing,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    UsageError,
)
from search.fields import SCHEMA_VERSION
from search.store import opening, writing
from search.store.locks import WriterLock
from search.store.manifest import Versions
from search.store.opening import ENGINES


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "tantivy":
        pytest.importorskip("tantivy")
    return name


@pytest.fixture
def index(tmp_path: Path, engine: str) -> Path:
    path = tmp_path / "chỉ mục"
    build(path, engine=engine)
    return path


# Opening and building


def test_a_built_index_opens(index: Path, engine: str) -> None:
    opened = opening.open_index(index)
    assert opened.manifest.count == opened.reader.count == 20
    assert (opened.manifest.engine, opened.manifest.profile) == (engine, "lean")
    assert read(index) == state_of(range(20))
    assert opening.verify(index) == len(opened.manifest.files) > 0


def test_the_manifest_names_the_files_of_the_commit(index: Path, engine: str) -> None:
    stray = engine_folder(index) / "sót lại.tmp"

    def named() -> set[str]:
        return set(opening.open_index(index).manifest.files)

    def lying_there() -> set[str]:
        return {file.name for file in engine_files(index)}

    assert named() == lying_there()
    # What the system did not let go, or was not finished, may go at any time.
    stray.touch()
    with writing.update(index) as session:
        put_all(session, range(5))
    assert lying_there() - named() == {stray.name}
    with writing.update(index) as session:
        session.delete("3")
    assert lying_there() - named() == {stray.name}
    stray.unlink()
    assert opening.verify(index) == len(named())


def test_the_folder_is_made_with_its_parents(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "a" / "b"
    build(path, engine=engine)
    assert len(read(path)) == 20


@pytest.mark.parametrize("exists", [False, True])
def test_a_missing_index_names_the_command(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / "chưa có"
    if exists:
        path.mkdir()
        (path / "README.md").write_text("x")
    for act in (opening.open_index, opening.verify, lambda p: update(p).__enter__()):
        with pytest.raises(IndexMissing, match="timtin index") as caught:
            act(path)
        assert str(path) in caught.value.message
    assert path.exists() == exists


def test_a_rebuild_replaces_everything_at_once(index: Path) -> None:
    before = opening.open_index(index)
    with rebuild(index) as session:
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
    with pytest.raises(ZeroDivisionError), rebuild(index) as session:
        put_all(session, range(5))
        session.commit()
        raise ZeroDivisionError
    assert read(index) == state_of(range(20))
    assert len(data_folders(index)) == 1
    build(index, 3)
    assert len(read(index)) == 3


def test_a_failed_first_build_leaves_no_index(tmp_path: Path, engine: str) -> None:
    with pytest.raises(ZeroDivisionError), rebuild(tmp_path / "i", engine) as session:
        put_all(session, range(5))
        raise ZeroDivisionError
    with pytest.raises(IndexMissing):
        opening.open_index(tmp_path / "i")
    assert data_folders(tmp_path / "i") == []


def test_an_update_adds_replaces_and_deletes(index: Path) -> None:
    before = opening.open_index(index)
    with update(index) as session:
        put_all(session, range(15, 25), "mới")
        session.delete("id0")
    expected = state_of(range(1, 15)) | state_of(range(15, 25), "mới")
    assert read(index) == expected
    assert before.reader.count == 20 and before.fresh().reader.count == 24
    assert opening.open_index(index).manifest.count == 24
    opening.verify(index)


def test_an_update_shows_each_commit(index: Path) -> None:
    opened = opening.open_index(index)
    counts = []
    with update(index) as session:
        for number in range(20, 23):
            session.put(*article(number))
            assert opened.fresh() is opened
            session.commit()
            opened = opened.fresh()
            counts.append((opened.reader.count, opened.manifest.count))
        session.compact()
    assert counts == [(21, 21), (22, 22), (23, 23)]
    assert_tidy(index)


def test_a_failed_update_leaves_the_last_commit(index: Path) -> None:
    with pytest.raises(ZeroDivisionError), update(index) as session:
        session.delete("id1")
        session.commit()
        session.delete("id2")
        raise ZeroDivisionError
    assert set(read(index)) == set(state_of(range(20))) - {"id1"}


def test_an_update_that_changes_nothing_changes_nothing(index: Path) -> None:
    opened = opening.open_index(index)
    with update(index) as session:
        session.delete("không-có")
    assert opened.fresh() is opened


def test_side_files_live_with_the_data(index: Path) -> None:
    with rebuild(index) as session:
        put_all(session, range(3))
        session.side_path("lexicon.sqlite").write_text("từ vựng")
    opened = opening.open_index(index)
    assert opened.side_path("lexicon.sqlite").read_text() == "từ vựng"
    with update(index) as session:
        session.put(*article(9))
        assert session.side_path("lexicon.sqlite") == opened.side_path("lexicon.sqlite")
    assert opening.open_index(index).side_path("lexicon.sqlite").exists()
    build(index)
    assert not opened.side_path("lexicon.sqlite").exists()


def test_data_that_cannot_be_removed_now_is_removed_later(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems keep files that are open."""
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", lambda *_, **__: None)
        build(index, 3)
        assert len(data_folders(index)) == 2
    with update(index) as session:
        session.put(*article(3))
    assert_tidy(index)


# Folders that are not an index


@pytest.mark.parametrize(
    "name",
    ["bài.txt", "manifest.json", "data-2024", "data-20250101T000000-abcdef", ".git"],
)
def test_a_folder_with_other_things_is_never_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / name / "sâu").mkdir(parents=True)
    (tmp_path / name / "sâu" / "tệp").write_text("quý")
    with pytest.raises(UsageError, match="không phải là chỉ mục"):
        build(tmp_path, engine="whoosh")
    assert (tmp_path / name / "sâu" / "tệp").read_text() == "quý"
    assert len(list(tmp_path.rglob("*"))) == 3


def test_another_program_s_manifest_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "ứng dụng khác"}')
    with pytest.raises(UsageError):
        build(tmp_path, engine="whoosh")
    assert "ứng dụng khác" in (tmp_path / "manifest.json").read_text()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x")
    with pytest.raises(UsageError):
        build(tmp_path / "tệp", engine="whoosh")
    with pytest.raises(IndexMissing):
        opening.open_index(tmp_path / "tệp")


def test_a_readme_does_not_stand_in_the_way(tmp_path: Path, engine: str) -> None:
    (tmp_path / "README.md").write_text("nơi để chỉ mục")
    build(tmp_path, engine=engine)
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


def test_a_newer_manifest_says_so(index: Path, engine: str) -> None:
    edit_manifest(index, timtin=99, something={"new": 1})
    for act in (opening.open_index, lambda path: update(path).__enter__()):
        with pytest.raises(IndexOutdated, match="mới hơn") as caught:
            act(index)
        assert "pip install --upgrade" in caught.value.cure
    build(index, 3, engine)
    assert len(read(index)) == 3


def test_another_schema_version_names_the_cure(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SCHEMA_VERSION", 77)
    with pytest.raises(
        IndexOutdated, match=f"lược đồ {SCHEMA_VERSION}, .* 77"
    ) as caught:
        opening.open_index(index)
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
    tmp_path: Path, engine: str, asked: Versions, fault: str | None
) -> None:
    made_by = Versions("2", "abc")
    with writing.rebuild(tmp_path / "i", engine, "lean", made_by, MEMORY) as session:
        session.put(*article(1))
    if fault is None:
        assert opening.open_index(tmp_path / "i", asked).reader.count == 1
    else:
        with pytest.raises(IndexOutdated, match=fault):
            opening.open_index(tmp_path / "i", asked)
        with pytest.raises(IndexOutdated), writing.update(tmp_path / "i", asked):
            pass


def test_a_missing_engine_names_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.delitem(sys.modules, "search.engines.tantivy.engine", raising=False)
    with pytest.raises(EngineMissing, match="tantivy") as caught:
        opening.load_engine("tantivy")
    assert 'pip install "timtin[fast]"' in caught.value.cure
    with pytest.raises(UsageError, match="lucene"), writing.rebuild(tmp_path, "lucene"):
        pass


# Locks


def test_one_writer_at_a_time(index: Path) -> None:
    with update(index):
        for second in (update, rebuild):
            with pytest.raises(IndexLocked, match=f"tiến trình {os.getpid()} ") as held:
                second(index).__enter__()
            assert "chạy lại" in held.value.cure
        assert len(read(index)) == 20
    build(index, 3)


def test_a_writer_in_another_process_is_named(children: Children, index: Path) -> None:
    with update(index):
        [said] = children.run(update_or_tell, str(index)).said
    assert f"tiến trình {os.getpid()} trên máy" in said
    assert f"kill {os.getpid()}" in said
    assert children.run(update_or_tell, str(index)).said == ["được"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_does_not_hold_the_lock(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path)
    child = os.fork()
    if not child:
        try:
            WriterLock(tmp_path)
        except IndexLocked:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    lock.release()
    WriterLock(tmp_path).release()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("orderly", [False, True])
@pytest.mark.parametrize("write", [rebuild, update])
def test_a_forked_child_leaves_the_index_to_its_parent(
    index: Path, engine: str, write: Any, orderly: bool
) -> None:
    """It neither commits nor removes what is being built, nor waits for threads of the
    engine that it does not have."""
    child = -1
    arguments = {"engine": engine} if write is rebuild else {}
    try:
        with write(index, **arguments) as session:
            session.put(*article(30))
            child = os.fork()
            if not child:
                signal.alarm(20)
                if not orderly:
                    raise KeyError("child")
            else:
                status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except BaseException as error:
        if not child:
            os._exit({"KeyError": 5, "TimtinError": 6}.get(type(error).__name__, 7))
        raise
    assert status == (6 if orderly else 5)
    kept = range(0) if write is rebuild else range(20)
    assert read(index) == state_of(kept) | state_of(range(30, 31))
    assert_tidy(index)


def test_a_lock_without_a_note_is_held_all_the_same(index: Path) -> None:
    with update(index):
        for note in ("", "{", "[]", '{"pid": "x"}'):
            (index / "writer.lock").write_text(note)
            with pytest.raises(IndexLocked, match="một tiến trình khác"):
                update(index).__enter__()


def test_the_lock_of_a_killed_writer_is_free(children: Children, index: Path) -> None:
    assert children.run(die_while_writing, str(index)).killed
    with update(index) as session:
        session.delete("id2")
    assert set(read(index)) == set(state_of(range(20))) - {"id2"}


# What is left over


def test_what_a_killed_writer_of_whoosh_left_is_removed(tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, engine="whoosh")
    half = engine_folder(index) / "MAIN_0123456789abcdef.arrays"
    half.write_bytes(b"half a segment")
    with writing.update(index):
        assert not half.exists()
        # Nor does a run that gives up leave what it had written.
        half.write_bytes(b"another")
    assert_tidy(index)


def test_a_lease_is_left_where_the_interpreter_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A writer that nobody closed is closed then, when a module's names may be gone."""
    pytest.importorskip("opensearchpy")
    from search.engines.opensearch import lease

    held = lease.Lease.__new__(lease.Lease)
    monkeypatch.setattr(lease.Lease, "_is_ending", staticmethod(lambda: True))
    monkeypatch.setattr(lease, "os", None)
    held.release()
    assert not vars(held)
