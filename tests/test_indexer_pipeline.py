"""Paths to an index: what a run adds, keeps, changes and removes, and what survives."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from indexer.building import intake, memory, workers
from indexer.building.ledger import LEDGER
from indexer.building.messages import ReadSettings, WorkItem
from indexer.building.pipeline import IndexOptions, Progress, Summary, run
from indexer.building.reading import read_article
from indexer.copies.identity import article_id, canonical_url
from indexer.facts.people.people import NamedPeople
from indexer.sources.record import Record, Rejected
from search.article import Article, Stamp
from search.collection.lexicon import FILE_NAME, FORMER_NAMES, Completable, Lexicon
from search.errors import SourceError
from search.store.opening import open_index

ROOT = Path(__file__).parent.parent
STREETS = "Hoa Ban Lúa Sen Mận Đào Trúc Quế Hồng Lê Mơ Nhãn Bưởi Cam".split()


def body(number: int) -> str:
    """Invented news, another one for each number."""
    words = [STREETS[(number * 7 + i * (number + 3)) % len(STREETS)] for i in range(40)]
    return (
        f"Tin số {number}: khu phố {' và '.join(words)} sửa đường, thay {number} đèn."
    )


def line(number: int, **facts: object) -> dict[str, object]:
    return {"id": f"b{number}", "title": f"Bài {number}", "text": body(number)} | facts


def write(path: Path, items: Iterable[dict[str, object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def stored(index: Path) -> list[Article]:
    opened = open_index(index)
    try:
        return [Article.from_json(text) for _, text in opened.reader.scan()]
    finally:
        opened.close()


def ids(index: Path) -> list[str]:
    return sorted(article.id for article in stored(index))


def copies_and_more(count: int) -> list[dict[str, object]]:
    """Every fifth article is a copy of the one before it."""
    return [
        line(n, text=body(n - 1 if n % 5 == 4 else n), date="2025-01-02")
        for n in range(count)
    ]


def without_place(index: Path) -> dict[str, Article]:
    """Articles without where in its file each stood when it was read."""
    return {article.id: replace(article, source="") for article in stored(index)}


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.unchanged, summary.removed


# Identity


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://www.bao.example/a-1.html", "bao.example/a-1.html"),
        ("http://bao.example/a-1.html/", "bao.example/a-1.html"),
        ("https://m.bao.example/a-1.html#binh-luan", "bao.example/a-1.html"),
        ("HTTPS://Bao.Example:443/A?utm_source=x&b=2&a=1", "bao.example/A?a=1&b=2"),
        ("https://bao.example/a?fbclid=1&zarsrc=2", "bao.example/a"),
        ("https://bao.example//a//b", "bao.example/a/b"),
        ("https://bao.example/t%C3%AAn", "bao.example/t%C3%AAn"),
        ("https://bao.example/tên", "bao.example/t%C3%AAn"),
        ("http://bao.example:8080/a", "bao.example:8080/a"),
        ("https://bao.example/", ""),
        ("https://bao.example", ""),
        ("https://bao.example/?p=12", "bao.example?p=12"),
        ("ftp://bao.example/a", ""),
        ("bai-viet", ""),
        ("https://[x/a", ""),
        ("https://bao.example:99999/a", ""),
        ("", ""),
    ],
)
def test_canonical_addresses(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def test_identity_is_the_supplied_id_then_the_address_then_the_text() -> None:
    url = "https://bao.example/a"
    assert article_id("x 1", url, "P", "T", "B") == "x 1"
    by_url = article_id("", url, "P", "T", "B")
    assert by_url == article_id("", "http://www.bao.example/a/?utm_medium=1")
    by_text = article_id("", "", "P", "Tiếng", "hai  dòng\n")
    assert by_text == article_id("", "", "P", "Ti\u00ea\u0301ng", "hai dòng")
    assert len({by_url, by_text, article_id("", "", "Q", "Tiếng", "hai dòng")}) == 3
    assert len(by_url) == len(by_text) == 16
    assert len(article_id("x" * 1000)) == 16


# One record


def test_a_record_becomes_an_article() -> None:
    record = Record(
        text="Sáng 9-12, tại TP. Huế, hội nông dân thành phố họp tổng kết năm.",
        source="a.txt",
        structured=True,
        title="Hội nông dân họp",
        published="2025-12-09T15:50",
        publisher="Báo Thử",
        url="https://baothu.example/1",
        extra={"views": 3},
    )
    article = read_article(record)
    assert isinstance(article, Article)
    assert article.published == Stamp("2025-12-09T15:50", "supplied", "metadata")
    assert article.event is not None and article.event.value == "2025-12-09"
    assert ("hue", "venue") in {(place.slug, place.role) for place in article.places}
    assert article.extra["views"] == 3
    assert Article.from_json(article.to_json()) == article


@pytest.mark.parametrize("text", ["", " \n ", "\ufeff\n"])
def test_a_record_without_words_is_rejected(text: str) -> None:
    assert isinstance(read_article(Record(text, "a.txt")), Rejected)


# Runs


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "tin.jsonl", map(line, range(30)))
    index = tmp_path / "index"
    assert counts(run([tmp_path / "tin.jsonl"], index)) == (30, 0, 0, 0)
    before = stored(index)
    again = run([tmp_path / "tin.jsonl"], index)
    assert counts(again) == (0, 0, 30, 0)
    assert again.same_files == 1
    assert not again.has_changes
    assert stored(index) == before


def test_only_what_changed_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "tin.jsonl", map(line, range(20)))
    index = tmp_path / "index"
    run([path], index)
    items = [line(n) for n in range(1, 21)]
    items[4]["text"] = body(5) + " Sửa lại."
    write(path, items)
    read: list[str] = []
    original = workers.load_and_read

    def spy(given, settings):  # type: ignore[no-untyped-def]
        read.extend(noted.item.id for noted in given)
        return original(given, settings)

    monkeypatch.setattr(workers, "load_and_read", spy)
    assert counts(run([path], index)) == (1, 1, 18, 1)
    assert read == ["b5", "b20"]
    assert ids(index) == sorted(f"b{n}" for n in range(1, 21))


def test_a_touched_file_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "tin.jsonl", map(line, range(5)))
    index = tmp_path / "index"
    run([path], index)
    os.utime(path)
    monkeypatch.setattr(intake, "read_stream", None)
    assert counts(run([path], index)) == (0, 0, 5, 0)


def test_a_change_that_keeps_size_and_time_is_seen_when_it_is_fresh(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "tin.jsonl", [line(1)])
    index = tmp_path / "index"
    run([path], index)
    status = path.stat()
    path.write_text(path.read_text().replace("sửa", "xây"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    path.write_text(json.dumps(line(1)).replace("b1", "b2") + "\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    run([path], index)
    assert ids(index) == ["b2"]


def test_a_folder_of_texts(tmp_path: Path) -> None:
    for number in range(10):
        path = tmp_path / "kho" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Tít bài {number}\n\n{body(number)}")
    index = tmp_path / "index"
    assert run([tmp_path / "kho"], index).added == 10
    (tmp_path / "kho" / "3.txt").write_text("Tít khác hẳn\n\n" + body(99))
    assert counts(run([tmp_path / "kho"], index)) == (1, 0, 9, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="needs names of any bytes")
def test_a_file_name_may_be_any_bytes(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/kho/tin-\xff.txt"
    (tmp_path / "kho").mkdir()
    with open(name, "w") as file:
        file.write("Tít bài lạ\n\n" + body(3))
    index = tmp_path / "index"
    assert run([tmp_path / "kho"], index).added == 1
    assert counts(run([tmp_path / "kho"], index)) == (0, 0, 1, 0)
    assert stored(index)[0].source.endswith("tin-\\xff.txt")


def test_files_that_are_gone_stay_until_pruned(tmp_path: Path) -> None:
    kho, index = tmp_path / "kho", tmp_path / "index"
    write(kho / "a.jsonl", [line(1)])
    write(kho / "b.jsonl", [line(2)])
    elsewhere = write(tmp_path / "c.jsonl", [line(3)])
    run([kho, elsewhere], index)
    (kho / "b.jsonl").unlink()
    elsewhere.unlink()
    assert run([kho], index).missing == 1
    assert ids(index) == ["b1", "b2", "b3"]
    assert run([kho], index, IndexOptions(prune=True)).removed == 1
    assert ids(index) == ["b1", "b3"]
    assert run([elsewhere], index, IndexOptions(prune=True)).removed == 1
    assert ids(index) == ["b1"]


def test_an_article_that_two_files_hold_leaves_with_the_last(tmp_path: Path) -> None:
    kho, index = tmp_path / "kho", tmp_path / "index"
    write(kho / "a.jsonl", [line(1)])
    write(kho / "b.jsonl", [line(1, text=body(1) + " Bản mới hơn.")])
    summary = run([kho], index)
    assert (summary.added, summary.repeated) == (1, 1)
    assert stored(index)[0].body.endswith("Bản mới hơn.")
    (kho / "b.jsonl").unlink()
    run([kho], index, IndexOptions(prune=True))
    run([kho], index)
    assert [article.body for article in stored(index)] == [body(1)]
    (kho / "a.jsonl").unlink()
    run([kho], index, IndexOptions(prune=True))
    assert ids(index) == []


def test_what_a_damaged_file_held_stays(tmp_path: Path) -> None:
    import gzip

    path, index = tmp_path / "tin.jsonl.gz", tmp_path / "index"
    content = "".join(json.dumps(line(n)) + "\n" for n in range(20)).encode()
    path.write_bytes(gzip.compress(content))
    run([path], index)
    path.write_bytes(gzip.compress(content)[:-200])
    summary = run([path], index)
    assert summary.removed == 0 and summary.rejected.total() == 1
    assert len(ids(index)) == 20
    path.write_bytes(gzip.compress(content))
    assert counts(run([path], index))[:2] == (0, 0)


def test_rejections_are_counted_and_written(tmp_path: Path) -> None:
    path = tmp_path / "tin.jsonl"
    path.write_text(json.dumps(line(1)) + "\nhỏng\n" + '{"title": "rỗng"}\n[]\n')
    rejects = tmp_path / "bo.jsonl"
    summary = run([path], tmp_path / "index", IndexOptions(rejects=rejects))
    assert summary.added == 1
    assert dict(summary.rejected) == {
        "JSON hỏng": 1,
        "không có nội dung": 1,
        "dòng không phải một bài": 1,
    }
    lines = [json.loads(text) for text in rejects.read_text().splitlines()]
    assert [item["source"] for item in lines] == [f"{path}#{n}" for n in (2, 3, 4)]


def test_a_fault_in_one_article_does_not_stop_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.building import reading

    def broken(text: str) -> NamedPeople:
        if "Tin số 2:" in text:
            raise ZeroDivisionError("lỗi thử")
        return NamedPeople((), ())

    monkeypatch.setattr(reading, "read_people", broken)
    path = write(tmp_path / "tin.jsonl", map(line, range(5)))
    summary = run([path], tmp_path / "index")
    assert (summary.added, dict(summary.rejected)) == (4, {"lỗi khi đọc bài": 1})


def test_nothing_is_written_when_a_path_is_wrong(tmp_path: Path) -> None:
    write(tmp_path / "tin.jsonl", [line(1)])
    with pytest.raises(SourceError) as error:
        run([tmp_path / "tin.jsonl", tmp_path / "nham"], tmp_path / "index")
    assert "nham" in error.value.message
    assert not (tmp_path / "index").exists()
    with pytest.raises(SourceError):
        run([], tmp_path / "index")


def test_an_exported_collection_comes_back_the_same(tmp_path: Path) -> None:
    items = [line(1), line(2), line(3, text=body(2) + " Thêm.")]
    path = write(tmp_path / "tin.jsonl", items)
    run([path], tmp_path / "index")
    exported = tmp_path / "xuat.jsonl"
    first = stored(tmp_path / "index")
    exported.write_text("".join(article.to_json() + "\n" for article in first))
    run([exported], tmp_path / "other")
    second = {article.id: article for article in stored(tmp_path / "other")}
    assert second == {article.id: article for article in first}


@pytest.mark.parametrize("library", ["GNU", "another", "none"])
def test_freed_memory_is_given_back_where_the_library_can(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    kept: list[int] = []

    def load(name: None) -> object:
        if library == "none":
            raise OSError
        return (
            SimpleNamespace(malloc_trim=kept.append) if library == "GNU" else object()
        )

    monkeypatch.setattr(memory.ctypes, "CDLL", load)
    memory._trimmer.cache_clear()
    memory.release_freed_memory()
    memory._trimmer.cache_clear()
    assert kept == ([0] if library == "GNU" else [])


@pytest.mark.parametrize("count", [3, 4, 9])
def test_processes_are_started_for_a_second_batch(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    started: list[int] = []
    pool = workers.ProcessPoolExecutor

    def start(size: int, *arguments: Any) -> Any:
        started.append(size)
        return pool(size, *arguments)

    monkeypatch.setattr(workers, "ProcessPoolExecutor", start)
    items: list[WorkItem] = [Rejected(f"{number}", "thử") for number in range(count)]
    batches = [items[:0], items[:4], items[4:8], items[8:]]
    found = list(workers.read_batches(enumerate(batches), ReadSettings("lean"), 2))
    assert found == [(at, [[each] for each in batches[at]]) for at in range(4)]
    assert started == ([2] if count > 4 else [])


def test_processes_give_the_same_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_ITEMS", 4)
    write(tmp_path / "kho" / "tin.jsonl", map(line, range(30)))
    (tmp_path / "kho" / "x.txt").write_text("Tít riêng\n\n" + body(77))
    (tmp_path / "kho" / "hong.jsonl").write_text("hỏng\n")
    one = run([tmp_path / "kho"], tmp_path / "one")
    two = run([tmp_path / "kho"], tmp_path / "two", IndexOptions(workers=2))
    assert counts(one) == counts(two) and one.rejected == two.rejected
    assert stored(tmp_path / "one") == stored(tmp_path / "two")


def test_a_full_build_replaces_and_keeps_the_engine(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.jsonl", map(line, range(6)))
    index = tmp_path / "index"
    run([path], index, IndexOptions(profile="full"))
    write(path, map(line, range(3)))
    assert counts(run([path], index, IndexOptions(full=True))) == (3, 0, 0, 0)
    assert ids(index) == ["b0", "b1", "b2"]
    opened = open_index(index)
    opened.close()
    assert opened.manifest.profile == "full"


def test_another_profile_moves_every_article_over(tmp_path: Path) -> None:
    old = write(tmp_path / "a.jsonl", [line(1), line(2), line(3, text=body(2))])
    new = write(tmp_path / "b.jsonl", [line(4)])
    index = tmp_path / "index"
    run([old], index)
    before = {article.id: article for article in stored(index)}
    summary = run([new], index, IndexOptions(profile="full"))
    assert counts(summary) == (1, 0, 0, 0)
    after = {article.id: article for article in stored(index)}
    assert {id: after[id] for id in before} == before and "b4" in after
    assert counts(run([old, new], index)) == (0, 0, 4, 0)


def test_a_lost_ledger_is_made_again_from_the_index(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.jsonl", [line(1), line(2), line(3, text=body(2))])
    index = tmp_path / "index"
    run([path], index)
    before = stored(index)
    (ledger,) = index.glob(f"data-*/{LEDGER}")
    ledger.write_bytes(b"not a database at all" * 100)
    assert counts(run([path], index)) == (0, 0, 3, 0)
    assert stored(index) == before


def test_progress_tells_rate_and_remaining(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.jsonl", map(line, range(200)))
    seen: list[Progress] = []
    run([path], tmp_path / "index", progress=seen.append)
    reading = [state for state in seen if state.stage == "reading"]
    assert reading[-1].total_bytes == path.stat().st_size
    assert [state.done_bytes for state in reading] == sorted(
        state.done_bytes for state in reading
    )
    assert reading[-1].remaining is not None and reading[-1].rate > 0


def test_the_collection_is_counted_for_suggestions(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.jsonl", map(line, range(30)))
    index = tmp_path / "index"
    run([path], index)
    opened = open_index(index)
    opened.close()
    lexicon = opened.side_path(FILE_NAME)
    before = lexicon.read_bytes()
    run([write(tmp_path / "b.jsonl", [line(50)])], index)
    assert lexicon.read_bytes() == before
    later = (
        line(number, text=f"{body(number)} Họ bàn chuyện khai hoang mở cõi.")
        for number in range(60, 90)
    )
    run([write(tmp_path / "c.jsonl", later)], index)
    assert lexicon.read_bytes() != before
    assert Lexicon(lexicon).complete("ban chuyen", 1) == [
        Completable("bàn chuyện khai hoang mở cõi", "phrase")
    ]


def test_counts_of_an_older_version_are_made_anew(tmp_path: Path) -> None:
    path = write(tmp_path / "tin.jsonl", map(line, range(3)))
    index = tmp_path / "index"
    run([path], index)
    opened = open_index(index)
    opened.close()
    lexicon, former = map(opened.side_path, (FILE_NAME, FORMER_NAMES[-1]))
    lexicon.replace(former)
    run([path], index)
    assert lexicon.exists() and not former.exists()
