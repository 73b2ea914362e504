"""What readers are used to from other search boxes, and what to write here instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from search.language.normal import compose
from search.language.syllables import is_bare_syllable, is_syllable
from search.results import Notice

FIELDS: Mapping[str, str] = {
    "site": "nguồn",
    "inurl": "nguồn",
    "intitle": "tiêuđề",
    "allintitle": "tiêuđề",
    "after": "từ",
    "since": "từ",
    "before": "đến",
    "until": "đến",
}
"""Fields of other search boxes -> those that mean the same here."""

MISSING: Mapping[str, str] = {
    "author": 'người có tên trong bài thì viết người:"Tô Lâm"',
    "by": 'người có tên trong bài thì viết người:"Tô Lâm"',
    "filetype": "mọi bài đều là văn bản",
    "ext": "mọi bài đều là văn bản",
    "related": "từng bài có các bài gần giống",
    "cache": "bài nào cũng được giữ nguyên văn",
    "lang": "mọi bài đều là tiếng Việt",
}
"""Fields of other search boxes that there are none of -> what there is."""

SHORT_QUERY = 8
"""Words of a query up to which ``hoặc`` may be meant as an operator."""

_BOOST = re.compile(
    r"(?<=[\w\"”*)])(?<!\d)(?<!\bm)(?<!\b[kcd]m)\^\d+(?:[.,]\d+)?(?!\w)"
)
_FUZZY = re.compile(r"(?<=\w)~\d*(?:[.,]\d+)?(?!\w)")
_WILDCARD = re.compile(r"(?<=[^\W\d_])\?(?=[^\W\d_])")
_ALTERNATIVE = re.compile(
    rf"(?<=\s)(?:or|hoặc|{unicodedata.normalize('NFD', 'hoặc')})(?=\s)"
)


def drop_signs(text: str, warnings: list[Notice]) -> str:
    """The text with blanks for signs that mean something elsewhere only (``bão^2``,
    ``bão~``); offsets stay."""
    if "^" not in text and "~" not in text:
        return text
    for pattern, message in (
        (_BOOST, "Dấu ^ không có nghĩa ở đây: bỏ qua"),
        (_FUZZY, 'Dấu ~ chỉ có nghĩa sau ngoặc kép, ví dụ "bão lũ"~5: bỏ qua'),
    ):
        for match in pattern.finditer(text):
            warnings.append(Notice(message, *match.span()))
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def hints(text: str, is_plain: bool) -> Iterator[Notice]:
    """What to say about a query that was read otherwise than its signs mean elsewhere.

    :param is_plain: no operators.
    """
    if text.strip() and not any(map(str.isalnum, text)) and text.strip() != "*":
        yield Notice("Không có chữ hay số nào để tìm", 0, len(text))
    words = text.split()
    if "?" in text:
        yield from (Notice(_NO_WILDCARD, *m.span()) for m in _WILDCARD.finditer(text))
    if len(words) == 1 and words[0].endswith("?") and _is_cut(words[0][:-1]):
        end = len(text.rstrip())
        yield Notice(_NO_WILDCARD, end - 1, end)
    if is_plain and len(words) <= SHORT_QUERY:
        for match in _ALTERNATIVE.finditer(text):
            yield Notice(
                f"“{match[0]}” được tìm như chữ thường; để tìm một trong hai bên,"
                " viết HOẶC",
                *match.span(),
            )


_NO_WILDCARD = "Dấu ? không thay cho chữ cái; để tìm tiếng bắt đầu như vậy, viết ngh*"


def _is_cut(word: str) -> bool:
    term = compose(word).text.lower()
    return term.isalpha() and not is_syllable(term) and not is_bare_syllable(term)


def is_shouted(text: str, operators: frozenset[str]) -> bool:
    """Whether a text is all capitals, in which no word is an operator. One of nothing but
    abbreviations (``UBND OR HĐND``) is none.

    :param operators: the words that would be.
    """
    if not text.isupper():
        return False
    words = re.findall(r"[^\W\d_]+", compose(text).text)
    return any(
        is_syllable(word.lower()) or is_bare_syllable(word.lower())
        for word in words
        if word not in operators
    )
