"""What is particular to the tantivy engine; ``test_search_engines`` holds it to the
protocol, ``test_search_differential`` against Whoosh."""

from __future__ import annotations

import errno
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from samples import bare_terms as terms

from search.article import Article
from search.engines.base import EngineReader
from search.errors import EngineMissing, IndexDamaged, IndexLocked
from search.fields import BORDER, ArticleTerms, DerivedTexts, Profile, article_terms
from search.language.segmenter.single import default_segmenter
from search.query.clauses import (
    All,
    Clause,
    EngineQuery,
    Everything,
    FacetAsk,
    Keyword,
    Phrase,
    Prefix,
    Range,
    Score,
    Some,
    Term,
)
from search.store import opening, writing
from search.store.opening import load_engine

pytest.importorskip("tantivy")

from search.engines.tantivy import engine as tantivy_engine  # noqa: E402
from search.engines.tantivy import facets as tantivy_facets  # noqa: E402
from search.engines.tantivy import opening as tantivy_opening  # noqa: E402
from search.engines.tantivy import query as tantivy_query  # noqa: E402
from search.engines.tantivy import term_archive  # noqa: E402
from search.engines.tantivy.engine import TantivyWriter  # noqa: E402
from search.engines.tantivy.files import (  # noqa: E402
    Committed,
    find_damage,
    read_committed,
    write_failure,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "engine"
    path.mkdir()
    tantivy_engine.create(path, "lean")
    return path


@pytest.fixture
def writer(path: Path) -> Iterator[TantivyWriter]:
    writer = tantivy_engine.open_writer(path, "lean", 16)
    yield writer
    writer.close()


def ids(reader: EngineReader, match: Clause, **options: Any) -> list[str]:
    answer = reader.search(EngineQuery(match, **{"limit": 1000, **options}))
    return [hit.id for hit in answer.hits]


def size_of(path: Path) -> int:
    return sum(file.stat().st_size for file in path.iterdir())


# Order


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("word", ["tin", "không-có"])
@pytest.mark.parametrize("sizes", [(3, 60, 3), (40, 2, 20), (1, 1, 1, 50)])
def test_ties_keep_the_order_of_indexing_across_segments(
    path: Path, writer: TantivyWriter, sizes: tuple[int, ...], sort: str, word: str
) -> None:
    count = 0
    for size in sizes:
        for _ in range(size):
            writer.put(f"id{count:03}", terms("tin mới"), "{}")
            count += 1
        writer.commit()
    reader = tantivy_engine.open_reader(path)
    assert len(read_committed(path).segments) == len(sizes)
    expected = [f"id{number:03}" for number in range(count)]
    scores = (Score("text", word, 1.0), Score("title", word, 0.3))
    for options in ({"scores": scores}, {}):
        assert ids(reader, Term("text", "tin"), sort=sort, **options) == expected
        pages = [
            id
            for offset in range(0, count, 7)
            for id in ids(
                reader, Everything(), sort=sort, offset=offset, limit=7, **options
            )
        ]
        assert pages == expected
    assert [id for id, _ in reader.scan()] == expected


def test_a_page_ends_within_many_ties(path: Path, writer: TantivyWriter) -> None:
    """The best of a date, then of a score, even where hundreds share it."""
    rng = random.Random(4)
    articles = {}
    for number in range(300):
        words = "tin " * rng.randint(1, 3) + "x " * rng.randint(0, 2)
        articles[f"id{number:03}"] = words, rng.choice((0, 20240000, 20250000))
        writer.put(f"id{number:03}", terms(words, rng.choice((0, 2024, 2025))), "{}")
        if number in (20, 250):
            writer.commit()
    writer.commit()
    reader = tantivy_engine.open_reader(path)
    scores = (Score("text", "x", 1.0),)
    for sort in ("relevance", "newest", "oldest"):
        whole = ids(reader, Everything(), sort=sort, scores=scores)
        assert sorted(whole) == sorted(articles)
        for wanted in (1, 2, 9, 10, 50, 299, 300):
            found = ids(reader, Everything(), sort=sort, scores=scores, limit=wanted)
            assert found == whole[:wanted]


# Terms as they come


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("đảng", "đảng"),
        ("a b\n\x00", "a b\n\x00"),
        (BORDER, BORDER),
        ("a\udc80", "a\\udc80"),
        ("", ""),
    ],
)
def test_terms_are_kept_as_they_are_where_possible(given: str, kept: str) -> None:
    assert tantivy_query.indexed_term(given) == kept


@pytest.mark.parametrize("unit", ["a", "đ", "😀", "\udc80"])
def test_terms_too_long_for_tantivy_are_told_apart(
    path: Path, writer: TantivyWriter, unit: str
) -> None:
    one, other = unit * 70_000 + "a", unit * 70_000 + "b"
    texts = dict(terms("x").texts)
    for id, term in (("1", one), ("2", other)):
        texts["text"] = ["trước", term, "sau"]
        keywords = {"person": (term,)}
        writer.put(id, ArticleTerms(texts, keywords, {}), "{}")
    writer.put(one, terms("y"), "{}")
    writer.commit()
    reader = tantivy_engine.open_reader(path)
    assert ids(reader, Term("text", one)) == ["1"]
    assert ids(reader, Keyword("person", (other,))) == ["2"]
    assert ids(reader, Phrase("text", (("trước",), (other,), ("sau",)))) == ["2"]
    assert ids(reader, Term("text", "y")) == [one]
    assert reader.fetch([one, other]) == ["{}", None]


def test_lone_surrogates_are_only_strings(path: Path, writer: TantivyWriter) -> None:
    writer.put("a\ud800", terms("x \udfff y"), "\ud800")
    writer.commit()
    reader = tantivy_engine.open_reader(path)
    assert ids(reader, Term("text", "\udfff")) == ["a\ud800"]
    assert list(reader.scan()) == [("a\ud800", "\ud800")]


ODD = ["a.b", "(", "[x", "a|b", "*", "\\", "^a$", "{2}", "(?i)a", "a-b", "~#", "đ", "."]


@pytest.mark.parametrize("pattern_bytes", [1, 8, 600])
def test_phrases_with_many_terms_in_a_slot_are_exact(
    path: Path,
    writer: TantivyWriter,
    pattern_bytes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However slots become patterns, and whatever signs patterns give a meaning."""
    monkeypatch.setattr(tantivy_query, "PATTERN_BYTES", pattern_bytes)
    rng = random.Random(2)
    runs = {str(number): rng.choices(ODD, k=8) for number in range(80)}
    for id, run in runs.items():
        writer.put(id, terms(" ".join(run)), "{}")
    writer.commit()
    reader = tantivy_engine.open_reader(path)
    for _ in range(60):
        slots = tuple(
            tuple(rng.sample(ODD, rng.randint(1, 6))) for _ in range(rng.randint(2, 3))
        )
        expected = [
            id
            for id, run in runs.items()
            if any(
                all(run[at + place] in slot for place, slot in enumerate(slots))
                for at in range(len(run) - len(slots) + 1)
            )
        ]
        assert ids(reader, Phrase("text", slots)) == expected, slots
    for prefix in (*ODD, "a", ""):
        expected = [
            id for id, run in runs.items() if any(t.startswith(prefix) for t in run)
        ]
        assert ids(reader, Prefix("title", prefix)) == expected, prefix


@pytest.mark.parametrize(
    "clause",
    [
        Term("text_pairs_folded", "a_b"),
        Phrase("text_words", (("a",), ("b",))),
        Phrase("text_pairs_folded", (("a",), ("b",))),
        Phrase("text", (("a",), ())),
        Prefix("text_pairs_folded", "a"),
        Keyword("text_pairs_folded", ("a",)),
        Range("date", 1 << 70, 1 << 80),
        Range("date", 2, 1),
    ],
)
def test_what_the_index_does_not_have_matches_nothing(
    path: Path, writer: TantivyWriter, clause: Clause
) -> None:
    writer.put("1", terms("a b"), "{}")
    writer.commit()
    reader = tantivy_engine.open_reader(path)
    assert ids(reader, clause) == []
    assert ids(reader, Some((clause, Term("text", "a")))) == ["1"]
    scored = (Score("text_pairs_folded", "a_b", 1.0),)
    assert ids(reader, Term("text", "a"), scores=scored) == ["1"]
    assert list(reader.vocabulary("text_pairs_folded")) == []


@pytest.mark.parametrize("count", range(1, 8))
def test_at_least_so_many_of_some(
    path: Path, writer: TantivyWriter, count: int
) -> None:
    words = "abcdefg"[:count]
    for number in range(1 << count):
        held = [word for place, word in enumerate(words) if number >> place & 1]
        writer.put(str(number), terms(" ".join(held)), "{}")
    writer.commit()
    reader = tantivy_engine.open_reader(path)
    parts = tuple(Term("text", word) for word in words)
    for minimum in range(1, count + 2):
        expected = [n for n in range(1 << count) if n.bit_count() >= minimum]
        found = ids(reader, All((Everything(), Some(parts, minimum))))
        assert list(map(int, found)) == expected


@pytest.mark.parametrize("limit", [2, 3, 65_000])
def test_facets_count_any_number_of_values(
    path: Path, writer: TantivyWriter, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_facets, "MAX_VALUES", limit)
    for number in range(40):
        people = (f"Người {number % 7}", f"Người {number % 5}", f"Người {number % 7}")
        writer.put(str(number), terms("tin", number % 4, person=people), "{}")
    writer.delete("3")
    writer.commit()
    expected: dict[str, int] = {}
    for number in range(40):
        if number != 3:
            for name in {f"Người {number % 7}", f"Người {number % 5}"}:
                expected[name] = expected.get(name, 0) + 1
    asks = (FacetAsk("person", "person"), FacetAsk("date", "year"))
    query = EngineQuery(Term("text", "tin"), facets=asks, limit=0)
    facets = tantivy_engine.open_reader(path).search(query).facets
    assert facets["person"] == expected
    assert facets["year"] == {"0": 10, "1": 10, "2": 10, "3": 9}


# Compaction


def test_compaction_shrinks_the_folder_and_keeps_the_articles(
    path: Path, writer: TantivyWriter
) -> None:
    rng = random.Random(1)
    words = [f"từ{number}" for number in range(400)]

    def put(numbers: range, version: str) -> None:
        for number in numbers:
            text = " ".join(rng.choices(words, k=80))
            writer.put(f"id{number}", terms(f"{version} {text}"), version * 300)

    put(range(300), "a")
    writer.compact()
    small = size_of(path)
    for version in "bcd":
        put(range(0, 300, 9), version)
        writer.commit()
    put(range(300, 900), "e")
    writer.commit()
    grown = size_of(path)
    for number in range(300, 900):
        writer.delete(f"id{number}")
    before = tantivy_engine.open_reader(path)
    expected = {id: stored for id, stored in before.scan() if int(id[2:]) < 300}
    writer.compact()
    assert read_committed(path).dead == 0
    assert size_of(path) < 1.1 * small < grown / 2
    after = before.fresh()
    assert dict(after.scan()) == expected
    assert len(ids(after, Term("title", "d"))) == 34
    # The old reader still has its own state.
    assert before.count == 900 and len(ids(before, Term("title", "e"))) == 600
    after.close()


def test_a_commit_with_many_dead_articles_compacts(
    path: Path, writer: TantivyWriter
) -> None:
    for number in range(80):
        writer.put(f"id{number}", terms("tin"), "{}")
    writer.commit()
    for number in range(8):
        writer.delete(f"id{number}")
    writer.commit()
    assert (read_committed(path).live, read_committed(path).dead) == (72, 8)
    writer.delete("id8")
    writer.delete("id9")
    writer.commit()
    assert (read_committed(path).live, read_committed(path).dead) == (70, 0)
    assert tantivy_engine.open_reader(path).frequency("text", "tin") == 70


def test_a_compaction_that_fails_changes_nothing(
    path: Path, writer: TantivyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        writer.put(f"id{number}", terms("tin"), "{}")
    writer.commit()
    for number in range(10):
        writer.delete(f"id{number}")
    unpack, read = tantivy_engine.unpack_terms, []

    def fail(packed: bytes, profile: Profile) -> ArticleTerms:
        read.append(packed)
        if len(read) % 5 == 0:
            raise OSError(errno.ENOSPC, "hết chỗ")
        return unpack(packed, profile)

    def segments() -> set[str]:
        return {file.stem for file in path.glob("*.store")}

    with monkeypatch.context() as patch:
        patch.setattr(tantivy_engine, "unpack_terms", fail)
        writer.commit()
        # Of the four articles that were indexed again nothing is left: the manifest
        # names every file that is there, and the next run removes what is dead.
        assert segments() == set(read_committed(path).segments)
        with pytest.raises(OSError):
            writer.compact()
        assert segments() == set(read_committed(path).segments)
    assert len(read) == 10
    expected = [f"id{number}" for number in range(10, 20)]
    assert ids(tantivy_engine.open_reader(path), Everything()) == expected
    writer.put("mới", terms("tin"), "{}")
    writer.compact()
    assert ids(tantivy_engine.open_reader(path), Everything()) == [*expected, "mới"]
    assert read_committed(path).dead == 0


def test_an_update_without_effect_is_no_commit(
    path: Path, writer: TantivyWriter
) -> None:
    writer.put("a", terms("tin"), "{}")
    writer.commit()
    reader = tantivy_engine.open_reader(path)
    writer.delete("không-có")
    writer.commit()
    writer.compact()
    assert reader.fresh() is reader
    writer.put("a", terms("tin"), "{}")
    writer.commit()
    assert reader.fresh().generation != reader.generation


@pytest.mark.parametrize("profile", ["full", "lean"])
@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Hội nghị Tỉnh uỷ", "Sáng 8-12, Ban Chấp hành Đảng bộ tỉnh họp về 18-NQ/TW."),
        ("", "Không có tiêu đề"),
        ("Chỉ có tiêu đề", ""),
        ("", ""),
    ],
)
def test_terms_are_packed_without_a_loss(profile: Any, title: str, body: str) -> None:
    article = Article("a", body, title=title, publisher="Báo “Mai”\n2")
    given = article_terms(article, profile, default_segmenter())
    packed = term_archive.pack_terms(given)
    found = term_archive.unpack_terms(packed, profile)
    assert found == ArticleTerms(
        given.texts,
        {name: list(values) for name, values in given.keywords.items() if values},
        given.numbers,
    )
    assert isinstance(found.texts, DerivedTexts)


@pytest.mark.parametrize(
    "run", [[], ["a b"], [""], ["", ""], ["a\nb"], ["\udc80"], ["a", "", "b"], [" "]]
)
@pytest.mark.parametrize("derived", [False, True])
def test_odd_terms_are_packed_without_a_loss(run: list[str], derived: bool) -> None:
    """Also those that claim to come from ``search.fields``."""
    texts = {"text": run, "text_words": run, "title_words": []}
    given = ArticleTerms(DerivedTexts(texts) if derived else texts, {}, {})
    found = term_archive.unpack_terms(term_archive.pack_terms(given), "lean")
    assert found.texts["text"] == found.texts["text_words"] == run


# Faults


def test_without_the_package_the_cure_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "search.engines.tantivy.engine")
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with pytest.raises(EngineMissing) as caught:
        load_engine("tantivy")
    assert 'pip install "timtin[fast]"' in caught.value.cure


def test_a_second_writer_is_told(path: Path, writer: TantivyWriter) -> None:
    with pytest.raises(IndexLocked):
        tantivy_engine.open_writer(path, "lean")
    writer.close()
    tantivy_engine.open_writer(path, "lean").close()


def test_what_a_killed_commit_left_is_no_obstacle(
    path: Path, writer: TantivyWriter
) -> None:
    """Files are named by the number of a commit, and the next one has the same."""
    for number in range(20):
        writer.put(f"id{number}", terms("tin"), "{}")
    writer.commit()
    writer.close()
    killed = Path(shutil.copytree(path, path.parent / "killed"))
    for folder in (path, killed):
        again = tantivy_engine.open_writer(folder, "lean", 16)
        again.delete("id3")
        again.commit()
        again.close()
        assert tantivy_engine.open_reader(folder).count == 19
        if folder == path:
            for file in (*path.glob("*.del"), path / ".managed.json"):
                shutil.copy(file, killed)


def test_a_closed_writer_holds_nothing(path: Path, writer: TantivyWriter) -> None:
    """Though an error that someone keeps still refers to it."""
    writer.put("a", terms("tin"), "{}")
    kept = writer._writer
    writer.close()
    tantivy_engine.open_writer(path, "lean").close()
    assert kept is not None


def test_a_closed_writer_takes_nothing(path: Path, writer: TantivyWriter) -> None:
    writer.put("a", terms("tin"), "{}")
    writer.close()
    with pytest.raises(AssertionError):
        writer.put("b", terms("tin"), "{}")
    assert tantivy_engine.open_reader(path).count == 0


@pytest.mark.parametrize("harm", ["empty", "halve", "unlink", "flip"])
@pytest.mark.parametrize(
    "suffix", ["term", "idx", "pos", "store", "fast", "fieldnorm", "json"]
)
def test_harmed_files_are_found(
    path: Path, writer: TantivyWriter, suffix: str, harm: str
) -> None:
    for number in range(20):
        writer.put(f"id{number}", terms(f"tin số{number}"), "{}")
    writer.commit()
    writer.close()
    assert find_damage(path) is None
    file = path / "meta.json" if suffix == "json" else next(path.glob(f"*.{suffix}"))
    raw = file.read_bytes()
    file.unlink()
    if harm == "flip":
        # A whole byte, so that JSON cannot take it for another letter.
        file.write_bytes(raw[:20] + bytes([raw[20] ^ 0xFF]) + raw[21:])
    elif harm != "unlink":
        file.write_bytes(raw[: len(raw) // 2] if harm == "halve" else b"")
    assert find_damage(path) is not None
    if suffix != "json" and (harm == "flip" or suffix == "pos"):
        # What is opened later; the store compares lengths and checksums before.
        return
    with pytest.raises(IndexDamaged) as caught:
        tantivy_engine.open_reader(path)
    assert "timtin index" in caught.value.cure


def test_damage_that_is_met_while_searching_is_told(
    path: Path, writer: TantivyWriter
) -> None:
    """A panic of tantivy becomes an error with a cure."""
    for number in range(50):
        writer.put(f"id{number}", terms(f"tin số{number}"), "thân " * 50)
    writer.commit()
    file = next(path.glob("*.store"))
    raw = file.read_bytes()
    file.unlink()
    file.write_bytes(bytes(len(raw) // 2) + raw[len(raw) // 2 :])
    reader = tantivy_engine.open_reader(path)
    with pytest.raises(IndexDamaged, match="không còn nguyên"):
        list(reader.scan())
    with pytest.raises(IndexDamaged, match="không còn nguyên"):
        reader.search(EngineQuery(Everything()))


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("An IO error occurred: 'No space left (os error 28)'", errno.ENOSPC),
        ("IoError { error: Os { code: 13, kind: Permission } }", errno.EACCES),
        ("An error occurred in a thread", None),
    ],
)
def test_errors_of_the_system_are_read_out_of_tantivy_s(
    tmp_path: Path, message: str, number: int | None
) -> None:
    failure = write_failure(tmp_path, ValueError(message))
    assert (failure.errno if failure else None) == number


def test_a_folder_that_cannot_be_written_to_explains_a_failed_thread(
    tmp_path: Path,
) -> None:
    failure = write_failure(tmp_path / "không-có", ValueError("in a thread"))
    assert failure is not None and failure.errno == errno.ENOENT


# In an index folder


def put_all(session: writing.IndexSession, numbers: range, version: str = "") -> None:
    for number in numbers:
        session.put(f"id{number}", terms(f"tin số{number}"), f"{version}{number}")


def read(index: Path) -> dict[str, str]:
    opened = opening.open_index(index)
    try:
        found = dict(opened.reader.scan())
        assert len(ids(opened.reader, Term("text", "tin"))) == len(found)
        return found
    finally:
        opened.close()


def test_an_index_folder_knows_its_engine(tmp_path: Path) -> None:
    with writing.rebuild(tmp_path, "tantivy", "lean") as session:
        put_all(session, range(10))
    opened = opening.open_index(tmp_path)
    assert opened.manifest.engine == "tantivy" and opened.reader.count == 10
    with writing.update(tmp_path) as session:
        put_all(session, range(5, 15), "mới ")
        session.delete("id0")
    fresh = opened.fresh()
    assert fresh is not opened and fresh.fresh() is fresh
    assert opening.verify(tmp_path) > 5
    assert read(tmp_path)["id7"] == "mới 7" and len(read(tmp_path)) == 14


@pytest.mark.parametrize("commits", [1, 4])
@pytest.mark.parametrize("top", [1, 3, 20])
def test_the_top_of_a_facet_is_exact(
    path: Path, writer: TantivyWriter, commits: int, top: int
) -> None:
    rng = random.Random(commits)
    people = [f"Người {rank:03}" for rank in range(400)]
    for number in range(240):
        named = {rng.choice(people[: rng.choice((4, 30, 400))]) for _ in range(6)}
        text = "một hai" if number % 3 else "một"
        writer.put(str(number), terms(text, person=tuple(sorted(named))), "{}")
        if number % (240 // commits) == 240 // commits - 1:
            writer.commit()
    reader = tantivy_engine.open_reader(path)
    for match in (Term("text", "hai"), Prefix("text", "m")):
        facets = [
            reader.search(EngineQuery(match, facets=(ask,), limit=0)).facets["person"]
            for ask in (FacetAsk("person", "person"), FacetAsk("person", "person", top))
        ]
        every, found = facets
        first = sorted(every, key=lambda text: (-every[text], text))[:top]
        assert set(first) <= found.keys()
        assert all(found[text] == every[text] for text in found)


def test_an_index_is_read_where_nothing_may_be_written(
    path: Path, writer: TantivyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    openly = tantivy_opening._open_manual

    def refuse(asked: Path) -> Any:
        if asked == path:
            raise ValueError("Failed to acquire Lockfile: IoError(Os { code: 13, k })")
        return openly(asked)

    monkeypatch.setattr(tantivy_opening, "_open_manual", refuse)
    for day in (1, 2):
        writer.put(f"a{day}", terms(f"mưa ngày {day}"), "{}")
        writer.commit()
        reader = tantivy_engine.open_reader(path)
        assert sorted(ids(reader, Everything())) == ["a1", "a2"][:day]
        reader.close()


def test_a_folder_that_is_removed_while_it_is_checked_is_damaged(
    path: Path, writer: TantivyWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a swap: whoever opens the index then looks for the newest one."""
    writer.put("1", terms("tin"), "{}")
    writer.commit()
    writer.close()

    def read(folder: Path) -> Committed:
        committed = read_committed(folder)
        shutil.rmtree(folder)
        return committed

    monkeypatch.setattr("search.engines.tantivy.files.read_committed", read)
    assert find_damage(path) == "không đọc được engine"
