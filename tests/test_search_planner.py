from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_search_engines import is_near
from test_search_syntax import QUERIES, read_table

from search.article import Article, Place, Stamp
from search.fields import PROFILES, ArticleTerms, Profile, article_terms
from search.language.normal import fold
from search.language.segmenter.single import default_segmenter
from search.language.tokens import terms
from search.query.clauses import (
    All,
    Bonus,
    Clause,
    Everything,
    Keyword,
    Near,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Score,
    Scoring,
    Some,
    Term,
    Without,
)
from search.query.filters import chosen_values
from search.query.highlights import Mark, Slot
from search.query.planner import plan
from search.query.ranking.segments import segments
from search.query.ranking.weights import (
    MAX_SYLLABLES,
    OtherForm,
    Run,
    describe,
    is_mostly_marked,
    score_clauses,
)
from search.results import Notice


class Vocabulary:
    """A lexicon of a few texts."""

    def __init__(
        self,
        texts: Iterable[str],
        restored: Sequence[tuple[str, float]] = (),
        values: Sequence[str] = (),
    ) -> None:
        self.known = sorted({term for text in texts for term in terms(text)})
        self.restored = {fold(form): (form, share) for form, share in restored}
        self.named = values

    def variants(self, folded: str) -> list[str]:
        return [term for term in self.known if fold(term) == folded]

    def restore(self, typed: Sequence[str]) -> list[tuple[str, float]]:
        return [self.restored.get(term, (term, 0.0)) for term in typed]

    spell = restore

    def most_together(self, terms: Sequence[str]) -> int:
        return 1_000_000

    def count_loosely(self, terms: Sequence[str]) -> int:
        return 0

    def count(self, clause: Clause) -> int:
        return 0

    def values(self, facet: str, text: str) -> list[str]:
        return [
            value for value in self.named if fold(text).lower() in fold(value).lower()
        ]


def holds(clause: Clause, article: ArticleTerms) -> bool:
    """Whether an article satisfies a clause, worked out in the plainest way."""
    match clause:
        case Everything():
            return True
        case Nothing():
            return False
        case Term(field, text):
            return text in article.texts[field]
        case Prefix(field, text):
            return any(term.startswith(text) for term in article.texts[field])
        case Phrase(field, slots):
            found = article.texts[field]
            return any(
                all(found[i + j] in slot for j, slot in enumerate(slots))
                for i in range(len(found) - len(slots) + 1)
            )
        case Near(field, parts, gap):
            return is_near(article.texts[field], parts, gap)
        case Keyword(field, values):
            return any(value in article.keywords[field] for value in values)
        case Range(column, low, high):
            return low <= article.numbers[column] <= high
        case All(parts):
            return all(holds(part, article) for part in parts)
        case Some(parts, minimum):
            return sum(holds(part, article) for part in parts) >= minimum
        case Without(part):
            return not holds(part, article)


@lru_cache(maxsize=None)
def index(
    body: str, title: str = "", date: str = "", province: str = ""
) -> ArticleTerms:
    article = Article(
        id="1",
        title=title,
        body=body,
        published=Stamp(date) if date else None,
        places=(Place(province, province, "venue"),) if province else (),
    )
    return article_terms(article, "full", default_segmenter(tone_styles=True))


def finds(query: str, article: ArticleTerms, profile: Profile = "full") -> bool:
    made = plan(query, profile, Vocabulary([" ".join(article.texts["text"])]))
    return all(
        holds(clause, article) for clause in (made.match, *made.filters.values())
    )


@pytest.mark.parametrize("profile", ["full", "lean"])
@pytest.mark.parametrize(
    ("query", "found", "missed"), read_table("What you type", "Finds")
)
def test_documented_matches(
    query: str, found: str, missed: str, profile: Profile
) -> None:
    assert finds(query, index(found), profile)
    assert not finds(query, index(missed), profile)


@pytest.mark.parametrize(("query", "filters"), read_table("What you type", "Filters"))
def test_documented_filters(query: str, filters: str) -> None:
    chosen = chosen_values(plan(query, "full").typed)
    shown = [f"{facet} = {', '.join(values)}" for facet, values in chosen.items()]
    assert shown == [filters]


@pytest.mark.parametrize(("query", "warning"), read_table("What you type", "Warning"))
def test_documented_warnings(query: str, warning: str) -> None:
    shown = [
        f"{notice.start}-{notice.end} {notice.message}"
        for notice in plan(query, "full").warnings
    ]
    assert shown == [warning]


def exact(*texts: str) -> tuple[Clause, ...]:
    return tuple(Term("text", text) for text in texts)


def folded(*texts: str) -> tuple[Clause, ...]:
    return tuple(Term("text_folded", text) for text in texts)


LEXICON = Vocabulary(
    ["tổ chức Đảng, đang tố, 18-NQ/TW NĐ-CP nd xy z"], values=["Báo Gia Lai", "Tô Lâm"]
)


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("", Everything()),
        ("*", Everything()),
        ("?!", Nothing()),
        ("()", Nothing()),
        ("tỉnh:Atlantis", Nothing()),
        ('-"!"', Nothing()),
        ("tổ", Term("text", "tổ")),
        ("to", Term("text_folded", "to")),
        ("3.611", Term("text", "3611")),
        ("tổ chuc 5", All((*exact("tổ"), *folded("chuc"), *exact("5")))),
        ("tổ Tổ TỔ", Term("text", "tổ")),
        ("9-xy/z", Phrase("text", (("9",), ("xy",), ("z",)))),
        ("kỹ ky", All((Some(exact("kỹ", "kĩ")), Some(folded("ky", "ki"))))),
        ('"kỹ sư"', Phrase("text", (("kỹ", "kĩ"), ("sư",)))),
        ("bi-thu", All(folded("bi", "thu"))),
        ("5/nd-cp", Phrase("text", (("5",), ("nd", "nđ"), ("cp",)))),
        ('"tổ chức"', Phrase("text", (("tổ",), ("chức",)))),
        ('"to chức"', Phrase("text", (("to", "tố", "tổ"), ("chức",)))),
        ('"tổ"', Term("text", "tổ")),
        ('"to"', Term("text_folded", "to")),
        ('"khong co"', All(folded("khong", "co"))),
        ("tổ -chức", All((Without(Term("text", "chức")), *exact("tổ")))),
        ("-tổ", All((Everything(), Without(Term("text", "tổ"))))),
        ("-(tổ chức)", All((Everything(), Without(All(exact("tổ", "chức")))))),
        ("tổ OR chức", Some(exact("tổ", "chức"))),
        ("tổ OR tổ", Term("text", "tổ")),
        ("tổ OR ?", Term("text", "tổ")),
        ("tổ (ủy OR hội)", All((Some(exact("uỷ", "hội")), *exact("tổ")))),
        ("ngh*", Prefix("text_folded", "ngh")),
        ("nghị*", Prefix("text", "nghị")),
        ("đ*", Prefix("text", "đ")),
        ("tú-ngh*", All((Term("text", "tú"), Prefix("text_folded", "ngh")))),
        ("tiêuđề:tổ", Term("title", "tổ")),
        ("tiêuđề:to", Term("title_folded", "to")),
        ('tiêuđề:"tổ chức"', Phrase("title", (("tổ",), ("chức",)))),
        ("tiêuđề:ngh*", Prefix("title_folded", "ngh")),
        (
            "-tỉnh:Huế",
            All((Everything(), Without(Keyword("province", ("hue",))))),
        ),
        (
            "tổ OR tỉnh:Huế",
            Some((Term("text", "tổ"), Keyword("province", ("hue",)))),
        ),
        (
            "tổ OR (chức tỉnh:Huế)",
            Some(
                (
                    Term("text", "tổ"),
                    All((Term("text", "chức"), Keyword("province", ("hue",)))),
                )
            ),
        ),
        ("tổ chức tỉnh", All(exact("tổ", "chức", "tỉnh"))),
        ("tổ chức bộ tỉnh", All(exact("tổ", "chức", "bộ", "tỉnh"))),
        ("tổ chức bộ tỉnh uỷ", All(exact("tổ", "chức", "bộ", "tỉnh", "uỷ"))),
        (
            '"đảng bộ" tổ chức hội nghị lần thứ ba',
            All(
                (
                    Phrase("text", (("đảng",), ("bộ",))),
                    *exact("tổ", "chức", "hội", "nghị", "lần", "thứ"),
                    *folded("ba"),
                )
            ),
        ),
        (
            "tổ chức bộ tỉnh uỷ từ:2025",
            All(exact("tổ", "chức", "bộ", "tỉnh", "uỷ")),
        ),
    ],
)
@pytest.mark.parametrize("profile", ["full", "lean"])
def test_plan_matches(query: str, match: Clause, profile: Profile) -> None:
    assert plan(query, profile, LEXICON).match == match


def test_phrase_without_a_lexicon_asks_for_its_syllables_and_says_so() -> None:
    made = plan('"to chức"', "full")
    assert made.match == All((*folded("to"), *exact("chức")))
    assert [(item.start, item.end) for item in made.warnings] == [(1, 8)]
    assert plan('"tổ chức"', "full").warnings == ()


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("tỉnh:Huế", {"province": Keyword("province", ("hue",))}),
        (
            "tỉnh:Huế tổ tỉnh:(Huế OR ha-noi)",
            {"province": Keyword("province", ("hue", "ha-noi"))},
        ),
        ("+tỉnh:Huế", {"province": Keyword("province", ("hue",))}),
        ("ngày:2025-12", {"date": Range("date", 20251200, 20251299)}),
        (
            "ngày:2025 ngày:2024",
            {
                "date": Some(
                    (
                        Range("date", 20250000, 20259999),
                        Range("date", 20240000, 20249999),
                    )
                )
            },
        ),
        (
            "ngày:2024..2025",
            {
                "date": All(
                    (
                        Range("date", 1, 20259999),
                        Range("date_last", 20240000, 99999999),
                    )
                )
            },
        ),
        (
            "từ:7/2025",
            {
                "period": All(
                    (
                        Range("date", 1, 99999999),
                        Range("date_last", 20250700, 99999999),
                    )
                )
            },
        ),
        (
            "từ:7/2025 tổ đến:9/12/2025",
            {
                "period": All(
                    (
                        Range("date", 1, 20251209),
                        Range("date_last", 20250700, 99999999),
                    )
                )
            },
        ),
        ("nguồn:gia-lai", {"publisher": Keyword("publisher", ("gia-lai",))}),
        ('nguồn:"gia lai"', {"publisher": Keyword("publisher", ("Báo Gia Lai",))}),
        ("người:to lam tổ", {"person": Keyword("person", ("Tô Lâm",))}),
        ("số:18-nq/tw", {"document": Keyword("document", ("18-NQ/TW",))}),
        ("tổ -tỉnh:Huế", {}),
    ],
)
def test_fields_become_filters(query: str, filters: dict[str, Clause]) -> None:
    assert plan(query, "full", LEXICON).filters == filters


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("tỉnh:Hà Nội sáp nhập", "sáp nhập"),
        ("tỉnh:Thừa Thiên Huế", ""),
        ("-tỉnh:Hà Nội sáp nhập", "sáp nhập"),
        ("tỉnh:Huế Hà Nội", "hà nội"),
        ('tỉnh:"Huế" thừa', "thừa"),
        ("ngày:9 tháng 12 năm 2025 bão", "bão"),
        ("từ:1/2025 đến 3/2025 bão", "bão"),
        ("người:Tô Lâm sáp nhập", "sáp nhập"),
        ("tiêuđề:tổ chức", "tổ chức"),
    ],
)
def test_unquoted_values_take_the_words_that_mean_something(
    query: str, terms: str
) -> None:
    assert " ".join(plan(query, "full", LEXICON).terms) == terms


@pytest.mark.parametrize(
    ("date", "query", "found"),
    [
        ("2025-12-09", "từ:2025-12", True),
        ("2025-12-09", "từ:10/12/2025", False),
        ("2025-12", "từ:10/12/2025", True),
        ("2025", "đến:3/2025", True),
        ("2024", "từ:2025", False),
        ("2025-12-09", "ngày:12/2025", True),
        ("2025", "ngày:12/2025", False),
        ("2025", "ngày:2025", True),
        ("", "ngày:2025", False),
        ("", "từ:1900", False),
        ("", "-ngày:2025", True),
    ],
)
def test_periods_select_by_precision(date: str, query: str, found: bool) -> None:
    assert finds(query, index("tin", date=date)) is found


def test_abbreviation_matches_either_form() -> None:
    long = Phrase("text", (("uỷ",), ("ban",), ("nhân",), ("dân",)))
    assert plan("ubnd", "full", LEXICON).match == Some((*folded("ubnd"), long))
    made = plan("ủy ban nhân dân", "full", LEXICON)
    assert [part.text for part in made.groups] == ["ủy ban nhân dân"]
    assert isinstance(made.match, Some) and made.match.minimum == 1
    assert made.match.parts[1] == Term("text", "ubnd")
    assert made.units[2] == Some(exact("nhân", "ubnd"))


def test_abbreviation_ranks_its_other_form_lower() -> None:
    weights = shown(plan("ubnd", "full", LEXICON).scores)
    assert weights["text_folded:ubnd"] == 1.0
    assert "text:uỷ" not in weights
    assert weights["text_pairs_folded:uy_ban"] == 0.5 * 0.4


def test_other_forms_share_their_weight() -> None:
    weights = shown(plan("Giáo dục và đào tạo", "full", LEXICON).scores)
    assert weights["text:giáo"] == 1.0
    assert weights["text:gdđt"] == pytest.approx(0.5 / 3, abs=1e-4)


def test_codes_of_document_numbers_keep_short() -> None:
    phrases = {
        "18 nq tw",
        "18 nqtw",
        "18 nqtư",
        "18 nq tư",
        "18 nq t ư",
    }
    for query in ("18-nq/tw", "18 nq tw"):
        match = plan(query, "full", LEXICON).match
        assert isinstance(match, Some)
        found = {
            " ".join(slot[0] for slot in part.slots)
            for part in match.parts
            if isinstance(part, Phrase)
        }
        assert found == phrases


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("tổ chuc", [Mark((Slot(("tổ",)),)), Mark((Slot(("chuc",), folded=True),))]),
        ('"tổ chuc"', [Mark((Slot(("tổ",)), Slot(("chuc",), folded=True)))]),
        ("9-XY", [Mark((Slot(("9",)), Slot(("xy",), folded=True)))]),
        ("kỹ", [Mark((Slot(("kỹ", "kĩ")),))]),
        ("ngh*", [Mark((Slot(("ngh",), folded=True, prefix=True),))]),
        ("nghị*", [Mark((Slot(("nghị",), prefix=True),))]),
        ("tiêuđề:tổ", [Mark((Slot(("tổ",)),), title_only=True)]),
        ("tổ -chức tỉnh:Huế", [Mark((Slot(("tổ",)),))]),
        ("tổ OR chức", [Mark((Slot(("tổ",)),)), Mark((Slot(("chức",)),))]),
    ],
)
def test_marks_say_what_to_highlight(query: str, marks: list[Mark]) -> None:
    assert list(plan(query, "full", LEXICON).marks) == marks


def test_syllables_beyond_the_limit_are_dropped() -> None:
    text = " ".join(f"{number:03}" for number in range(MAX_SYLLABLES + 9))
    made = plan(text, "full")
    assert len(made.units) == MAX_SYLLABLES
    assert made.warnings == (
        Notice("Câu tìm quá dài: chỉ tìm 64 tiếng đầu", 0, len(text)),
    )


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("tổ chức đảng", True),
        ("to chuc dang", False),
        ("tổ chức ban nam", False),
        ("tổ chức nhân dân ban nam", True),
        ("18 2025", True),
        ("tổ 18 2025 19", True),
    ],
)
def test_marked_share_counts_alphabetic_syllables(text: str, marked: bool) -> None:
    assert is_mostly_marked([Run(tuple(text.split()))]) is marked


def shown(scores: Iterable[Scoring]) -> dict[str, float]:
    return {
        (
            " ".join("/".join(slot) for slot in score.clause.slots)
            if isinstance(score, Bonus) and isinstance(score.clause, Phrase)
            else f"{score.field}:{score.text}" if isinstance(score, Score) else ""
        ): score.weight
        for score in scores
    }


def test_scores_of_a_marked_query() -> None:
    assert shown(score_clauses([Run(("tổ", "chức"), words=("tổ_chức",))], "full")) == {
        "text:tổ": 1.0,
        "title:tổ": 0.15,
        "lead:tổ": 0.3,
        "text_folded:to": 0.2,
        "text:chức": 1.0,
        "title:chức": 0.15,
        "lead:chức": 0.3,
        "text_folded:chuc": 0.2,
        "text_pairs_folded:to_chuc": 0.4,
        "text_words:tổ_chức": 0.3,
        "title_words:tổ_chức": 0.1,
        "tổ chức": 50.0,
    }


def test_a_short_query_without_marks_ranks_by_what_is_certain() -> None:
    run = Run(
        ("to", "chuc"),
        (("tổ", 1.0), ("chức", 0.5)),
        words=("tổ_chức",),
        spellings=(("to", "tổ"), ("chuc", "chức")),
    )
    assert shown(score_clauses([run], "full")) == {
        "text:tổ": 1.0,
        "title:tổ": 0.15,
        "lead:tổ": 0.3,
        "text_folded:to": 0.2,
        "text:chức": 0.5,
        "title:chức": 0.075,
        "lead:chức": 0.15,
        "text_folded:chuc": 0.5,
        "title_folded:chuc": 0.075,
        "lead_folded:chuc": 0.15,
        "text_pairs_folded:to_chuc": 0.4,
        "text_words:tổ_chức": 0.15,
        "title_words:tổ_chức": 0.05,
        "tổ chức": 25.0,
        "to/tổ chuc/chức": 7.5,
    }


def test_a_sure_restoration_ranks_like_the_query_with_its_marks() -> None:
    marked = Run(("tổ", "chức", "đảng"))
    sure = Run(("to", "chuc", "dang"), (("tổ", 1.0), ("chức", 1.0), ("đảng", 1.0)))
    for profile in PROFILES:
        assert score_clauses([sure], profile) == score_clauses([marked], profile)


def test_long_queries_without_marks_doubt_what_is_restored() -> None:
    terms = ("to", "chuc", "dang", "bo", "tinh", "gia", "lai")
    run = Run(terms, (("tổ", 0.9), *((term, 0.0) for term in terms[1:])))
    scores = shown(score_clauses([run], "full"))
    assert scores["text:tổ"] == pytest.approx(0.7 * 0.81)
    assert scores["text_folded:to"] < 1.0


def test_what_is_not_restored_ranks_by_its_folded_form() -> None:
    scores = shown(score_clauses([Run(("to", "chuc", "dang"))], "full"))
    assert scores["text_folded:to"] == 1.0
    assert not any(name.startswith("text:") for name in scores)


@pytest.mark.parametrize("profile", PROFILES)
def test_two_syllables_as_typed_come_first(profile: Profile) -> None:
    restored = (("nhà", 1.0), ("máy", 0.99))
    scores = shown(score_clauses([Run(("nhà", "may"), restored)], profile))
    assert scores["nhà may"] > scores["nhà máy"] + 20 > 40


def test_marks_forgotten_in_a_marked_query_are_restored() -> None:
    typed = ("hội", "nghị", "trung", "ương", "lan", "thứ", "tám")
    sure = {"trung": ("trung", 1.0), "lan": ("lần", 0.995)}
    known = tuple(sure.get(term, (term, 1.0)) for term in typed)
    scores = shown(score_clauses([Run(typed, known)], "full"))
    assert scores["text:lần"] == 0.995 and "text:lan" not in scores
    assert scores["text:trung"] == 1.0
    doubted = tuple((form, min(share, 0.9)) for form, share in known)
    scores = shown(score_clauses([Run(typed, doubted)], "full"))
    assert scores["text:lan"] == 1.0 and "text:lần" not in scores


def test_both_spellings_of_i_stand_side_by_side() -> None:
    scores = shown(score_clauses([Run(("kỹ", "thuật"))], "full"))
    assert scores["kỹ/kĩ thuật"] == 50.0


def test_neighbours_of_a_phrase_or_a_long_text_get_no_points() -> None:
    phrase = Run(("tổ", "chức"), is_phrase=True)
    long = Run(tuple(f"tố{number}" for number in range(20)))
    for run in (phrase, long):
        scores = score_clauses([run], "lean")
        assert not any(isinstance(score, Bonus) for score in scores)


def test_lean_scores_use_no_pairs() -> None:
    for run in (Run(("tổ", "chức")), Run(("to", "chuc"))):
        scores = score_clauses([run], "lean")
        fields = {score.field for score in scores if isinstance(score, Score)}
        assert fields and not any("pairs" in field for field in fields)


def test_repeated_terms_score_once_at_their_best() -> None:
    scores = score_clauses([Run(("tổ", "tổ"))], "full", [OtherForm(("tổ",))])
    assert len(shown(scores)) == len(scores)
    assert shown(scores)["text:tổ"] == 1.0


def test_negated_words_do_not_rank() -> None:
    assert plan("-tổ", "full").scores == ()
    ranked = shown(plan("đảng -tổ", "full").scores)
    assert {name.partition(":")[2] for name in ranked} == {"đảng", "dang"}


def test_words_of_a_marked_query_rank() -> None:
    for query in ("hội nghị", "HỘI NGHỊ", "hô\u0323i nghi\u0323"):
        assert Score("text_words", "hội_nghị", 0.3) in plan(query, "full").scores


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (Score("text", "tổ", 1.0), "tiếng “tổ” trong toàn bài (hệ số 1)"),
        (Score("title", "tổ", 0.3), "tiếng “tổ” trong tiêu đề (hệ số 0,3)"),
        (
            Score("lead_folded", "to", 0.24),
            "tiếng “to” trong đoạn đầu, không kể dấu (hệ số 0,24)",
        ),
        (
            Score("text_pairs_folded", "to_chuc", 0.4),
            "cặp tiếng “to chuc” trong toàn bài, không kể dấu (hệ số 0,4)",
        ),
        (
            Score("text_words", "tổ_chức", 0.3),
            "từ “tổ chức” trong toàn bài (hệ số 0,3)",
        ),
        (
            Bonus(Phrase("text", (("tổ",), ("chức",))), 50.0),
            "“tổ chức” liền nhau (cộng 50)",
        ),
        (
            Bonus(Phrase("text", (("kỹ", "kĩ"), ("thuật",))), 50.0),
            "“kỹ thuật” liền nhau (cộng 50)",
        ),
        (
            Bonus(Phrase("text", (("to", "tổ"), ("chuc",))), 7.5),
            "“to chuc” liền nhau, không kể dấu (cộng 7,5)",
        ),
    ],
)
def test_scores_are_described(score: Scoring, text: str) -> None:
    assert describe(score) == text


SPELLINGS = ["tổ chức", "to chuc", "TỔ CHỨC", "tô\u0309 chu\u031b\u0301c"]


@pytest.mark.parametrize("query", SPELLINGS)
@pytest.mark.parametrize("quote", ['"', ""])
def test_spellings_find_the_same(query: str, quote: str) -> None:
    text = quote + query + quote
    assert finds(text, index("Công tác tổ chức của tỉnh"))
    assert not finds(text, index("Công tác cán bộ của tỉnh"))


def check_clause(clause: Clause) -> None:
    match clause:
        case All(parts):
            assert parts
        case Some(parts, minimum):
            assert 1 <= minimum <= len(parts)
        case Phrase(_, slots):
            assert len(slots) >= 2 and all(slots)
            return
        case Keyword(_, values):
            assert values
            return
        case Term(_, text) | Prefix(_, text):
            assert text
            return
        case Without(part):
            check_clause(part)
            return
        case _:
            return
    for part in parts:
        check_clause(part)


WORDS = st.sampled_from(
    ["tổ", "chuc", "18-NQ/TW", "UBND", "ủy ban nhân dân", "9/12/2025", "3.611", "Huế"]
)


@given(QUERIES | st.lists(WORDS | st.text(max_size=3), max_size=30).map(" ".join))
def test_any_plan_is_well_formed(text: str) -> None:
    made = plan(text, "full", LEXICON)
    lean = plan(text, "lean", LEXICON)
    assert (made.match, made.filters) == (lean.match, lean.filters)
    for clause in (made.match, *made.filters.values()):
        check_clause(clause)
    for segment in segments(made):
        check_clause(segment.match)
    assert len(shown(made.scores)) == len(made.scores)
    for score in (*made.scores, *lean.scores):
        assert 0 < score.weight <= (50 if isinstance(score, Bonus) else 1)
    for notice in made.warnings:
        assert 0 <= notice.start <= notice.end <= len(text)
    for mark in made.marks:
        assert mark.slots and all(slot.terms for slot in mark.slots)


@pytest.mark.parametrize("word", ["Zürich", "Erdoğan", "Čech", "Muñoz"])
def test_foreign_letters_are_found_as_typed_and_without_their_marks(word: str) -> None:
    for typed in (word, word.lower(), f'"{word}"', fold(word)):
        assert finds(typed, index(f"Đoàn của {word} đã đến")), typed
    assert not finds(word, index(f"Đoàn của {fold(word)} đã đến"))
