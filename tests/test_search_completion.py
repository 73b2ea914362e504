"""Completion of beginnings, and the counts that the lexicon keeps."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from search.article import Article
from search.collection import lexicon_builder as lexicon_module
from search.collection.completion import Completion, complete
from search.collection.lexicon import Completable, Lexicon
from search.collection.lexicon_builder import LexiconBuilder
from search.collection.names import document_kind, people
from search.fields import article_terms, article_terms_batch
from search.language.normal import fold
from search.language.segmenter.single import default_segmenter
from search.language.tokens import terms
from tests.lexicons import Known, article, build_lexicon, repeated

TEXTS = {
    "Quốc hội thảo luận dự án luật": 60,
    "quôc hội": 2,
    "tổ chức bộ máy": 30,
    "tô điểm phố phường": 10,
    "xây dựng Đảng": 20,
    "đang xây nhà": 15,
    "Thủ tướng thực hiện lời hứa": 12,
    "bàn chuyện ASEAN mùa khô": 9,
    "Một bài chỉ có một lần": 1,
}


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("lexicon") / "lexicon.sqlite"
    return build_lexicon(path, repeated(TEXTS))


@pytest.mark.parametrize(
    ("text", "completions"),
    [
        ("quoc hoi th", ["Quốc hội thảo luận dự án luật"]),
        ("to ch", ["tổ chức bộ máy"]),
        ("xây d", ["xây dựng Đảng"]),
        ("mau", ["Tô Văn Mẫu"]),
        ("18 nq", ["18-NQ/TW"]),
        ("18-NQ", ["18-NQ/TW"]),
        ("zz", []),
        ("t", []),
        ("", []),
        ("%", []),
    ],
)
def test_completion_ignores_marks_and_starts_at_words(
    lexicon: Lexicon, text: str, completions: list[str]
) -> None:
    found = [item.text for item in lexicon.complete(text, 3)]
    assert found[: len(completions)] == completions
    assert bool(found) == bool(completions)


@pytest.mark.parametrize(
    ("text", "first", "not_found"),
    [
        ("thủ", "Thủ tướng thực hiện lời hứa", ""),
        ("thư", "thực hiện", "Thủ tướng"),
        ("thú", None, "Thủ tướng"),
        ("tổ", "tổ chức bộ máy", "tô điểm phố phường"),
        # The tone of the last syllable may be still to come.
        ("tô đ", "tô điểm phố phường", ""),
        ("tô ch", None, "tổ chức bộ máy"),
        ("quốc hô", "Quốc hội thảo luận dự án luật", ""),
        ("quôc hội", "quôc hội", "Quốc hội"),
        ("đa", "đang xây nhà", ""),
        ("xay dựng đ", "xây dựng Đảng", ""),
    ],
)
def test_marks_that_were_typed_are_kept(
    lexicon: Lexicon, text: str, first: str | None, not_found: str
) -> None:
    found = [item.text for item in lexicon.complete(text, 20)]
    assert found[:1] == ([first] if first else [])
    assert not not_found or not any(item.startswith(not_found) for item in found)


def completed(lexicon: Lexicon | None, text: str) -> list[Completion]:
    return complete(text, Known(lexicon, TEXTS), 8)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "completion"),
    [
        (
            "tô văn",
            Completion("Tô Văn Mẫu", "person", "?person=T%C3%B4+V%C4%83n+M%E1%BA%ABu"),
        ),
        ("nghị quyết 1", Completion("18-NQ/TW", "document", "?document=18-NQ%2FTW")),
        ("asea", Completion("ASEAN", "abbreviation", "?q=ASEAN")),
        (
            "người:t",
            Completion(
                'người:"Tô Văn Mẫu"',
                "person",
                "?q=ng%C6%B0%E1%BB%9Di%3A%22T%C3%B4+V%C4%83n+M%E1%BA%ABu%22",
            ),
        ),
        ("số:18", Completion("số:18-NQ/TW", "document", "?q=s%E1%BB%91%3A18-NQ%2FTW")),
    ],
)
def test_what_is_chosen_stays_what_it_is(
    lexicon: Lexicon, text: str, completion: Completion
) -> None:
    assert completed(lexicon, text)[0] == completion


def test_a_headline_leads_to_its_article(lexicon: Lexicon) -> None:
    [headline] = completed(lexicon, "một bài ch")
    assert headline.kind == "title"
    assert headline.article == "mã Một bài chỉ có một lần"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("quốc hội người:tô", ['quốc hội người:"Tô Văn Mẫu"']),
        ("NGUOI:to", ['NGUOI:"Tô Văn Mẫu"']),
        ('nguồn:"báo', ['nguồn:"Báo Mẫu"']),
        ("nguồn:núi", ['nguồn:"Tin Núi Xa"']),
        ("nguồn:z", []),
        ("năm:t", []),
        ("không:t", []),
        ("người:", []),
        ("chuyện hay tổ chức b", ["chuyện hay tổ chức bộ máy"]),
        # Not amid a word.
        ("tổ chức bộ máz", []),
    ],
)
def test_fields_and_last_words_are_completed(
    lexicon: Lexicon, text: str, found: list[str]
) -> None:
    assert [item.text for item in completed(lexicon, text)] == found


def test_nothing_is_completed_without_a_lexicon_or_when_pasted(
    lexicon: Lexicon,
) -> None:
    assert completed(None, "tổ chức") == []
    assert completed(lexicon, "tổ chức " * 100) == []


@pytest.mark.parametrize("text", ["*", "?[", "[ổ", "ổ]" * 20, "\0ổ", "người:ổ*"])
def test_signs_of_patterns_are_letters_like_others(lexicon: Lexicon, text: str) -> None:
    assert completed(lexicon, text) == []


def test_names_that_are_no_people_are_left_out() -> None:
    counted = {
        "Phan Văn Mẫu": 200,
        "Phan Văn Mẫu Thủ": 150,
        "Phan Văn Mẫu Nói": 3,
        "Lê Thị Thu": 5,
        "Lê Thị Thu Hà": 4,
        "Hà Nội Giá": 9,
        "Gia Lai": 9,
        "Hồ Chí Minh": 90,
        "Hồ Chí Mình": 2,
        "Hà Nội": 5,
    }
    known = {"Phan Văn Mẫu", "Lê Thị Thu", "Lê Thị Thu Hà", "Hồ Chí Minh"}
    assert set(people(counted)) == known


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("18-NQ/TW", "nghị quyết"),
        ("41-QĐ/TW", "quy định"),
        ("1234/QĐ-TTg", "quyết định"),
        ("168/2024/NĐ-CP", "nghị định"),
        ("202/2025/QH15", "luật"),
        ("12-XYZ/TW", ""),
        ("", ""),
    ],
)
def test_documents_are_called_by_their_kind(number: str, kind: str) -> None:
    assert document_kind(number) == kind


def test_a_blank_ends_a_word(lexicon: Lexicon) -> None:
    assert lexicon.complete("quo", 3)
    assert not lexicon.complete("quo ", 3)


def test_pairs_are_counted_within_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Few at a time, so that counts are merged again and again.
    monkeypatch.setattr(lexicon_module, "MAX_CHUNK", 5)
    builder = LexiconBuilder()
    for number, text in enumerate(["", "a b", "", "b a b a", "a b c", "c"] * 3):
        builder.add(*article(text))
    builder.write(tmp_path / "lexicon.sqlite")
    made = Lexicon(tmp_path / "lexicon.sqlite")
    terms = ["a", "b", "c"]
    assert [made.count(term) for term in terms] == [12, 12, 6]
    expected = {("a", "b"): 9, ("b", "a"): 6, ("b", "c"): 3}
    assert made.pair_counts(terms, terms) == expected


def test_terms_of_a_batch_are_counted_as_those_of_each_article(tmp_path: Path) -> None:
    articles = [Article(str(number), text) for number, text in enumerate(TEXTS)]
    batch = article_terms_batch(articles, "lean", default_segmenter(tone_styles=True))
    forms = sorted({term for title in TEXTS for term in terms(title)})
    counted = []
    for as_numbers in (True, False):
        builder = LexiconBuilder()
        for made, numbered in batch[::2] * 2:
            builder.add(made, "", "", str, numbered if as_numbers else None)
        builder.write(tmp_path / f"{as_numbers}.sqlite")
        found = Lexicon(tmp_path / f"{as_numbers}.sqlite")
        forms_found = [found.weighted_variants(fold(term)) for term in forms]
        counted.append((forms_found, found.pair_counts(forms, forms)))
    assert counted[0] == counted[1]
    # Only in an article of the batch that was not added.
    assert not counted[0][0][forms.index("nhà")]


def test_rare_pairs_are_forgotten_where_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon_module, "MAX_CHUNK", 5)
    monkeypatch.setattr(lexicon_module, "MAX_PAIRS", 20)
    builder = LexiconBuilder()
    for number in range(200):
        builder.add(*article(f"a b x{number} y{number}"))
    builder.write(tmp_path / "lexicon.sqlite")
    made = Lexicon(tmp_path / "lexicon.sqlite")
    assert made.pair_counts(["a"], ["b"]) == {("a", "b"): 200}
    lefts, rights = ([f"{end}{n}" for n in range(200)] for end in "xy")
    assert len(made.pair_counts(lefts, rights)) <= 20


def test_headlines_and_names_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon_module, "MAX_TITLES", 10)
    monkeypatch.setattr(lexicon_module, "MAX_PEOPLE", 10)
    builder = LexiconBuilder()
    for number in range(100):
        people = "Lê Văn Thường", f"Trần Thị {number:02}"
        builder.add(*article(f"Hoa ban kỳ {number:02}", people))
    builder.write(tmp_path / "lexicon.sqlite")
    made = Lexicon(tmp_path / "lexicon.sqlite")
    titles = {item.text for item in made.complete("hoa ban ky", 20)}
    assert titles == {f"Hoa ban kỳ {number}" for number in range(90, 100)}
    assert [item.text for item in made.complete("thuong", 5)] == ["Lê Văn Thường"]
    assert len(made.complete("tran thi", 20)) < 10


def test_provinces_are_completed_from_any_of_their_words(tmp_path: Path) -> None:
    builder = LexiconBuilder()
    slugs = {"province": ("ba-ria-vung-tau", "ho-chi-minh")}
    for number in range(3):
        found, *others = article(f"Tin vắn {number}")
        builder.add(replace(found, keywords=slugs), *others)  # type: ignore[arg-type]
    builder.write(tmp_path / "lexicon.sqlite")
    made = Lexicon(tmp_path / "lexicon.sqlite")
    name = Completable("Bà Rịa - Vũng Tàu", "province", "ba-ria-vung-tau")
    for typed in ("bà rịa", "ba ria vung", "Vung T"):
        assert made.complete(typed, 5) == [name]
    [city] = made.complete("ho chi", 5)
    assert city == Completable("TP. Hồ Chí Minh", "province", "ho-chi-minh")


def test_crowded_beginnings_are_answered_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {}
    for crowded in (3, 1_000):
        monkeypatch.setattr(lexicon_module, "CROWDED", crowded)
        builder = LexiconBuilder()
        for number in range(200):
            builder.add(*article(f"Bài {number % 40} về lúa {number % 7}"))
        builder.write(tmp_path / f"{crowded}.sqlite")
        known = Lexicon(tmp_path / f"{crowded}.sqlite")
        made[crowded] = {
            text: [item.text for item in known.complete(text, 20)]
            for text in ("ba", "bai", "bài ", "bai 3", "to", "mau", "18", "18 n")
        }
    assert made[3] == made[1_000]
    assert len(made[3]["bai"]) == 20


@pytest.mark.parametrize(
    "title",
    [
        "Quốc hội khai mạc",
        "TP.HCM ban hành 18-NQ/TW ",
        "Hoà giải ở XÃ\n",
        "(…)",
        "09/12",
    ],
)
def test_a_headline_is_completed_alike_whoever_made_its_terms(
    tmp_path: Path, title: str
) -> None:
    """The builder takes an indexed title's terms for its key."""
    words = default_segmenter(tone_styles=True)
    made = article_terms(Article("a", "", title=title), "full", words)
    rows = []
    for found in (made, replace(made, texts={"text": made.texts["text"]})):
        builder = LexiconBuilder()
        builder.add(found, "a", title, str)
        builder.write(tmp_path / "lexicon.sqlite")
        with closing(sqlite3.connect(tmp_path / "lexicon.sqlite")) as connection:
            rows.append(connection.execute("SELECT * FROM completion").fetchall())
    assert rows[0] == rows[1] and rows[0][0][1] == title
