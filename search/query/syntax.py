"""The query language: what a reader types, as a tree, with positioned warnings.

Text without operators is one :class:`Words` node and nothing in it has a meaning of
its own. Operators are few and stand at the edge of a word: ``"..."``, ``-``, ``+``,
``OR``/``HOẶC``/``|``, brackets, ``*`` at the end, ``field:value``. Nothing is an error:
what cannot be understood is read as text, or dropped, and a :class:`Notice` says so.

Reading takes two passes over a bounded text, each linear: :func:`_Lexer.read` cuts it
into lexemes, :class:`_Reader` builds the tree. Adjacent words bind tighter than ``OR``,
because a Vietnamese word is several of them: ``hải quan OR thuế vụ`` has two sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from search.config import MAX_QUERY_LENGTH
from search.language.normal import compose, fold
from search.results import Notice

MAX_DEPTH = 16
"""Brackets within brackets."""

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
]

FIELD_NAMES: dict[Field, tuple[str, ...]] = {
    "title": ("tiêuđề", "title"),
    "province": ("tỉnh", "province"),
    "date": ("ngày", "date"),
    "from": ("từ", "from"),
    "to": ("đến", "to"),
    "publisher": ("nguồn", "source"),
    "person": ("người", "person"),
    "document": ("số", "doc"),
    "category": ("mục", "category"),
}
"""Each also without diacritics, in any case, and with ``-`` or ``_`` inside."""

_FIELDS: dict[str, tuple[Field, str]] = {
    fold(name): (field, name) for field, names in FIELD_NAMES.items() for name in names
}
MAX_FIELD_NAME = 12
_TYPO_LENGTH = 4
"""Shorter names are one letter away from too many words (``từ``, ``số``)."""

# Any of the doubles closes any other: phones and editors mix them.
_DOUBLE_QUOTES = '"“”„'
_QUOTES = {**dict.fromkeys(_DOUBLE_QUOTES, _DOUBLE_QUOTES), "«": "»"}
_ENDS_WORD = frozenset(_DOUBLE_QUOTES + "«»()|")
_OR_WORDS = ("OR", "HOẶC")
_STRAY = ".,;:!?…"
"""Punctuation that a reader leaves on the end of a value or prefix."""


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text, as typed; ``start`` and ``end`` are offsets into the whole query."""

    text: str
    start: int
    end: int
    field: Field = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A phrase; the offsets are those of what stands between the quotes."""

    text: str
    start: int
    end: int
    field: Field = ""


@dataclass(frozen=True, slots=True)
class Stem:
    """The beginning of a word (``nghị*``), without its star."""

    text: str
    start: int
    end: int
    field: Field = ""


@dataclass(frozen=True, slots=True)
class Each:
    """All of two or more parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of two or more parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """Not this."""

    part: Node


@dataclass(frozen=True, slots=True)
class Plus:
    """This in any case, even where only a part of the query can be matched."""

    part: Node


Leaf = Words | Quote | Stem
Node = Leaf | Each | Either | Minus | Plus


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query that was read.

    :param text: what was read of it, as typed.
    :param tree: ``None`` when nothing is left of it.
    :param plain: no operators: its words are ranked, not obeyed one by one. Fields that
        narrow (``tỉnh:``) are no operators in this sense: they are filters.
    """

    text: str
    tree: Node | None
    warnings: tuple[Notice, ...] = ()
    plain: bool = True


def parse(text: str) -> Parsed:
    """Read a query. Never fails, whatever the text."""
    warnings: list[Notice] = []
    if len(text) > MAX_QUERY_LENGTH:
        warnings.append(
            Notice(
                f"Câu tìm quá dài: chỉ đọc {MAX_QUERY_LENGTH} ký tự đầu",
                MAX_QUERY_LENGTH,
                len(text),
            )
        )
        text = text[:MAX_QUERY_LENGTH]
    lexemes = _Lexer(text, warnings).read()
    if all(lexeme.kind in ("word", "open", "close") for lexeme in lexemes):
        # Brackets alone change nothing, and unbalanced ones are no mistake in prose.
        tree = Words(text, 0, len(text)) if text.strip() else None
        return Parsed(text, tree, tuple(warnings))
    lexemes = _merge_words(_balance(lexemes, warnings))
    node = _Reader(text, lexemes, warnings).read_alternatives("")
    if node is None and any(map(str.isalnum, text)):
        node = Words(text, 0, len(text))
    warnings.sort(key=lambda notice: (notice.start, notice.end))
    joins = any(lexeme.kind == "and" for lexeme in lexemes)
    return Parsed(text, node, tuple(warnings), plain=not joins and _is_plain(node))


def leaves(node: Node | None) -> Iterator[Leaf]:
    """The leaves of a tree in order."""
    match node:
        case None:
            return
        case Each(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)
        case Minus(part) | Plus(part):
            yield from leaves(part)
        case leaf:
            yield leaf


def is_filter(node: Node) -> bool:
    """Whether this is a field with a value that narrows, rather than text to find."""
    return isinstance(node, Words | Quote | Stem) and node.field not in ("", "title")


def facet_of(field: Field) -> str:
    """The filter that a field belongs to: two values of one are alternatives."""
    return "period" if field in ("from", "to") else field


def _is_plain(node: Node | None) -> bool:
    parts = node.parts if isinstance(node, Each) else () if node is None else (node,)
    return all(
        all(map(is_filter, leaves(part)))
        or (isinstance(part, Words) and not part.field)
        for part in parts
    )


Kind = Literal[
    "word", "quote", "stem", "field", "open", "close", "or", "and", "minus", "plus"
]


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: Kind
    start: int
    end: int
    field: Field = ""


class _Lexer:
    """Cuts a query into lexemes; each character is looked at a bounded number of
    times."""

    def __init__(self, text: str, warnings: list[Notice]) -> None:
        self.text = text
        self.warnings = warnings
        self.lexemes: list[_Lexeme] = []
        self.operators = 0
        self.unclosed: set[str] = set()

    def read(self) -> list[_Lexeme]:
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
        if char in "+-" and self._is_edge(place) and self._starts_operand(place + 1):
            return self._add("minus" if char == "-" else "plus", place, place + 1)
        return self._read_word(place)

    def _add(self, kind: Kind, start: int, end: int, field: Field = "") -> int:
        if kind != "word":
            self.operators += 1
        self.lexemes.append(_Lexeme(kind, start, end, field))
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

    def _starts_operand(self, place: int) -> bool:
        char = self.text[place : place + 1]
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
        self._add("quote", place + 1, end)
        return end + 1

    def _read_word(self, start: int) -> int:
        end = start
        while end < len(self.text):
            char = self.text[end]
            if char.isspace() or (char in _ENDS_WORD and end > start):
                break
            end += 1
        chunk = self.text[start:end]
        value = self._read_field(chunk, start)
        if value:
            return value
        composed = compose(chunk).text if len(chunk) <= 2 * len("HOẶC") else ""
        if composed in _OR_WORDS:
            return self._add("or", start, end)
        if composed == "AND":
            return self._add("and", start, end)
        if composed == "NOT" and self._starts_operand(_skip_space(self.text, end)):
            return self._add("minus", start, end)
        return self._read_stem(chunk, start)

    def _read_field(self, chunk: str, start: int) -> int | None:
        """The offset of the value, when the chunk starts with a field's name."""
        colon = chunk.find(":", 0, 3 * MAX_FIELD_NAME)
        if colon < 2 or not chunk[0].isalpha():
            return None
        name = compose(chunk[:colon]).text.lower().replace("-", "").replace("_", "")
        known = _FIELDS.get(fold(name))
        value = start + colon + 1
        if known is None or not _is_spelled(name, known[1]):
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
        self._add("field", start, value, known[0])
        if following in _ENDS_WORD:
            return value
        return self._read_value(value)

    def _read_value(self, start: int) -> int:
        end = start
        while end < len(self.text):
            char = self.text[end]
            if char.isspace() or char in _ENDS_WORD:
                break
            end += 1
        self._read_stem(self.text[start:end], start)
        return end

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
    return len(name) == len(known) and all(
        typed in (letter, fold(letter)) for typed, letter in zip(name, known)
    )


def _nearest_field(name: str) -> str | None:
    folded = fold(name)
    if folded in _FIELDS:
        return _FIELDS[folded][1]
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


def _balance(lexemes: list[_Lexeme], warnings: list[Notice]) -> list[_Lexeme]:
    """Drop the brackets that have no partner or lie too deep."""
    dropped: dict[int, str] = {}
    opened: list[int] = []
    for place, lexeme in enumerate(lexemes):
        if lexeme.kind == "open":
            opened.append(place)
        elif lexeme.kind == "close":
            if not opened:
                dropped[place] = "Dấu ngoặc không có cặp: bỏ qua"
                continue
            partner = opened.pop()
            if len(opened) >= MAX_DEPTH:
                dropped[partner] = dropped[place] = "Ngoặc lồng quá sâu: bỏ qua"
    dropped.update(dict.fromkeys(opened, "Dấu ngoặc không có cặp: bỏ qua"))
    for place, message in dropped.items():
        warnings.append(Notice(message, lexemes[place].start, lexemes[place].end))
    return [lexeme for place, lexeme in enumerate(lexemes) if place not in dropped]


def _merge_words(lexemes: list[_Lexeme]) -> list[_Lexeme]:
    """Make one lexeme of neighbouring words, but for one that has a sign or field."""
    merged: list[_Lexeme] = []
    is_free = False
    for lexeme in lexemes:
        if lexeme.kind == "word" and is_free:
            merged[-1] = replace(merged[-1], end=lexeme.end)
            continue
        is_free = lexeme.kind == "word" and not (
            merged and merged[-1].kind in ("minus", "plus", "field")
        )
        merged.append(lexeme)
    return merged


class _Reader:
    """Builds the tree from balanced lexemes; recursion is bounded by ``MAX_DEPTH``."""

    def __init__(
        self, text: str, lexemes: list[_Lexeme], warnings: list[Notice]
    ) -> None:
        self.text = text
        self.lexemes = lexemes
        self.warnings = warnings
        self.place = 0

    def read_alternatives(self, field: Field) -> Node | None:
        """Everything up to the closing bracket, cut at ``OR``."""
        sides: list[Node] = []
        parts: list[Node] = []
        pending: _Lexeme | None = None
        while (lexeme := self._next()) is not None and lexeme.kind != "close":
            if lexeme.kind != "or":
                if (part := self._read_part(lexeme, field)) is not None:
                    parts.append(part)
            elif not parts:
                self._drop_or(lexeme)
            elif not self._joins_values(parts[-1]):
                sides.append(_join(parts))
                parts, pending = [], lexeme
        if parts:
            sides.append(_join(parts))
        elif pending is not None:
            self._drop_or(pending)
        if not sides:
            return None
        return sides[0] if len(sides) == 1 else Either(tuple(sides))

    def _next(self) -> _Lexeme | None:
        if self.place >= len(self.lexemes):
            return None
        self.place += 1
        return self.lexemes[self.place - 1]

    def _read_part(self, lexeme: _Lexeme, field: Field) -> Node | None:
        """What a lexeme, and those that belong to it, stand for."""
        start, end = lexeme.start, lexeme.end
        match lexeme.kind:
            case "minus" | "plus" | "field":
                operand = self._next()
                if operand is None:
                    return None
                part = self._read_part(operand, lexeme.field or field)
                if part is None or lexeme.kind == "field":
                    return part
                return Minus(part) if lexeme.kind == "minus" else Plus(part)
            case "open":
                return self.read_alternatives(field)
            case "word":
                return Words(self.text[start:end], start, end, field)
            case "quote":
                return Quote(self.text[start:end], start, end, field)
            case "stem":
                return Stem(self.text[start:end], start, end, field)
            case _:
                return None

    def _drop_or(self, lexeme: _Lexeme) -> None:
        word = self.text[lexeme.start : lexeme.end]
        self.warnings.append(
            Notice(f"Bỏ qua “{word}”: thiếu một vế", lexeme.start, lexeme.end)
        )

    def _joins_values(self, left: Node) -> bool:
        """Whether an ``OR`` stands between two values of one filter: they are
        alternatives anyway, and what stands before them belongs to both."""
        following = self.lexemes[self.place : self.place + 1]
        return (
            isinstance(left, Words | Quote | Stem)
            and is_filter(left)
            and left.field not in ("from", "to")
            and bool(following)
            and following[0].kind == "field"
            and following[0].field == left.field
        )


def _join(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Each(tuple(parts))
