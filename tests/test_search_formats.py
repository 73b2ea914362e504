"""Indexes that another release of an engine, another version of this program or another
user wrote: opened as they are, or refused with the word and the cure that fit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from crashes import FIND_MODULES, build, engine_files, engine_folder, read, update
from data.make_indexes import LEFT_OUT, index_name, make_index
from samples import ARTICLES

from search.engines.base import EngineRelease
from search.errors import IndexOutdated, TimtinError
from search.query.clauses import EngineQuery, FacetAsk, Score, Term
from search.store import opening
from search.store.manifest import (
    MANIFEST,
    describe_files,
    read_choices,
    read_manifest,
    write_manifest,
)
from search.store.opening import ENGINES, load_engine, open_index

DATA = Path(__file__).parent / "data"


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


# Kept indexes


def answers(path: Path) -> list[object]:
    opened = open_index(path)
    reader = opened.reader
    queries = [
        EngineQuery(
            Term("text", word),
            (Score("text", word, 1.0), Score("title", word, 2.0)),
            facets=(FacetAsk("year", "year"), FacetAsk("province", "province")),
        )
        for word in ("đảng", "tổ", "gia")
    ]
    found = [
        dict(reader.scan()),
        [*reader.vocabulary("text", "h")],
        *map(reader.search, queries),
    ]
    opened.close()
    return found


def test_an_index_kept_of_each_format_opens(tmp_path: Path, engine: str) -> None:
    kept, fresh = tmp_path / "kept", tmp_path / "fresh"
    # What a file system says of files and who may write there must not matter.
    shutil.copytree(DATA / index_name(engine), kept)
    make_index(engine, fresh)
    stored = {article.id: article.to_json() for article in ARTICLES}
    del stored[LEFT_OUT]
    found = answers(kept)
    assert found[0] == stored
    assert found == answers(fresh)
    assert opening.verify(kept) == len(read_manifest(kept).files)


def test_a_kept_index_is_brought_up_to_date(tmp_path: Path, engine: str) -> None:
    kept = tmp_path / "kept"
    shutil.copytree(DATA / index_name(engine), kept)
    first = ARTICLES[0].id
    with update(kept) as session:
        session.delete(first)
        session.compact()
    ids = {article.id for article in ARTICLES} - {first, LEFT_OUT}
    assert set(dict(open_index(kept).reader.scan())) == ids
    assert opening.verify(kept) == len(read_manifest(kept).files)


# Releases


def test_the_manifest_names_the_release_of_the_engine(index: Path, engine: str) -> None:
    package = {"whoosh": "whoosh3", "tantivy": "tantivy"}[engine]
    release = read_manifest(index).release
    assert release.package.startswith(f"{package}==")
    assert release.format == load_engine(engine).FORMAT


def test_another_release_is_outdated_with_the_cure(index: Path) -> None:
    written = replace(read_manifest(index), release=EngineRelease("máy==9.9", "lạ"))
    write_manifest(index, written)
    # Before any file of the engine is looked at.
    for file in engine_files(index):
        file.write_bytes(b"another form")
    for act in (open_index, lambda path: update(path).__enter__()):
        with pytest.raises(IndexOutdated, match="định dạng lạ") as caught:
            act(index)
        assert 'pip install "máy==9.9"' in caught.value.cure
        assert f"--index {index} --rebuild" in caught.value.cure


def test_another_format_of_ours_needs_no_other_package(index: Path) -> None:
    manifest = read_manifest(index)
    release = replace(manifest.release, format="cũ")
    write_manifest(index, replace(manifest, release=release))
    with pytest.raises(IndexOutdated, match="định dạng cũ") as caught:
        open_index(index)
    assert "pip" not in caught.value.cure and "--rebuild" in caught.value.cure


def test_an_index_of_an_earlier_version_says_how_to_build_it_again(
    index: Path, engine: str
) -> None:
    document = json.loads((index / MANIFEST).read_text())
    del document["release"]
    (index / MANIFEST).write_text(json.dumps({**document, "timtin": 1}))
    with pytest.raises(IndexOutdated, match="định dạng 1, .* 2") as caught:
        open_index(index)
    assert "--rebuild" in caught.value.cure
    assert read_choices(index) == (engine, "lean")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"engine": 1, "profile": 2}'])
def test_choices_that_cannot_be_told_are_none(tmp_path: Path, content: bytes) -> None:
    assert read_choices(tmp_path) == ("", None)
    (tmp_path / MANIFEST).write_bytes(content)
    assert read_choices(tmp_path) == ("", None)


def test_files_of_another_tantivy_are_outdated_not_damaged(tmp_path: Path) -> None:
    """Where the manifest does not tell: files of another release put in its place."""
    pytest.importorskip("tantivy")
    build(tmp_path, engine="tantivy")
    for file in engine_files(tmp_path):
        if file.suffix != ".json":
            end = file.read_bytes().rindex(b'{"version"')
            body, footer = file.read_bytes()[:end], file.read_bytes()[end:-8]
            footer = footer.replace(b'"minor":27', b'"minor":31')
            footer = footer.replace(
                b'index_format_version":7', b'index_format_version":9'
            )
            footer += len(footer).to_bytes(4, "little") + (1337).to_bytes(4, "little")
            file.write_bytes(body + footer)
    manifest = read_manifest(tmp_path)
    files = describe_files(engine_folder(tmp_path), manifest.files, {})
    write_manifest(tmp_path, replace(manifest, files=files))
    with pytest.raises(IndexOutdated, match="0.31/9") as caught:
        open_index(tmp_path)
    assert 'pip install "tantivy==0.31' in caught.value.cure
    assert str(tmp_path) in caught.value.message


# Other users


NOBODY = 65534

READ = """
import os, sys
from search.errors import TimtinError
from search.store.opening import open_index, verify
index, user = sys.argv[1], int(sys.argv[2])
verify(index)  # loads what there is to load, which that user may not
os.setgroups([])
os.setgid(user)
os.setuid(user)
try:
    print(len(dict(open_index(index).reader.scan())))
except TimtinError as error:
    print(type(error).__name__, error.message, error.cure)
"""


def read_as_another(path: Path) -> str:
    """What a user who owns nothing there reads of an index."""
    return subprocess.run(
        [sys.executable, "-c", FIND_MODULES + READ, str(path), str(NOBODY)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user may look into, as ``tmp_path`` is not."""
    folder = Path(tempfile.mkdtemp(prefix="timtin-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_files_follow_the_umask(tmp_path: Path, engine: str) -> None:
    for mask, mode in ((0o022, 0o644), (0o027, 0o640), (0o002, 0o664)):
        path = tmp_path / f"{mask:o}"
        before = os.umask(mask)
        try:
            build(path, engine=engine)
            with update(path) as session:
                session.delete("id3")
        finally:
            os.umask(before)
        files = [file for file in path.rglob("*") if file.is_file()]
        assert {file.stat().st_mode & 0o777 for file in files} == {mode}, files


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can become another user",
)
def test_another_user_reads_an_index(shared: Path, engine: str) -> None:
    build(shared / "index", engine=engine)
    with update(shared / "index") as session:
        session.delete("id3")
    assert read_as_another(shared / "index") == "19\n"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can become another user",
)
@pytest.mark.parametrize("closed", ["manifest.json", "data", "file"])
def test_what_may_not_be_read_is_not_called_damaged(
    shared: Path, engine: str, closed: str
) -> None:
    index = shared / "index"
    build(index, engine=engine)
    if closed == "manifest.json":
        (index / closed).chmod(0o600)
    elif closed == "data":
        (index / read_manifest(index).data).chmod(0o700)
    else:
        engine_files(index)[-1].chmod(0o600)
    said = read_as_another(index)
    assert said.startswith("TimtinError Không có quyền đọc chỉ mục ở"), said
    assert f"chmod -R a+rX {index}" in said
    assert len(read(index)) == 20


def test_a_reader_without_permission_is_told_so(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same where this user is root or is not."""

    def refuse(file: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(TimtinError, match="Không có quyền đọc chỉ mục ở"):
        open_index(index)
