"""Any bytes as a query and as a file; see ``tests/fuzz.py``."""

from __future__ import annotations

import random

import fuzz
import pytest
from chance import budget
from hostile import mutations
from hypothesis import given, settings
from hypothesis import strategies as st

BITS = st.sampled_from(
    [
        *(
            "hội ",
            "tỉnh:",
            '"',
            "(",
            ")",
            "OR ",
            "-",
            "+",
            "*",
            "NEAR/5 ",
            '="',
            '"~3',
            "từ:",
        ),
        *(
            "12/2025",
            "18-NQ/TW",
            "..",
            "người:Nguyễn ",
            "3.000 tỷ",
            "%",
            "\u0301",
            "😀",
            "“",
        ),
    ]
)
QUERIES = st.one_of(
    st.lists(BITS, max_size=40).map("".join).map(str.encode), st.binary(max_size=400)
)


@given(QUERIES)
@settings(deadline=None, max_examples=budget(150))
def test_any_query_is_answered(raw: bytes) -> None:
    fuzz.query(raw)


FILES = st.builds(
    lambda suffix, raw: bytes([suffix]) + raw,
    st.integers(0, len(fuzz.SUFFIXES) - 1),
    st.one_of(
        st.binary(max_size=2_000),
        st.builds(
            lambda kind, seed: kind(random.Random(seed))[1][:100_000],
            st.sampled_from(list(mutations().values())),
            st.integers(0, 10**9),
        ),
    ),
)


@given(FILES)
@settings(deadline=None, max_examples=budget(150))
def test_any_file_is_read_to_its_end(raw: bytes) -> None:
    for package in ("lxml", "feedparser", "docx", "striprtf", "pypdfium2", "openpyxl"):
        pytest.importorskip(package)
    fuzz.file(raw)
