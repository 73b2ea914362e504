"""Bytes to Vietnamese text, whatever they were written in.

UTF-8 and UTF-16 with and without a byte order mark, windows-1258, and the two font
encodings of older archives: TCVN3 (ABC, one byte a letter) and VNI (a base letter and a
mark byte). An encoding is chosen by how much of what it makes of the text are
syllables that Vietnamese can have. Text that was saved as UTF-8 after being taken for
windows-1252 (``Céng s¶n`` for ``Cộng sản``) is repaired the same way.

Tables: TCVN 5712:1993 (VN3) and VNI-Windows.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from search.language.syllables import parse

SAMPLE_SIZE = 64 * 1024
"""Bytes that detection looks at."""

LEGACY = ("windows-1258", "tcvn3", "vni")

# TCVN3 from 0xA1 on; "?" where VN3 has nothing that fonts of the time could show.
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉ"
    "ỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN3 = {0xA0: "\u00a0"} | {
    0xA1 + index: letter for index, letter in enumerate(_TCVN3_LETTERS)
}

# VNI marks, as windows-1252 shows their bytes.
_TONES = {"ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323"}
_CIRCUMFLEX = {"â": "", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "á": "\u0301"} | {
    "ä": "\u0323"
}
_BREVE = {"ê": "", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "é": "\u0301"} | {
    "ë": "\u0323"
}
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư"} | {
    "ñ": "đ",
    "î": "ỵ",
}


def _vni_table() -> dict[str, str]:
    pairs: dict[str, str] = dict(_VNI_SINGLE)
    for base in "aeiouy":
        pairs |= {base + mark: base + tone for mark, tone in _TONES.items()}
    for base in "aeo":
        pairs |= {base + m: base + "\u0302" + tone for m, tone in _CIRCUMFLEX.items()}
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    for code, base in (("ô", "ơ"), ("ö", "ư")):
        pairs |= {code + mark: base + tone for mark, tone in _TONES.items()}
    table: dict[str, str] = {}
    for source, target in pairs.items():
        letter = unicodedata.normalize("NFC", target)
        table[source] = letter
        # A capital may carry the mark of either case.
        table[source[0].upper() + source[1:]] = letter.upper()
        table[source.upper()] = letter.upper()
    return table


_VNI = _vni_table()
_VNI_PATTERN = re.compile(
    "|".join(re.escape(key) for key in sorted(_VNI, key=len, reverse=True))
)

_WORD = re.compile(r"[^\W\d_]+")
_WORD_END = re.compile(r"[^\W\d_]+$")
_ORDINARY_SIGNS = frozenset("“”‘’„–—…•°ºª«»×½€£©®™§·→●■²³\u00a0\u200b\ufeff")
_JUNK = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u2064"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""None of these is printable."""

_BREAKS = {"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was read in, as :attr:`Record.encoding` names it."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class _Score:
    """How Vietnamese a text looks: marked words that are syllables, and what is not."""

    good: int
    bad: int

    @property
    def share(self) -> float:
        return self.good / (self.good + self.bad) if self.good + self.bad else 0.0


def tidy(text: str) -> str:
    """Line ends as ``\\n``; NUL, control and invisible characters removed; lone
    surrogates replaced. Nothing else changes: composition is kept as it came."""
    if text.replace("\n", "").isprintable() or not _JUNK.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _JUNK.sub(_replace_junk, text)


def _replace_junk(match: re.Match[str]) -> str:
    character = match.group()
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    if "\x80" <= character <= "\xad" and _ends_letter(match):
        return character
    if character in _SEPARATORS and _parts_words(match):
        return " "
    return _BREAKS.get(character, "")


def _ends_letter(match: re.Match[str]) -> bool:
    """Whether a sign is the last byte of a letter of UTF-8 that was read as western
    (``áº­`` for ``ậ``): what mends such runs needs it, and removes what it leaves."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    return (
        before in ("\u00e1\u00ba", "\u00e1\u00bb")
        or "\u00c3" <= before[-1:] <= "\u00c6"
    )


_SEPARATORS = "\u200b\xad\u2060"
"""Invisible, and between two syllables all that parts them."""


def _parts_words(match: re.Match[str]) -> bool:
    """Whether both sides of an invisible sign are syllables and together they are none."""
    text, at = match.string, match.start()
    before = _WORD_END.search(text[max(0, at - 12) : at])
    after = _WORD.match(text, at + 1, at + 13)
    return (
        before is not None
        and after is not None
        and can_be_syllable(before[0])
        and can_be_syllable(after[0])
        and not can_be_syllable(before[0] + after[0])
    )


@lru_cache(maxsize=1 << 14)
def can_be_syllable(word: str) -> bool:
    """Whether Vietnamese may spell a syllable so (any case, any composition)."""
    if len(word) > 16:
        return False
    small = unicodedata.normalize("NFC", word.lower())
    return parse(small.replace("ð", "đ")) is not None


def _score(text: str) -> _Score:
    """Count over the words that carry anything beyond ASCII."""
    good = bad = 0
    text = unicodedata.normalize("NFC", text)
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        mixed = word[1:] != word[1:].lower() and not word.isupper()
        if can_be_syllable(word) and not mixed:
            good += 1
        else:
            bad += 1
    for character in text:
        if character > "\x7f" and not character.isalpha():
            if unicodedata.combining(character) or character not in _ORDINARY_SIGNS:
                bad += 1
        elif character < " " and character not in "\t\n\r\x0b\x0c":
            bad += 1
    return _Score(good, bad)


def decode_tcvn3(data: bytes) -> str:
    """Read TCVN3 (ABC). Its capitals with tones are small letters shown by a font of
    capitals; a line or word that is otherwise in capitals gets them back."""
    text = "".join(map(_TCVN3_BYTES.__getitem__, data))
    return _restore_capitals(unicodedata.normalize("NFC", text))


_TCVN3_BYTES = tuple(
    _TCVN3.get(byte, bytes([byte]).decode("cp1252", "replace")) for byte in range(256)
)
_MIXED_WORD = re.compile(r"[^\W\d_]*[^\W\d_a-zA-Z\x00-\x7f][^\W\d_]*")


def _restore_capitals(text: str) -> str:
    return "\n".join(_restore_line(line) for line in text.split("\n"))


def _restore_line(line: str) -> str:
    large = sum("A" <= character <= "Z" for character in line)
    if large < 2:
        return line
    small = sum("a" <= character <= "z" for character in line)
    if small == 0 and large >= 4:
        return line.upper()
    return _MIXED_WORD.sub(_restore_word, line)


def _restore_word(match: re.Match[str]) -> str:
    word = match.group()
    plain = [character for character in word if character.isascii()]
    if len(plain) >= 2 and all(character.isupper() for character in plain):
        return word.upper()
    return word


def decode_vni(data: bytes) -> str:
    """Read VNI-Windows: a base letter followed by a byte that holds its marks."""
    text = data.decode("cp1252", "replace")
    return _VNI_PATTERN.sub(lambda match: _VNI[match.group()], text)


def _decode_1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


def decode(data: bytes, encoding: str) -> str:
    """Decode by a name that :func:`detect` gives or that a user supplies; what cannot
    be decoded becomes U+FFFD. The result is not tidied.

    :raises LookupError: when there is no such encoding.
    """
    name = encoding.lower()
    if name in ("tcvn3", "abc"):
        return decode_tcvn3(data)
    if name in ("vni", "vni-win"):
        return decode_vni(data)
    if name in ("windows-1258", "cp1258"):
        return _decode_1258(data)
    return data.decode(encoding, "replace")


def is_encoding(name: str) -> bool:
    """Whether :func:`decode` knows an encoding."""
    if name.lower() in ("tcvn3", "abc", "vni", "vni-win"):
        return True
    try:
        b"abcd".decode(name, "ignore")
    except (LookupError, ValueError):
        return False
    return True


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect(data: bytes) -> str:
    """Name the encoding of a text from its first bytes (``SAMPLE_SIZE`` are enough).

    ``utf-8-sig`` and ``utf-16`` have a byte order mark, ``utf-16-le`` and
    ``utf-16-be`` none; then ``utf-8`` (also for ASCII), the three of ``LEGACY``, and
    ``windows-1252`` for what is no Vietnamese.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    sample = data[:SAMPLE_SIZE]
    if wide := _detect_wide(sample):
        return wide
    if sample.isascii() or _is_utf8(sample, whole=len(data) <= SAMPLE_SIZE):
        return "utf-8"
    scores = {name: _score(decode(sample, name)) for name in LEGACY}
    best = max(scores, key=lambda name: scores[name].share)
    damaged = _score(sample.decode("utf-8", "replace"))
    if damaged.good > damaged.bad and damaged.share >= scores[best].share:
        return "utf-8"
    return best if scores[best].share >= 0.5 else "windows-1252"


def _is_utf8(sample: bytes, whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _detect_wide(sample: bytes) -> str:
    """UTF-16 without a mark: spaces and ASCII letters leave zeros on one side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half < 2 or max(even, odd) < half * 0.2 or min(even, odd) > half * 0.05:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: half * 2].decode(name, "replace")
    strange = sum(
        not (char.isalpha() or char.isspace() or " " <= char <= "~")
        and char not in _ORDINARY_SIGNS
        and not unicodedata.combining(char)
        for char in islice(text, 4096)
    )
    return name if strange <= min(len(text), 4096) * 0.05 else ""


def read_text(data: bytes, encoding: str = "") -> Decoded:
    """Decode a whole text, tidied.

    :param encoding: what the user says it is; detected when empty.
    :raises LookupError: when the user names an encoding that does not exist.
    """
    name = encoding or detect(data)
    text = decode(data, name)
    if not encoding and name.startswith("utf-8"):
        return repair(text, name)
    return Decoded(tidy(text), name.removesuffix("-sig"))


def repair(text: str, encoding: str = "utf-8", least: int = 3) -> Decoded:
    """Tidy a text, after undoing what made a legacy text look like windows-1252.

    :param text: as decoded: tidying first would remove letters of a garbled text.
    :param least: marked syllables that must appear for the repair to be believed.
    """
    name = encoding.removesuffix("-sig")
    sample = text[:SAMPLE_SIZE]
    if text.isascii() or not _looks_garbled(text) or _score(sample).share >= 0.6:
        return Decoded(tidy(text), name)
    best, best_share = "", max(_score(sample).share, 0.7)
    raw = _as_bytes(text)
    for candidate in ("utf-8", *LEGACY) if raw is not None else ():
        assert raw is not None
        # A sample may end inside a letter: one bad mark does not change the share much.
        score = _score(decode(raw[:SAMPLE_SIZE], candidate))
        if score.good >= least and score.share > best_share:
            best, best_share = candidate, score.share
    if raw is None or not best:
        return Decoded(tidy(text), name)
    return Decoded(tidy(decode(raw, best)), f"{best} ({name})")


_VIETNAMESE = "\u0103\u0111\u01a0-\u01b0\u1ea0-\u1ef9"
"""Letters that windows-1252 cannot show, for use inside a character class."""


@lru_cache(maxsize=None)
def _vietnamese(count: int) -> re.Pattern[str]:
    """Matches what begins with a text that has so many of these letters."""
    return re.compile(f"(?:[^{_VIETNAMESE}]*+[{_VIETNAMESE}]){{{count}}}")


_GARBLED = re.compile("[\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u2122]")


def _looks_garbled(text: str) -> bool:
    """Whether all that is beyond ASCII could be windows-1252: no Vietnamese text of any
    length passes, for it has letters from U+0100 on."""
    sample = text[:4096]
    # So many are more than 2 % of the sample.
    if _vietnamese(len(sample) // 50 + 1).match(sample, 0, 1024):
        return False
    beyond = re.sub("[\x00-\x7f]+", "", sample)
    return bool(beyond) and len(_GARBLED.findall(beyond)) >= len(beyond) * 0.98


_CP1252_REVERSE = {
    bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(256)
}


def _as_bytes(text: str) -> bytes | None:
    """The bytes that windows-1252 showed as this text, ``None`` when it has others."""
    result = bytearray()
    for character in text:
        byte = _CP1252_REVERSE.get(character, ord(character))
        if byte > 0xFF:
            return None
        result.append(byte)
    return bytes(result)


def is_binary(data: bytes) -> bool:
    """Whether the first bytes are no text in any encoding known here."""
    sample = data[:4096]
    if not sample or any(sample.startswith(mark) for mark, _ in _MARKS):
        return False
    if _detect_wide(sample):
        return False
    control = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 26) for byte in sample)
    return control > max(2, len(sample) * 0.02)


def read_lines(lines: Iterator[bytes], encoding: str) -> Iterator[str]:
    """Decode the lines of one file, each by itself: a line that is not UTF-8 in a file
    that was taken for it is read in what it is. Wide encodings must be decoded before
    they are cut into lines."""
    for line in lines:
        if encoding.startswith("utf-8"):
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError:
                yield decode(line, detect(line))
        else:
            yield decode(line, encoding)
