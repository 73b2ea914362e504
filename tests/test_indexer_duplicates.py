"""Copies are grouped, siblings are not, whatever the order they come in."""

from __future__ import annotations

import json
import lzma
import random
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import indexer.copies.duplicates
from indexer.building.ledger import LEDGER, Ledger
from indexer.copies.duplicates import ALIKE, CopyIndex
from indexer.copies.sketches import (
    LONGEST,
    SIZE,
    bands,
    bands_batch,
    similarity,
    sketch,
)
from search.language.tokens import terms

SHARED = Path(__file__).parent.parent.parent / "shared"

STORY = (
    "Chiều qua, hợp tác xã Đồng Nội giao đợt rau đầu vụ cho ba bếp ăn trường học trong"
    " huyện. Theo ban quản trị, mỗi ngày các tổ gom gần tám tạ, phần lớn là cải, xà lách"
    " và cà chua bi. Giá bán cố định cả tháng để nhà trường dễ lập thực đơn. Trưởng phòng"
    " giáo dục nói cách làm này giúp phụ huynh yên tâm, còn nông dân không phải chạy theo"
    " thương lái. Từ tuần tới, hai xã lân cận sẽ góp thêm trứng và nấm rơm."
)
SIBLING = (
    "Cũng trong chiều qua, phòng giáo dục huyện kiểm tra bếp ăn của ba trường vừa nhận rau"
    " từ hợp tác xã Đồng Nội. Đoàn xem sổ lưu mẫu, nơi sơ chế và hỏi chuyện cấp dưỡng. Kết"
    " quả cho thấy các bếp giữ vệ sinh tốt, riêng một nơi cần thay vòi nước. Đoàn đề nghị"
    " công khai thực đơn trên bảng tin, gửi qua nhóm phụ huynh vào mỗi sáng thứ hai."
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / LEDGER)
    yield ledger
    ledger.close()


class Collection:
    """Articles put one by one, as the pipeline does it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.copies = CopyIndex(ledger.connection)
        self.written: dict[str, str] = {}

    def put(self, id: str, text: str, published: str = "", publisher: str = "") -> None:
        self.ledger.note_article(id, b"", "")
        group = self.copies.add(id, sketch(terms(text)), published, publisher)
        self.copies.note_written(id, group)
        self.written[id] = group

    def remove(self, id: str) -> None:
        self.copies.remove(id)
        del self.written[id]

    def settle(self) -> dict[str, str]:
        for id, group in list(self.copies.stale()):
            assert self.written[id] != group
            self.copies.note_written(id, group)
            self.written[id] = group
        assert not list(self.copies.stale())
        standing = set(self.written.values())
        return {
            id: group or (id if id in standing else "")
            for id, group in self.written.items()
        }


def edited(text: str, changes: int, seed: int = 1) -> str:
    words = text.split()
    for place in random.Random(seed).sample(range(len(words)), changes):
        words[place] = "mới"
    return " ".join(words)


def test_a_copy_is_grouped_under_the_earliest(ledger: Ledger) -> None:
    collection = Collection(ledger)
    collection.put("b", STORY, "2025-03-02T10:00", "Báo B")
    assert collection.settle() == {"b": ""}
    collection.put("a", "(TTX)- " + STORY, "2025-03-02T08:00", "Báo A")
    assert collection.settle() == {"a": "a", "b": "a"}
    assert collection.copies.copy_count == 1


@pytest.mark.parametrize(
    "text",
    [
        edited(STORY, 6),
        STORY.upper(),
        unicodedata.normalize("NFD", STORY),
        STORY.replace("hoà", "hòa").replace("Theo ban quản trị, ", ""),
        "Rau sạch vào bếp ăn học đường. " + STORY,
        STORY[: len(STORY) * 3 // 4],
    ],
)
def test_light_edits_are_copies(ledger: Ledger, text: str) -> None:
    collection = Collection(ledger)
    collection.put("a", STORY, "2025-03-02", "Báo A")
    collection.put("b", text, "2025-03-03", "Báo B")
    assert collection.settle() == {"a": "a", "b": "a"}


def test_reports_that_share_a_background_stand_apart(ledger: Ledger) -> None:
    """Told once in front of another event, the background makes no copy; cut at either
    end, the report stays one."""
    first = " ".join(f"đoạn{n} một tin mở đầu riêng số {n}" for n in range(12))
    second = " ".join(f"phần{n} hai chuyện khác hẳn thứ {n}" for n in range(12))
    background = " ".join(f"bối cảnh{n} chung ai cũng kể lần {n}" for n in range(26))
    collection = Collection(ledger)
    collection.put("a", f"{first} {background}", "2025-03-02", "Báo A")
    assert (
        similarity(
            sketch(terms(f"{first} {background}")),
            sketch(terms(f"{second} {background}")),
        )
        >= ALIKE
    )
    collection.put("b", f"{second} {background}", "2025-03-02", "Báo B")
    assert collection.settle() == {"a": "", "b": ""}
    collection.remove("b")
    whole = f"{first} {background}".split()
    for id, words in (
        ("c", whole[len(whole) // 5 :]),
        ("d", whole[: -len(whole) // 5]),
    ):
        collection.put(id, " ".join(words), "2025-03-02", "Báo C")
    assert collection.settle() == {"a": "a", "c": "a", "d": "a"}


def test_siblings_stand_apart(ledger: Ledger) -> None:
    collection = Collection(ledger)
    collection.put("a", STORY, "2025-03-02", "Báo A")
    collection.put("b", SIBLING, "2025-03-02", "Báo A")
    assert collection.settle() == {"a": "", "b": ""}


@pytest.mark.parametrize(
    ("first", "second", "grouped"),
    [
        (("2025-03-02", "Báo A"), ("2025-03-02", "Báo A"), True),
        (("2025-03-02", "Báo A"), ("2025-03-03", "Báo B"), True),
        (("2025-03-02", "Báo A"), ("2025-03-03", "Báo A"), False),
        (("2025-03-02", "Báo A"), ("2025-03-12", "Báo B"), False),
        (("2025-03-02", "Báo A"), ("2025-03", "Báo B"), True),
        (("", ""), ("", ""), True),
    ],
)
def test_a_series_is_no_copy(
    ledger: Ledger, first: tuple[str, str], second: tuple[str, str], grouped: bool
) -> None:
    """Texts that share two thirds: a form filled in on another day, or a copy."""
    collection = Collection(ledger)
    changed = edited(STORY, 8)
    found = similarity(sketch(terms(STORY)), sketch(terms(changed)))
    assert 0.6 < found < 0.8
    collection.put("a", STORY, *first)
    collection.put("b", changed, *second)
    assert (collection.settle()["b"] == "a") is grouped


def test_the_first_seen_stands_for_undated_copies(ledger: Ledger) -> None:
    collection = Collection(ledger)
    for id in "zyx":
        collection.put(id, STORY)
    assert collection.settle() == dict.fromkeys("zyx", "z")
    collection.put("dated", STORY, "2025-03-02")
    assert set(collection.settle().values()) == {"dated"}


def test_when_the_one_that_stands_leaves_another_does(ledger: Ledger) -> None:
    collection = Collection(ledger)
    for id, hour in (("a", 7), ("b", 8), ("c", 9)):
        collection.put(id, STORY, f"2025-03-02T{hour:02}:00", id)
    collection.settle()
    collection.remove("a")
    assert collection.settle() == {"b": "b", "c": "b"}
    collection.remove("c")
    assert collection.settle() == {"b": ""}
    collection.copies.remove("unknown")


def test_an_article_that_changes_leaves_its_group(ledger: Ledger) -> None:
    collection = Collection(ledger)
    for id in "abc":
        collection.put(id, STORY)
    collection.settle()
    collection.put("a", SIBLING)
    assert collection.settle() == {"a": "", "b": "b", "c": "b"}
    collection.put("a", STORY)
    assert len(set(collection.settle().values())) == 1


def test_one_article_may_join_two_groups(ledger: Ledger) -> None:
    collection = Collection(ledger)
    words = STORY.split()
    third = len(words) // 3
    collection.put("a", " ".join(words[: 2 * third + 5]))
    collection.put("b", " ".join(words[third - 5 :]))
    assert collection.settle() == {"a": "", "b": ""}
    collection.put("c", STORY)
    assert collection.settle() == {"a": "a", "b": "a", "c": "a"}


def test_order_does_not_matter(ledger: Ledger, tmp_path: Path) -> None:
    items = [
        (
            f"{story}{copy}",
            edited(text, copy * 2, copy),
            f"2025-03-0{1 + copy}",
            str(copy),
        )
        for story, text in (("x", STORY), ("y", SIBLING))
        for copy in range(4)
    ]
    found = []
    for seed in range(3):
        other = Ledger(tmp_path / f"{seed}.sqlite")
        collection = Collection(other)
        for item in random.Random(seed).sample(items, len(items)):
            collection.put(*item)
        found.append(dict(sorted(collection.settle().items())))
        other.close()
    assert found[0] == found[1] == found[2]
    assert set(found[0].values()) == {"x0", "y0"}


@pytest.mark.parametrize("changes", [0, 2, 5, 10, 20])
def test_the_estimate_is_near_the_true_similarity(changes: int) -> None:
    words = terms(" ".join([STORY, SIBLING]))
    for place in random.Random(changes).sample(range(len(words)), changes):
        words[place] = f"w{place}"
    original = terms(" ".join([STORY, SIBLING]))
    first = set(zip(words, words[1:], words[2:], strict=False))
    second = set(zip(original, original[1:], original[2:], strict=False))
    true = len(first & second) / len(first | second)
    assert abs(similarity(sketch(words), sketch(original)) - true) < 0.2


def test_sketches_of_odd_texts() -> None:
    assert sketch([]) == b"" and bands(b"") == []
    assert similarity(b"", b"") == 0.0
    assert len(sketch(["một"])) == SIZE * 4
    assert similarity(sketch(["một"]), sketch(["hai"])) == 0.0
    assert similarity(sketch(["một", "hai"]), sketch(["một", "hai"])) == 1.0
    assert sketch(["a"] * (LONGEST * 3)) == sketch(["a"] * LONGEST)
    assert sketch(["\ud800"] * 20)


def test_bands_of_many_sketches_are_those_of_each() -> None:
    made = [sketch(terms(text)) for text in (STORY, "", SIBLING, "một")]
    assert bands_batch(made) == [bands(item) for item in made]
    assert bands_batch([]) == []


@pytest.mark.parametrize("size", [1, indexer.copies.duplicates.FILTER_SIZE])
def test_copies_are_found_however_full_the_filter_of_keys_is(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("indexer.copies.duplicates.FILTER_SIZE", size)
    collection = Collection(ledger)
    collection.put("a", STORY)
    collection.put("b", SIBLING)
    collection.put("c", STORY)
    assert collection.written == {"a": "", "b": "", "c": "a"}


def test_sketches_are_the_same_in_every_process() -> None:
    """They are kept between runs: a change here needs another ledger version."""
    assert bands(sketch(terms(STORY)))[:2] == KNOWN_BANDS


KNOWN_BANDS = [6584377862678184754, 2730525476782059236]


def test_the_state_is_a_small_file(ledger: Ledger) -> None:
    collection = Collection(ledger)
    for number in range(200):
        words = [f"t{(number * 31 + i * i) % 997}" for i in range(120)]
        collection.put(str(number), " ".join(words))
    ledger.commit()
    assert ledger.path.stat().st_size < 200 * 3000


def test_a_file_that_is_no_ledger_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / LEDGER
    path.write_bytes(b"x" * 5000)
    ledger = Ledger(path)
    assert ledger.article_count == 0
    ledger.commit()
    ledger.close()
    assert sqlite3.connect(path).execute("SELECT count(*) FROM file").fetchone() == (0,)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_the_reference_siblings_stand_apart() -> None:
    texts = sorted((SHARED / "reference").glob("00*.txt"))
    made = [sketch(terms(path.read_text(encoding="utf-8"))) for path in texts]
    pairs = [similarity(a, b) for i, a in enumerate(made) for b in made[:i]]
    assert len(pairs) == 10 and max(pairs) < 0.25


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_every_exact_duplicate_of_the_old_news_is_found(ledger: Ledger) -> None:
    by_text: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    path = SHARED / "corpus" / "news-2003-2006.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            key = " ".join(unicodedata.normalize("NFC", row["text"]).split())
            text = f"{row['title']}\n{row['text']}"
            by_text[key].append((row["id"], text, row["date"], row["source"]))
    groups = [members for members in by_text.values() if len(members) > 1]
    assert sum(len(members) - 1 for members in groups) >= 716
    collection = Collection(ledger)
    # A tenth of them: sketching all takes long beside other tests.
    groups = groups[::10]
    for members in groups:
        for member in members:
            collection.put(*member)
    written = collection.settle()
    for members in groups:
        found = {written[member[0]] for member in members}
        assert len(found) == 1 and found != {""}, members[0][0]
