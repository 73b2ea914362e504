"""Any text, for tests by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

TRICKY = (
    "aeouyAEOUYdDđĐqgihntcpáàạãảâấăằêệôộơờưữyỹÁĂẰÊƯ"
    "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
    "\xd0\xf0\u0189\u0256\0\ud800\udfff\xad\u200b\u200d\ufeff\xa0\u2028\ue000"
    "ßİıſςΣﬁ²½１Ａ中가각\u1100\u1161\u11a8\u0344\u0f77\u0958\U00020000٣"
    "0123456789.,-–/:&%@_'’…+?; "
)
"""Letters, marks, invisible, broken and foreign characters that any text draws from,
besides all others."""

ANY_TEXT = st.text(
    st.one_of(st.sampled_from(TRICKY), st.characters(exclude_categories=())),
    max_size=60,
)
