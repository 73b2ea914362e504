"""Which neighbours of a query are one thing, by what a collection has side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from search.language.normal import fold
from search.query.clauses import All, Clause, Phrase, Term
from search.query.grouping import MAX_UNITS, group_forms, group_units
from search.query.units import read_units


class Counts:
    """A collection of which is known how many articles have what side by side, and that
    ``both`` articles have any two things."""

    def __init__(
        self,
        together: Mapping[str, int],
        both: int = 100,
        restored: Mapping[str, str] | None = None,
        posterior: float = 1.0,
        most: int = 1_000,
    ) -> None:
        self.most = most
        self.counted: list[Clause] = []
        self.together = together
        self.both = both
        self.restored = restored or {}
        self.posterior = posterior

    def count(self, clause: Clause) -> int:
        self.counted.append(clause)
        match clause:
            case All():
                return self.both
            case Term():
                return self.both
            case Phrase(_, slots):
                return self.together.get(" ".join(slot[0] for slot in slots), 0)
        raise AssertionError(clause)

    def most_together(self, terms: Sequence[str]) -> int:
        return self.most

    def spell(self, typed: Sequence[str]) -> list[tuple[str, float]]:
        return [(self.restored.get(term, term), self.posterior) for term in typed]

    def count_loosely(self, terms: Sequence[str]) -> int:
        wanted = fold(" ".join(terms))
        return max(
            (count for text, count in self.together.items() if fold(text) == wanted),
            default=0,
        )


GOLD = {"gia": "giá", "vang": "vàng", "hom": "hôm", "nay": "nay"}


def cut(query: str, counts: Counts | None) -> list[str]:
    groups = group_units(read_units(query), counts)
    return [" ".join(unit.text for unit in group) for group in groups]


@pytest.mark.parametrize(
    "query", ["giá vàng hôm nay", "gia vang hom nay", "giá vang hôm nay"]
)
def test_marks_do_not_change_what_stands_together(query: str) -> None:
    counts = Counts({"giá vàng": 9, "hôm nay": 30, "giá vàng hôm nay": 5}, 100, GOLD)
    assert [len(part.split()) for part in cut(query, counts)] == [2, 2]


def test_positions_are_looked_through_only_where_they_may_decide() -> None:
    counts = Counts({"giá vàng": 9}, 100, GOLD, most=2)
    assert cut("giá vàng", counts) == ["giá", "vàng"]
    assert not any(isinstance(clause, Phrase) for clause in counts.counted)
    assert cut("giá vàng", Counts({"giá vàng": 9}, 100, GOLD, most=9)) == ["giá vàng"]


def test_two_syllables_need_three_in_a_hundred() -> None:
    assert cut("giá vàng", Counts({"giá vàng": 3}, 100, GOLD)) == ["giá vàng"]
    assert cut("giá vàng", Counts({"giá vàng": 2}, 100, GOLD)) == ["giá", "vàng"]


def test_a_word_and_its_neighbour_need_one_in_five() -> None:
    pairs = {"giá vàng": 50, "vàng hôm": 1}
    known = {"gia": "giá", "vang": "vàng", "hom": "hôm"}
    apart = Counts({**pairs, "giá vàng hôm": 19}, 100, known)
    joined = Counts({**pairs, "giá vàng hôm": 20}, 100, known)
    assert cut("giá vàng hôm", apart) == ["giá vàng", "hôm"]
    assert cut("giá vàng hôm", joined) == ["giá vàng hôm"]


def test_a_single_article_is_no_evidence() -> None:
    assert cut("giá vàng", Counts({"giá vàng": 1}, 1, GOLD)) == ["giá", "vàng"]


def test_no_word_has_more_than_four_syllables() -> None:
    counts = Counts(
        {
            "một hai": 9,
            "ba bốn": 9,
            "một hai ba bốn": 90,
            "một hai ba bốn năm": 90,
        },
        100,
        {"mot": "một", "hai": "hai", "ba": "ba", "bon": "bốn", "nam": "năm"},
    )
    assert cut("một hai ba bốn năm", counts) == ["một hai ba bốn", "năm"]


def test_what_is_unsure_without_marks_is_joined_only_where_it_is_marked() -> None:
    counts = Counts({"giá vàng": 50}, 100, GOLD, posterior=0.4)
    assert cut("gia vang", counts) == ["gia", "vang"]
    assert cut("giá vàng", counts) == ["giá vàng"]


def test_capitals_make_a_name_of_what_stands_together_at_all() -> None:
    known = {"tap": "tập", "can": "cận", "binh": "bình"}
    counts = Counts({"tập cận": 2, "cận bình": 2}, 1_000, known)
    assert cut("Tập Cận Bình", counts) == ["Tập Cận Bình"]
    assert cut("tập cận bình", counts) == ["tập", "cận", "bình"]


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("chủ tịch ủy ban nhân dân", ["chủ", "tịch", "ủy ban nhân dân"]),
        ("chu tich uy ban nhan dan", ["chu", "tich", "uy ban nhan dan"]),
        ("tin gia lai", ["tin", "gia lai"]),
        ("họp khóa XV", ["họp", "khóa XV"]),
        ("bão số 3", ["bão", "số 3"]),
        ("thực hiện nghị quyết 18", ["thực", "hiện", "nghị quyết 18"]),
        ("thuc hien nghi quyet so 18", ["thuc", "hien", "nghi quyet so 18"]),
        ("18-NQ/TW", ["18-NQ/TW"]),
    ],
)
def test_some_things_are_one_in_any_collection(query: str, parts: list[str]) -> None:
    assert cut(query, Counts({})) == parts


def test_each_unit_stands_alone_where_nothing_is_known_or_much_is_asked() -> None:
    assert cut("giá vàng", None) == ["giá", "vàng"]
    long = " ".join(["giá vàng"] * MAX_UNITS)
    assert len(cut(long, Counts({"giá vàng": 50}, 100, GOLD))) == 2 * MAX_UNITS


def test_a_group_may_stand_with_the_short_form_of_a_part_of_it() -> None:
    known = {"chu": "chủ", "tich": "tịch"}
    [group] = group_units(read_units("ủy ban nhân dân"), Counts({}, 100, known))
    assert group_forms(group).exact == (("ubnd",),)


def test_a_short_name_of_a_document_is_its_full_one() -> None:
    [group] = group_units(read_units("Nghị quyết 18"), Counts({}))
    forms = group_forms(group)
    assert forms.alike == (("nghị", "quyết", "18"), ("nghị", "quyết", "số", "18"))
    assert ("18", "nq") in forms.exact


@pytest.mark.parametrize("sign", [",", " -", " –", ";", ":", " |", "?"])
def test_signs_part_one_name_from_the_next(sign: str) -> None:
    together = {"Triều Tiên": 9, "Tiên Hàn": 4, "Hàn Quốc": 9}
    counts = Counts({text.lower(): count for text, count in together.items()})
    glued = group_units(read_units("Triều Tiên Hàn Quốc"), counts)
    parted = group_units(read_units(f"Triều Tiên{sign} Hàn Quốc"), counts)
    assert [len(group) for group in glued] == [4]
    assert [len(group) for group in parted] == [2, 2]
