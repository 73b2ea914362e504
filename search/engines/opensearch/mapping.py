"""How terms, keywords and stored articles are kept in an index of OpenSearch.

Terms are joined by line feeds and parted again by one tokenizer, so the server decides
nothing about words. An article's id, JSON and packed terms are stored as base64.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from search.engines.base import K1, B
from search.engines.tantivy.term_archive import is_plain, pack_terms
from search.fields import (
    ABSENT,
    KEYWORD_FIELDS,
    NUMBER_COLUMNS,
    ArticleTerms,
    Profile,
    join_terms,
    text_fields,
)

JSON = dict[str, Any]

KEY, ORDER, OLDEST, BORN, DIED = "key", "order", "oldest", "born", "died"
ID, STORED, PACKED = "raw", "stored", "packed"

TERM_BREAK = "\n"
EMPTY = "\uf8f0"
"""Stands for the empty text, which the server would not index."""
CHOICE = "\uf8f2"
"""Stands between the terms that may stand at one place of a phrase."""
_OURS = (EMPTY, ABSENT, CHOICE, TERM_BREAK, "\r")

LONGEST_TERM = 8_000
"""Characters of a term, of 4 bytes at most; Lucene refuses more than 32,766 bytes."""
UNDATED = 1 << 40
"""Stands for no date where the oldest come first."""


def index_body(profile: Profile, shards: int, similarity: str) -> JSON:
    """Settings and mapping of an index.

    :param similarity: the server's name for a BM25 with the factor ``K1 + 1``.
    """
    fields: dict[str, JSON] = {}
    for item in text_fields(profile):
        options = "positions" if item.positions else "freqs"
        fields[item.name] = {
            "type": "text",
            "analyzer": "terms",
            "index_options": options,
            # Read only when somebody asks for the vocabulary of a text field.
            "fielddata": True,
        }
    fields.update((name, {"type": "keyword"}) for name in (*KEYWORD_FIELDS, KEY))
    numbers = (*NUMBER_COLUMNS, ORDER, OLDEST, BORN, DIED)
    fields.update((name, {"type": "long"}) for name in numbers)
    kept = (ID, STORED, PACKED)
    fields.update((name, {"type": "binary", "store": True}) for name in kept)
    analysis = {
        "tokenizer": {
            "terms": {
                "type": "char_group",
                "tokenize_on_chars": ["\\n"],
                "max_token_length": 30_000,
            }
        },
        "filter": {
            "choices": {
                "type": "pattern_capture",
                "preserve_original": False,
                "patterns": [f"([^{CHOICE}]+)"],
            }
        },
        "analyzer": {
            "terms": {"type": "custom", "tokenizer": "terms"},
            "choices": {
                "type": "custom",
                "tokenizer": "terms",
                "filter": ["choices"],
            },
        },
    }
    settings = {
        "number_of_shards": shards,
        "refresh_interval": "-1",
        "auto_expand_replicas": "0-1",
        # Lists of ids are longer than the 10,000 hits of the default.
        "max_result_window": 1_000_000,
        # The default, one minute, leaves a lone copy for as long.
        "unassigned.node_left.delayed_timeout": "2s",
        "similarity": {"default": {"type": similarity, "k1": K1, "b": B}},
        "analysis": analysis,
    }
    return {
        "settings": {"index": settings},
        "mappings": {
            "dynamic": False,
            "_source": {"enabled": False},
            "properties": fields,
        },
    }


def indexed(text: str) -> str:
    """A term or a value as the server keeps it: the same, but for what it cannot hold."""
    if not text:
        return EMPTY
    if len(text) <= LONGEST_TERM and text.isprintable():
        return text
    raw = text.encode("utf-8", "backslashreplace")
    if len(text) > LONGEST_TERM:
        head = text[: LONGEST_TERM // 4].encode("utf-8", "backslashreplace").decode()
        return escaped(head) + hashlib.sha256(raw).hexdigest()
    return escaped(raw.decode())


def escaped(text: str) -> str:
    """A text without the characters that have a meaning here."""
    for sign in _OURS:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def unindexed(text: str) -> str:
    """The value of an indexed one, where that can be told."""
    return "" if text == EMPTY else text


def encode(text: str | bytes) -> str:
    """A text as base64, lone surrogates too."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return base64.b64encode(raw).decode()


def decode(text: str) -> str:
    """Read :func:`encode` back."""
    return base64.b64decode(text).decode("utf-8", "surrogatepass")


def key_of(id: str) -> str:
    """What an article is called in the cluster, for any id."""
    return hashlib.sha1(id.encode("utf-8", "surrogatepass")).hexdigest()


def document_of(id: str, terms: ArticleTerms, stored: str | bytes) -> JSON:
    """An article's document, but for its place in the order and in time."""
    packed, key = encode(pack_terms(terms)), key_of(id)
    made = indexed_part(terms)
    made.update({KEY: key, STORED: encode(stored), PACKED: packed, ID: encode(id)})
    return made


def indexed_part(terms: ArticleTerms) -> JSON:
    """What is searched of an article."""
    made: JSON = {name: _run(run) for name, run in terms.texts.items()}
    for name, values in terms.keywords.items():
        made[name] = [indexed(value) for value in dict.fromkeys(values)]
    for name in NUMBER_COLUMNS:
        made[name] = terms.numbers.get(name, 0)
    made[OLDEST] = made["date"] or UNDATED
    return made


def _run(run: Sequence[str]) -> str:
    text = join_terms(run)
    if len(text) <= LONGEST_TERM and is_plain(text, run) and _is_clean(text):
        return text.replace(" ", TERM_BREAK) or ABSENT
    return TERM_BREAK.join(map(indexed, run)) or ABSENT


def _is_clean(text: str) -> bool:
    return not any(sign in text for sign in _OURS) and not any(
        "\ud800" <= sign <= "\udfff" for sign in set(text)
    )
