"""pyvi's word model as plain tables, read without importing pyvi.

pyvi ships a pickle whose only interesting part is an embedded CRFsuite file, and a
word list. Importing pyvi costs a second and scikit-learn; unpickling runs code. Here
the CRFsuite bytes are cut out of the pickle and parsed by their documented layout
(CRFsuite 0.12, ``crf1d_model.c`` and ``cqdb.c``), which takes some 25 milliseconds.

Both files must have the digest that is known: the segmenter's numbers (thresholds,
order of additions) were derived from, and proven on, exactly these two.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from search.errors import SegmenterModelError

MODEL_SHA256 = "6cdd73aee04b6a4ad7320ca85d27d931a7ef870cfdd41beb148e86bdb8aca134"
WORDS_SHA256 = "517743d27e71d43343e4b8e9e89015cdc68d84ebe1d48106449e501d918ece4a"
PYVI_VERSION = "0.1.1"
CURE = f'Chạy: pip install "pyvi=={PYVI_VERSION}"'

# Offsets of the fields used from the CRFsuite header: after magic, size, type and
# version come the number of features and then, after the counts of labels and
# attributes, the places of the three chunks.
_HEADER = struct.Struct("<4sI4sIIIIIII")
_CHUNK = struct.Struct("<4sII")
_FEATURE = struct.Struct("<IIId")
_CQDB = struct.Struct("<4sIIIII")
_STATE, _TRANSITION = 0, 1

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CrfModel:
    """A two-label linear-chain CRF as look-up tables.

    :param states: attribute to its weights for the labels outside and inside.
    :param transitions: ``transitions[i][j]`` is the weight of going from label i to
        label j; label 0 begins a word (``B_W``), label 1 continues it (``I_W``).
    """

    states: dict[str, Pair]
    transitions: tuple[Pair, Pair]


@dataclass(frozen=True, slots=True)
class WordList:
    """The dictionary's words of two and three syllables, by first syllable.

    :param pairs: first syllable to the second syllables that complete a word.
    :param triples: first to second to third syllables.
    """

    pairs: dict[str, set[str]]
    triples: dict[str, dict[str, set[str]]]


def load_model() -> tuple[CrfModel, WordList]:
    """Read pyvi's model and word list from the installed package.

    :raises SegmenterModelError: if pyvi is absent, or its files are other ones.
    """
    folder = find_models_folder()
    pickle = _read_known(folder / "pyvi3.pkl", MODEL_SHA256)
    words = _read_known(folder / "words.txt", WORDS_SHA256)
    return parse_crfsuite(extract_crfsuite(pickle)), parse_words(words.decode("utf-8"))


def find_models_folder() -> Path:
    """The folder of pyvi's model files, found without importing pyvi.

    :raises SegmenterModelError: if pyvi is not installed as files on disk.
    """
    spec = find_spec("pyvi")
    for place in (spec and spec.submodule_search_locations) or ():
        folder = Path(place) / "models"
        if folder.is_dir():
            return folder
    raise SegmenterModelError(
        "Chưa cài gói pyvi nên không có mô hình tách từ", cure=CURE
    )


def _read_known(path: Path, digest: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SegmenterModelError(
            f"Không đọc được tệp mô hình tách từ {path.name} của pyvi", cure=CURE
        ) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise SegmenterModelError(
            f"Tệp {path.name} của pyvi không phải là bản đã biết"
            f" (cần bản {PYVI_VERSION})",
            cure=CURE,
        )
    return content


def extract_crfsuite(pickle: bytes) -> bytes:
    """Cut the CRFsuite file out of pyvi's pickle.

    A protocol 2 pickle made by Python 3 stores bytes as a Latin-1 string in UTF-8,
    with its length as four bytes before it.

    :raises SegmenterModelError: if there is none.
    """
    start = pickle.find(b"lCRF")
    if start < 4:
        raise SegmenterModelError("Tệp mô hình của pyvi không chứa CRFsuite", cure=CURE)
    (length,) = struct.unpack_from("<I", pickle, start - 4)
    return pickle[start : start + length].decode("utf-8").encode("latin-1")


def parse_crfsuite(data: bytes) -> CrfModel:
    """Parse the bytes of a CRFsuite model with the labels B_W and I_W.

    :raises SegmenterModelError: if the bytes are cut short or the labels are others.
    """
    try:
        header = _HEADER.unpack_from(data)
        features_at, labels_at, attributes_at = header[7:10]
        labels = _parse_cqdb(data, labels_at)
        attributes = _parse_cqdb(data, attributes_at)
        count = _CHUNK.unpack_from(data, features_at)[2]
        start = features_at + _CHUNK.size
        features = data[start : start + count * _FEATURE.size]
        states = {name: [0.0, 0.0] for name in attributes.values()}
        transitions = [[0.0, 0.0], [0.0, 0.0]]
        for kind, source, target, weight in _FEATURE.iter_unpack(features):
            if kind == _STATE:
                states[attributes[source]][target] = weight
            elif kind == _TRANSITION:
                transitions[source][target] = weight
    except (struct.error, UnicodeDecodeError, LookupError) as error:
        raise SegmenterModelError("Tệp mô hình của pyvi bị hỏng", cure=CURE) from error
    if labels != {0: "B_W", 1: "I_W"}:
        raise SegmenterModelError("Mô hình của pyvi có nhãn lạ", cure=CURE)
    return CrfModel(
        {name: (begin, inside) for name, (begin, inside) in states.items()},
        (
            (transitions[0][0], transitions[0][1]),
            (transitions[1][0], transitions[1][1]),
        ),
    )


def _parse_cqdb(data: bytes, start: int) -> dict[int, str]:
    """Read a CQDB hash table as id to string, through its array of record offsets."""
    _, _, _, _, count, offsets_at = _CQDB.unpack_from(data, start)
    names: dict[int, str] = {}
    for offset in struct.unpack_from(f"<{count}I", data, start + offsets_at):
        if offset:
            number, size = struct.unpack_from("<II", data, start + offset)
            first = start + offset + 8
            names[number] = data[first : first + size - 1].decode("utf-8")
    return names


def parse_words(text: str) -> WordList:
    """Read pyvi's word list, one word a line; other lengths are never looked up."""
    pairs: dict[str, set[str]] = {}
    triples: dict[str, dict[str, set[str]]] = {}
    for line in text.split("\n"):
        syllables = line.split(" ")
        if len(syllables) == 2:
            pairs.setdefault(syllables[0], set()).add(syllables[1])
        elif len(syllables) == 3:
            seconds = triples.setdefault(syllables[0], {})
            seconds.setdefault(syllables[1], set()).add(syllables[2])
    return WordList(pairs, triples)
