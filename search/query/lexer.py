"""The words and signs of a query: the first of two passes over what a reader typed.

Only a sign at the edge of a word means something (``-word``, ``word*``,
``field:value``), so headlines, document numbers and times are read as they stand. In a
text that is all capitals no word is an operator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from search.language.normal import compose, fold
from search.query.forms import habits
from search.results import Notice

MAX_OPERATORS = 64
"""What comes after this many operators is plain text."""

Field = Literal[
    "",
    "title",
    "province",
    "date",
    "from",
    "to",
    "publisher",
    "person",
    "document",
    "category",
    "speaker",
    "change",
]

FIELD_NAMES: dict[Field, tuple[str, ...]] = {
    "title": ("tiêuđề", "title"),
    "province": ("tỉnh", "province"),
    "date": ("ngày", "năm", "date"),
    "from": ("từ", "from"),
    "to": ("đến", "to"),
    "publisher": ("nguồn", "source"),
    "person": ("người", "person"),
    "document": ("số", "doc"),
    "category": ("mục", "category"),
    "speaker": ("nói", "said"),
    "change": ("nhânsự", "change"),
}
"""Each also without diacritics, in any case, and with ``-`` or ``_`` inside."""

_ONLY_MARKED = frozenset(("năm",))
"""Names that mean something else without diacritics: ``Việt Nam:``."""

_FIELDS: dict[str, tuple[Field, str]] = {
    fold(name): (field, name) for field, names in FIELD_NAMES.items() for name in names
}
MAX_FIELD_NAME = 12
MAX_OPERATOR_WORD = 12
"""Characters of the longest, decomposed."""

_TYPO_LENGTH = 4
"""Shorter names are one letter away from too many words (``từ``, ``số``)."""

# Any of the doubles closes any other: phones and editors mix them.
_DOUBLE_QUOTES = '"“”„'
_QUOTES = {**dict.fromkeys(_DOUBLE_QUOTES, _DOUBLE_QUOTES), "«": "»"}
_ENDS_WORD = frozenset(_DOUBLE_QUOTES + "«»()|")
_WORD_END = re.compile(rf"[\s{''.join(_ENDS_WORD)}]")
_OR_WORDS = ("OR", "HOẶC")
_NEAR = re.compile(r"NEAR(?:/(\d{1,4}))?|GẦN/(\d{1,4})", re.ASCII)
_SLOP = re.compile(r"~(\d{1,4})(?![\w~])", re.ASCII)
_OPERATOR_WORDS = frozenset((*_OR_WORDS, "AND", "NOT", "NEAR", "GẦN"))
NEAR = 10
"""Syllables between two sides of ``NEAR``, unless it says how many."""

MAX_NEAR = 50
"""Syllables that may be asked for; few sentences have more."""

_TELEPHONE = re.compile(r"\+84[\s.-]?\d", re.ASCII)
_STRAY = ".,;:!?…"
"""Punctuation that a reader leaves on the end of a value or prefix."""


Kind = Literal[
    "word",
    "quote",
    "stem",
    "field",
    "open",
    "close",
    "or",
    "and",
    "near",
    "minus",
    "plus",
    "exact",
]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a query.

    :param gap: how many syllables may stand between what is near.
    """

    kind: Kind
    start: int
    end: int
    field: Field = ""
    gap: int | None = None


class Lexer:
    """Cuts a query into lexemes; each character is looked at a bounded number of
    times."""

    def __init__(self, text: str, warnings: list[Notice]) -> None:
        self.text = text
        self.warnings = warnings
        self.lexemes: list[Lexeme] = []
        self.operators = 0
        self.unclosed: set[str] = set()
        self.is_shouted = habits.is_shouted(text, _OPERATOR_WORDS)

    def read(self) -> list[Lexeme]:
        place = 0
        while place < len(self.text):
            if self.text[place].isspace():
                place += 1
            elif self.operators >= MAX_OPERATORS:
                self._warn("Quá nhiều toán tử: từ đây đọc như chữ thường", place)
                self._add("word", place, len(self.text))
                break
            else:
                place = self._read_at(place)
        return self.lexemes

    def _read_at(self, place: int) -> int:
        char = self.text[place]
        if char in _QUOTES:
            return self._read_quote(place)
        if char in "()":
            return self._add("open" if char == "(" else "close", place, place + 1)
        if char == "|":
            end = place + 1
            while self.text[end : end + 1] == "|":
                end += 1
            return self._add("or", place, end)
        if char == "»":
            return place + 1
        if (
            char in "+-"
            and self._is_edge(place)
            and self._starts_operand(place + 1)
            and not _TELEPHONE.match(self.text, place)
        ):
            return self._add("minus" if char == "-" else "plus", place, place + 1)
        if char == "=" and self._is_sign(place) and self._starts_operand(place + 1):
            return self._add("exact", place, place + 1)
        return self._read_word(place)

    def _add(
        self,
        kind: Kind,
        start: int,
        end: int,
        field: Field = "",
        gap: int | None = None,
    ) -> int:
        if kind != "word":
            self.operators += 1
        self.lexemes.append(Lexeme(kind, start, end, field, gap))
        return end

    def _warn(self, message: str, start: int, end: int | None = None) -> None:
        self.warnings.append(
            Notice(message, start, len(self.text) if end is None else end)
        )

    def _is_edge(self, place: int) -> bool:
        if place == 0:
            return True
        before = self.text[place - 1]
        return before.isspace() or before in "(|"

    def _is_sign(self, place: int) -> bool:
        """Whether a sign stands at an edge, or right after another sign or a field."""
        if self._is_edge(place):
            return True
        before = self.lexemes[-1] if self.lexemes else None
        return (
            before is not None
            and before.kind in ("minus", "plus", "field")
            and before.end == place
        )

    def _starts_operand(self, place: int) -> bool:
        char = self.text[place : place + 1]
        if char == "=":
            place, char = place + 1, self.text[place + 1 : place + 2]
        return char.isalnum() or char == "(" or self._closing(place) is not None

    def _closing(self, place: int) -> int | None:
        """Where the quote that opens at ``place`` closes, if it does."""
        closers = _QUOTES.get(self.text[place : place + 1], "")
        if not closers or closers in self.unclosed:
            return None
        found = [
            end for quote in closers if (end := self.text.find(quote, place + 1)) >= 0
        ]
        if not found:
            self.unclosed.add(closers)
            return None
        return min(found)

    def _read_quote(self, place: int) -> int:
        end = self._closing(place)
        if end is None:
            self._warn(
                "Dấu ngoặc kép không có cặp: đọc như chữ thường", place, place + 1
            )
            return place + 1
        slop = _SLOP.match(self.text, end + 1)
        gap = self._gap(slop[1], *slop.span()) if slop else None
        self._add("quote", place + 1, end, gap=gap)
        return slop.end() if slop else end + 1

    def _gap(self, number: str, start: int, end: int) -> int:
        if int(number) > MAX_NEAR:
            self._warn(f"Gần nhau nhiều nhất là {MAX_NEAR} tiếng", start, end)
        return min(int(number), MAX_NEAR)

    def _read_word(self, start: int) -> int:
        end = self._word_end(start + 1)
        chunk = self.text[start:end]
        value = self._read_field(chunk, start)
        if value:
            return value
        composed = compose(chunk).text if len(chunk) <= MAX_OPERATOR_WORD else ""
        if self.is_shouted:
            if composed in (*_OR_WORDS, "NOT"):
                self._warn(
                    f"Cả câu viết hoa nên “{chunk}” được tìm như chữ thường", start, end
                )
            return self._read_stem(chunk, start)
        if near := _NEAR.fullmatch(composed):
            number = near[1] or near[2] or str(NEAR)
            return self._add("near", start, end, gap=self._gap(number, start, end))
        if composed in _OR_WORDS:
            return self._add("or", start, end)
        if composed in ("AND", "&&"):
            return self._add("and", start, end)
        if composed == "NOT" and self._starts_operand(_skip_space(self.text, end)):
            return self._add("minus", start, end)
        return self._read_stem(chunk, start)

    def _word_end(self, place: int) -> int:
        match = _WORD_END.search(self.text, place)
        return match.start() if match else len(self.text)

    def _read_field(self, chunk: str, start: int) -> int | None:
        """The offset of the value, when the chunk starts with a field's name."""
        colon = chunk.find(":", 0, 3 * MAX_FIELD_NAME)
        if colon < 2 or not chunk[0].isalpha():
            return None
        name = compose(chunk[:colon]).text.lower().replace("-", "").replace("_", "")
        value = start + colon + 1
        known = _FIELDS.get(fold(habits.FIELDS.get(name, name)))
        if known is None or not (name in habits.FIELDS or _is_spelled(name, known[1])):
            self._suggest_field(name, start, value)
            return None
        following = self.text[value : value + 1]
        if following.isspace() or following in ("", ")", "|", ":", "/"):
            if self.text[value:].strip():
                self._warn(
                    f"Sau “{chunk[:colon]}:” chưa có giá trị: hãy viết liền,"
                    f" ví dụ {chunk[:colon]}:{_EXAMPLES[known[0]]}",
                    start,
                    value,
                )
            return None
        if name in habits.FIELDS:
            self._warn(f"“{chunk[:colon]}:” ở đây là “{known[1]}:”", start, value)
        self._add("field", start, value, known[0])
        if following in _ENDS_WORD or (
            following == "=" and self._starts_operand(value + 1)
        ):
            return value
        return self._read_value(value)

    def _read_value(self, start: int) -> int:
        return self._read_stem(self.text[start : self._word_end(start)], start)

    def _read_stem(self, chunk: str, start: int) -> int:
        end = start + len(chunk)
        bare = chunk.rstrip(_STRAY)
        stem = bare.rstrip("*")
        if len(stem) < len(bare) and _is_letter(stem[-1:]):
            self._add("stem", start, start + len(stem))
            return end
        star = chunk.find("*")
        if star >= 0 and any(map(str.isalnum, chunk)):
            self._warn("Dấu * chỉ có nghĩa ở cuối một tiếng: bỏ qua", start + star, end)
        return self._add("word", start, end)

    def _suggest_field(self, name: str, start: int, end: int) -> None:
        following = self.text[end : end + 1]
        if not following.strip() or following in ":/" or len(name) > MAX_FIELD_NAME:
            return
        if name in habits.MISSING:
            self._warn(
                f"Không có trường “{self.text[start:end]}”: {habits.MISSING[name]}."
                " Đã tìm như chữ thường",
                start,
                end,
            )
            return
        near = _nearest_field(name)
        if near:
            self._warn(
                f"Không có trường “{self.text[start:end]}”, có phải “{near}:”?"
                " Đã tìm như chữ thường",
                start,
                end,
            )


_EXAMPLES: dict[Field, str] = {
    "title": '"sáp nhập"',
    "province": "Huế",
    "date": "12/2025",
    "from": "1/2025",
    "to": "12/2025",
    "publisher": '"Báo Gia Lai"',
    "person": '"Tô Lâm"',
    "document": "18-NQ/TW",
    "category": '"Thời sự"',
    "speaker": '"Tô Lâm"',
    "change": '"bổ nhiệm"',
}


def _skip_space(text: str, place: int) -> int:
    while text[place : place + 1].isspace():
        place += 1
    return place


def _is_letter(char: str) -> bool:
    # A decomposed syllable may end in a combining mark.
    return char.isalnum() or "\u0300" <= char <= "\u036f"


def _is_spelled(name: str, known: str) -> bool:
    """Whether each letter is the name's own or that one without its marks."""
    if known in _ONLY_MARKED:
        return name == known
    return len(name) == len(known) and all(
        typed in (letter, fold(letter)) for typed, letter in zip(name, known)
    )


def _nearest_field(name: str) -> str | None:
    folded = fold(name)
    if folded in _FIELDS:
        known = _FIELDS[folded][1]
        return None if known in _ONLY_MARKED else known
    if len(folded) < _TYPO_LENGTH or not folded.isalpha():
        return None
    for known, (_, spelled) in _FIELDS.items():
        if len(known) >= _TYPO_LENGTH and _is_one_edit_apart(folded, known):
            return spelled
    return None


def _is_one_edit_apart(left: str, right: str) -> bool:
    """One letter changed, added, dropped, or two neighbours swapped."""
    if abs(len(left) - len(right)) > 1:
        return False
    same = 0
    while same < min(len(left), len(right)) and left[same] == right[same]:
        same += 1
    one, other = left[same:], right[same:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )
