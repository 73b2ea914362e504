"""Corrections, restored diacritics and completion, over counts written by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from search.article import Article
from search.collection import lexicon_builder as lexicon_module
from search.collection.lexicon import Completion, Lexicon
from search.collection.lexicon_builder import LexiconBuilder
from search.collection.restoration import restore
from search.collection.suggest import DID_YOU_MEAN, WITH_MARKS, edits, suggest_queries
from search.fields import ArticleTerms, article_terms, article_terms_batch
from search.language.normal import fold
from search.language.segmenter.single import default_segmenter
from search.language.tokens import terms

TEXTS = {
    "Quốc hội thảo luận dự án luật": 60,
    "quôc hội": 2,
    "tổ chức bộ máy": 30,
    "tô điểm phố phường": 10,
    "xây dựng Đảng": 20,
    "đang xây nhà": 15,
}


class Known:
    """A stand-in for :class:`search.collection.vocabulary.CollectionVocabulary`."""

    def __init__(self, lexicon: Lexicon | None) -> None:
        self.lexicon = lexicon

    def restore(self, typed: Sequence[str]) -> Sequence[tuple[str, float]]:
        return restore(self.lexicon, typed) if self.lexicon else ()


Counted = tuple[ArticleTerms, str, Callable[[], str]]
"""What a builder is told of an article."""


def article(title: str, people: Sequence[str] = ("Tô Văn Mẫu",)) -> Counted:
    facts = {"person": people, "document": ["18-NQ/TW"]}
    return ArticleTerms({"text": terms(title)}, facts, {}), title, lambda: title


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    builder = LexiconBuilder()
    for title, times in TEXTS.items():
        for number in range(times):
            builder.add(*article(title))
    path = tmp_path_factory.mktemp("lexicon") / "lexicon.sqlite"
    builder.write(path)
    return Lexicon(path)


def offered(
    lexicon: Lexicon | None, query: str, little: bool = True
) -> list[tuple[str, str]]:
    return list(suggest_queries(query, Known(lexicon), little))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "correction"),
    [
        ("tỗ chức", "tổ chức"),
        ("quôc hội", "quốc hội"),
        ("Quôc Hội", "Quốc Hội"),
        ("tổ chuức", "tổ chức"),
        ("xây dựgn", "xây dựng"),
        ("ddangr", "đảng"),
        ("to63 chuc1", "tổ chúc"),
    ],
)
def test_slips_are_corrected(lexicon: Lexicon, query: str, correction: str) -> None:
    assert offered(lexicon, query) == [(correction, DID_YOU_MEAN)]


@pytest.mark.parametrize(
    "query", ["tổ chức", "quốc hội", "tô điểm", "zzzzzz", "18-NQ/TW", ""]
)
def test_what_is_right_or_hopeless_is_left_alone(lexicon: Lexicon, query: str) -> None:
    assert offered(lexicon, query) == []


def test_nothing_is_corrected_where_enough_was_found(lexicon: Lexicon) -> None:
    assert offered(lexicon, "tỗ chức", little=False) == []


@pytest.mark.parametrize(
    ("query", "restored"),
    [
        ("to chuc bo may", "tổ chức bộ máy"),
        ("To chuc", "Tổ chức"),
        ("xay dung dang", "xây dựng đảng"),
        ("dang xay", "đang xây"),
        ("QUOC HOI", "QUỐC HỘI"),
    ],
)
def test_missing_marks_are_offered_by_context(
    lexicon: Lexicon, query: str, restored: str
) -> None:
    assert offered(lexicon, query, little=False) == [(restored, WITH_MARKS)]


def test_posteriors_say_how_sure_a_restoration_is(lexicon: Lexicon) -> None:
    restored = restore(lexicon, ["to", "chuc", "zzz", "đảng"])
    assert [form for form, _ in restored] == ["tổ", "chức", "zzz", "đảng"]
    assert restored[0][1] > 0.9
    assert restored[2][1] == 0.0 and restored[3][1] == 1.0
    assert restore(lexicon, []) == []


def test_without_a_lexicon_only_keystrokes_are_decoded() -> None:
    assert offered(None, "to chuc") == []
    assert offered(None, "ddangr") == [("đảng", DID_YOU_MEAN)]


def test_long_queries_are_not_worth_it(lexicon: Lexicon) -> None:
    assert offered(lexicon, "to chuc " * 100) == []


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
            builder.add(made, "", str, numbered if as_numbers else None)
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
        found, title, read_body = article(f"Tin vắn {number}")
        builder.add(replace(found, keywords=slugs), title, read_body)
    builder.write(tmp_path / "lexicon.sqlite")
    made = Lexicon(tmp_path / "lexicon.sqlite")
    name = Completion("Bà Rịa - Vũng Tàu", "province")
    for typed in ("bà rịa", "ba ria vung", "Vung T"):
        assert made.complete(typed, 5) == [name]
    assert made.complete("ho chi", 5) == [Completion("TP. Hồ Chí Minh", "province")]


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


def test_edits_are_one_slip() -> None:
    near = edits("hoi")
    assert {"hi", "hoii", "hio", "ho", "hai", "choi"} <= near
    assert "hoi" not in near and "" not in edits("a")


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
        builder.add(found, title, str)
        builder.write(tmp_path / "lexicon.sqlite")
        with closing(sqlite3.connect(tmp_path / "lexicon.sqlite")) as connection:
            rows.append(connection.execute("SELECT * FROM completion").fetchall())
    assert rows[0] == rows[1] and rows[0][0][1] == title
