"""An article's terms as bytes, for an engine that cannot merge its own files.

tantivy's Python package has no call that merges segments, so the tantivy engine
compacts by indexing every article again, and keeps what it was given for that. Of
terms that ``search.fields`` made four text fields are enough.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from search.fields import (
    BORDER,
    SAID,
    TEXT,
    ArticleTerms,
    DerivedTexts,
    JoinedTerms,
    Profile,
    derive_texts,
    join_terms,
)

_WORDS, _TITLE_WORDS = "text_words", "title_words"
_REGULAR, _AS_GIVEN = b"\1", b"\0"


def pack_terms(terms: ArticleTerms) -> bytes:
    """Everything an article was indexed with; fast to make, and easy to compress."""
    facts = [
        {name: [*values] for name, values in terms.keywords.items() if values},
        {**terms.numbers},
    ]
    texts = terms.texts
    if isinstance(texts, DerivedTexts):
        kept = [texts.get(name, ()) for name in (TEXT, _WORDS, SAID)]
        joined = list(map(join_terms, kept))
        if all(map(_is_line, joined, kept)):
            head = json.dumps([*facts, len(texts[_TITLE_WORDS])], ensure_ascii=False)
            # One by one: a text that tantivy was given already is only copied.
            lines = (line.encode("utf-8", "surrogatepass") for line in (head, *joined))
            return _REGULAR + b"\n".join(lines)
    given = [*facts, {name: [*run] for name, run in texts.items()}]
    return _AS_GIVEN + json.dumps(given).encode()


def unpack_terms(packed: bytes, profile: Profile) -> ArticleTerms:
    """Read :func:`pack_terms` back.

    :param profile: what the terms were made for.
    :raises ValueError: when the bytes are something else.
    """
    text = packed[1:].decode("utf-8", "surrogatepass")
    texts: Mapping[str, Sequence[str]]
    if packed[:1] == _AS_GIVEN:
        keywords, numbers, texts = json.loads(text)
        return ArticleTerms(texts, keywords, numbers)
    head, run, words, said = text.split("\n")
    keywords, numbers, count = json.loads(head)
    compounds = _split(words)
    derived = derive_texts(_split(run), compounds, compounds[:count], profile, said)
    return ArticleTerms(derived, keywords, numbers)


def unpack_run(packed: bytes, field: str) -> str:
    """The terms of one field that has positions, with blanks between them."""
    if packed[:1] == _AS_GIVEN:
        text = packed[1:].decode("utf-8", "surrogatepass")
        return " ".join(json.loads(text)[2].get(field, ()))
    _, whole, _, said = packed.split(b"\n", 3)
    run = (said if field == SAID else whole).decode("utf-8", "surrogatepass")
    if field in (TEXT, SAID):
        return run
    title, border, _ = f" {run} ".partition(f" {BORDER} ")
    return title.strip(" ") if border else ""


def is_plain(text: str, run: Sequence[str]) -> bool:
    """Whether ASCII white space tells the terms of a joined text apart again."""
    if not run or not text:
        return not run
    return (
        text.count(" ") == len(run) - 1
        and "  " not in text
        and text[0] != " " != text[-1]
        and not ("\n" in text or "\t" in text or "\r" in text or "\f" in text)
    )


def _is_line(text: str, run: Sequence[str]) -> bool:
    """Whether blanks tell the terms of a joined text apart again, within one line."""
    return "\n" not in text if isinstance(run, JoinedTerms) else is_plain(text, run)


def _split(text: str) -> list[str]:
    return text.split(" ") if text else []
