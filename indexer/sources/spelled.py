"""Vietnamese that came spelled in something else: runs of UTF-8 taken for windows-1252
inside a right text, escapes that were escaped twice, percent-encoding, VIQR."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from indexer.sources.encodings import can_be_syllable

LEAST = 2
"""Runs below which a text is left alone: each might be what was written."""

SAMPLE = 4_000
"""Characters by which it is told whether a text is VIQR."""

# windows-1252 as it shows the bytes of letters of two and three bytes.
_SECOND = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
_SECOND += "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a"
_SECOND += "\u20ac\u2122"
_RUN = re.compile(f"(?:[\u00c3-\u00c6][{_SECOND}]|\u00e1[\u00ba\u00bb][{_SECOND}])+")
_BYTES = {
    bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(256)
}
_LEFT = re.compile("[\x80-\x9f\xad]")
"""Bytes of letters that stayed as they were; none of these is printable."""

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PERCENT = re.compile(r"(?:%(?:C[3-6]|E1)(?:%[89ABab][0-9A-Fa-f]){1,2})")
_VIQR_SIGN = re.compile(
    r"(?:[aeoAEO]\^|[ouOU]\+|[aA]\(|(?<![A-Za-z])[dD][dD](?=[a-z]))"
)
_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR_LETTER = re.compile(
    r"([aeoAEO]\^|[ouOU]\+|[aA]\(|[aeiouyAEIOUY])(?:(['`?~.])(?=[A-Za-z]|[\s.,;:!?)]|$))?"
)


def respell(text: str) -> str:
    """The text with what is spelled otherwise as Vietnamese letters."""
    if "\u00e1\u00ba" in text or "\u00e1\u00bb" in text or "\u00c6" in text:
        text = _mend_runs(text)
    if "\\u" in text and len(_ESCAPED.findall(text)) >= LEAST:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "%E1%B" in text or "%C3%" in text or "%e1%b" in text:
        if " " not in text.strip() or len(_PERCENT.findall(text)) * 40 > len(text):
            text = unquote(text.replace("+", " ") if " " not in text else text)
    if "^" in text and is_viqr(text):
        text = read_viqr(text)
    return text if text.isprintable() else _LEFT.sub("", text)


def _mend_runs(text: str) -> str:
    runs = _RUN.findall(text)
    if len(runs) < LEAST:
        return text
    return _RUN.sub(_mend_run, text)


def _mend_run(match: re.Match[str]) -> str:
    try:
        letters = bytes(_BYTES[char] for char in match[0]).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return match[0]
    return letters if letters.isalpha() else match[0]


def is_viqr(text: str) -> bool:
    """Whether an ASCII text is Vietnamese in VIQR: most of its words with signs become
    syllables."""
    sample = text[:SAMPLE]
    words = sample.split()
    signed = [word.strip(',;:!()"') for word in words if _VIQR_SIGN.search(word)]
    if not sample.isascii() or len(signed) < 5 or len(signed) * 8 < len(words):
        return False
    read = (read_viqr(word).rstrip(".?'") for word in signed)
    return sum(map(can_be_syllable, read)) * 10 >= len(signed) * 8


def read_viqr(text: str) -> str:
    """VIQR (RFC 1456) as letters: ``Nghi. quye^'t`` -> ``Nghị quyết``."""
    text = re.sub(r"[dD][dD]", lambda match: "đ" if match[0][0] == "d" else "Đ", text)
    return unicodedata.normalize("NFC", _VIQR_LETTER.sub(_viqr_letter, text))


def _viqr_letter(match: re.Match[str]) -> str:
    base, tone = match[1], match[2]
    rest = match.string[match.end() : match.end() + 1]
    # A full stop or question mark that ends a word is one, unless a letter follows.
    if tone in (".", "?") and not rest.isalpha() and not _ends_tone(match):
        return base[0] + _SHAPES.get(base[1:], "") + tone
    return base[0] + _SHAPES.get(base[1:], "") + _TONES.get(tone or "", "")


def _ends_tone(match: re.Match[str]) -> bool:
    """Whether a sign at the end of a word is its tone: another sign, or a blank and a
    small letter follow, so that no sentence ends with it."""
    after = match.string[match.end() : match.end() + 2]
    if after and after[0] in ".,;:!?)":
        return True
    return len(after) == 2 and after[0] == " " and not after[1].isupper()
