"""The engine for large collections: an index kept and searched by tantivy.

Each article is one document: its terms joined by spaces, which tantivy's white space
tokenizer parts again; keywords and numbers also as columns, for facets and sorting;
and, stored, its id, its JSON and the terms it was given, for compaction.

``meta.json`` names the segments of a commit and is replaced in one step, so readers
see a commit whole or not at all. tantivy counts deleted articles in its statistics
until they are gone: a commit that leaves many compacts by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from tantivy import (
    Document,
    Index,
    IndexWriter,
    PreTokenizedString,
    Query,
    SchemaBuilder,
    Token,
)

from search.engines.base import EngineAnswer
from search.engines.damage import guarded
from search.engines.index_errors import index_locked
from search.engines.near import NearReader
from search.engines.tantivy.facets import FacetCounter
from search.engines.tantivy.files import INSTALLED_FORMAT, read_committed, share_files
from search.engines.tantivy.nearness import ORDER, TERMS
from search.engines.tantivy.opening import (
    check_files,
    has_moved,
    open_committed,
    writing,
)
from search.engines.tantivy.query import QueryCompiler, indexed_term
from search.engines.tantivy.rows import BIT, ROW, bit_of, make_row
from search.engines.tantivy.snapshot import (
    DATE,
    ID,
    KEY,
    OLDEST_FIRST,
    STORED,
    UNDATED,
    Snapshot,
    stored_bytes,
    stored_text,
)
from search.engines.tantivy.term_archive import is_plain, pack_terms, unpack_terms
from search.errors import ArticleNotFound
from search.fields import (
    ABSENT,
    KEYWORD_FIELDS,
    NUMBER_COLUMNS,
    ArticleTerms,
    DerivedTexts,
    Profile,
    join_terms,
    text_fields,
)
from search.query.clauses import EngineQuery, Scoring

NAME = "tantivy"
FORMAT = INSTALLED_FORMAT

MAX_DEAD_SHARE = 0.125
"""Dead articles to live ones beyond which a commit compacts."""

MEMORY_MIB = 16, 2048
"""What tantivy's one indexing thread can be given."""

LONG_TEXT = 15_000
"""Characters up to which a text cannot hold a term that is too long for tantivy."""

_T = TypeVar("_T")


def installed_package() -> str:
    """The package that writes the files."""
    from importlib.metadata import version  # slow to import: only writers ask

    return f"tantivy=={version('tantivy')}"


def create(path: Path, profile: Profile) -> None:
    """Make an empty index in an empty folder."""
    builder = SchemaBuilder()
    for item in text_fields(profile):
        option = "position" if item.positions else "freq"
        builder.add_text_field(
            item.name, tokenizer_name="whitespace", index_option=option
        )
    for name in KEYWORD_FIELDS:
        builder.add_text_field(
            name, fast=True, tokenizer_name="raw", index_option="basic"
        )
    for name in NUMBER_COLUMNS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_text_field(ID, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(ORDER, indexed=True, fast=True)
    builder.add_integer_field(OLDEST_FIRST, indexed=True, fast=True)
    builder.add_text_field(ROW, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(BIT, fast=True)
    for name in (KEY, STORED, TERMS):
        builder.add_bytes_field(name, stored=True)
    with writing(path):
        Index(builder.build(), path=str(path))
    share_files(path)


def open_reader(path: Path) -> TantivyReader:
    """Open the newest commit for reading.

    :raises search.errors.IndexDamaged: when its files cannot be read.
    """
    return TantivyReader(path)


def open_writer(path: Path, profile: Profile, memory_mib: int = 256) -> TantivyWriter:
    """Open for writing; the caller holds the lock.

    :param memory_mib: for the articles not yet written to a segment.
    :raises search.errors.IndexDamaged: when its files cannot be read.
    """
    return TantivyWriter(path, profile, memory_mib)


class TantivyReader(NearReader):
    """One commit; keeps working after later ones. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._committed, index = open_committed(path)
        searcher = index.searcher()
        compiler = QueryCompiler(index.schema, searcher, self._committed.fields)
        facets = FacetCounter(searcher, compiler)
        has_dead = self._committed.dead > 0
        self._snapshot = Snapshot(searcher, compiler, facets, has_dead)

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self._snapshot.searcher.num_docs

    @property
    def generation(self) -> str:
        """Names the committed state."""
        return self._committed.generation

    @property
    def files(self) -> Collection[str]:
        """The names of the files of this state."""
        return self._committed.files

    def verify(self) -> None:
        """Check every byte of every segment.

        :raises search.errors.IndexDamaged: when one is not what was written.
        """
        check_files(self.path)

    def prepare(self) -> Iterator[None]:
        """Read the facets of all articles and where frequent terms are."""
        return self._guarded_steps(self._snapshot.prepare())

    def _guarded_steps(self, steps: Iterator[None]) -> Iterator[None]:
        while self._step(steps):
            yield

    @guarded
    def _step(self, steps: Iterator[None]) -> bool:
        """Whether there was one more step."""
        for _ in steps:
            return True
        return False

    @guarded
    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query."""
        return self._snapshot.answer(query)

    @guarded
    def explain(self, id: str, scores: Sequence[Scoring]) -> list[float]:
        """What each score clause adds to one article."""
        parts = self._snapshot.explain(id, scores)
        if parts is None:
            raise ArticleNotFound(
                f"Không có bài nào mang mã {id!r}", "Xem mã các bài: timtin search"
            )
        return parts

    @guarded
    def fetch(self, ids: Sequence[str]) -> list[str | None]:
        """The stored JSON of each id."""
        return [self._snapshot.stored(id) for id in ids]

    def scan(self) -> Iterator[tuple[str, str]]:
        """Every article as (id, stored JSON), in order of indexing."""
        for document in self.documents():
            yield self._pair(document)

    @guarded
    def _pair(self, document: Document) -> tuple[str, str]:
        return stored_text(document, KEY), stored_text(document, STORED)

    def documents(self) -> Iterator[Document]:
        """Every stored document, in order of indexing."""
        after = -1
        while page := self._documents(after):
            after = page[-1][0]
            yield from (document for _, document in page)

    @guarded
    def _documents(self, after: int) -> list[tuple[int, Document]]:
        return self._snapshot.documents(after)

    @guarded
    def frequency(self, field: str, term: str) -> int:
        """In how many articles the term occurs."""
        return self._snapshot.frequency(field, term)

    @guarded
    def vocabulary(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Terms of a field with their frequencies, in code point order."""
        return iter(self._snapshot.vocabulary(field, prefix))

    def fresh(self) -> TantivyReader:
        """This reader, or a new one when something was committed since."""
        return (
            TantivyReader(self.path) if has_moved(self.path, self._committed) else self
        )

    def close(self) -> None:
        """Forget the segments; their maps go when nothing uses them any more."""
        del self._snapshot


class TantivyWriter:
    """Hands articles to tantivy, whose own commit is one step."""

    def __init__(self, path: Path, profile: Profile, memory_mib: int) -> None:
        self.path = path
        self._profile: Profile = profile
        low, high = MEMORY_MIB
        self._memory = min(max(memory_mib, low), high) << 20
        committed, self._index = open_committed(path)
        self._has_rows = ROW in committed.fields
        self._searcher = self._index.searcher()
        last = self._searcher.search(Query.all_query(), 1, order_by_field=ORDER)
        self._next = last.hits[0][0] + 1 if last.hits else 0
        self._writer: IndexWriter | None = None
        self._closed = False
        # Since the last commit. A build that puts each article once deletes none:
        # tantivy looks for each that it is told to delete.
        self._added: set[str] = set()
        self._open_writer()
        self._changed = False
        # What a killed commit left has the name of what the next one writes.
        self._collect()

    def _open_writer(self) -> None:
        self._drop_writer()
        try:
            # With one thread articles stay in order within a segment.
            with writing(self.path):
                self._writer = self._index.writer(self._memory, 1)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise index_locked(self.path, "một tiến trình khác", None) from error
            raise

    def put(self, id: str, terms: ArticleTerms, stored: str | bytes) -> None:
        """Add an article, in the place of one with the same id if there is one."""
        data = _encode(stored) if isinstance(stored, str) else stored
        self._put(_encode(id), terms, data)

    def _put(
        self, key: bytes, terms: ArticleTerms, stored: bytes, packed: bytes = b""
    ) -> None:
        document = Document()
        _add_terms(document, terms)
        id = indexed_term(_decode(key))
        document.add_text(ID, id)
        document.add_bytes(KEY, key)
        document.add_bytes(STORED, stored)
        document.add_bytes(TERMS, packed or pack_terms(terms))
        document.add_integer(ORDER, self._next)
        if self._has_rows:
            document.add_text(ROW, make_row(self._next, terms))
            document.add_integer(BIT, bit_of(self._next))
        self._next += 1
        self._changed = True

        def replace(writer: IndexWriter) -> None:
            if id in self._added or self._searcher.num_docs:
                writer.delete_documents_by_term(ID, id)
            writer.add_document(document)

        self._run(replace)
        self._added.add(id)

    def delete(self, id: str) -> None:
        """Remove an article; an unknown id is no error."""
        key = indexed_term(id)
        if self._changed or self._searcher.doc_freq(ID, key):
            self._run(lambda writer: writer.delete_documents_by_term(ID, key))
            self._changed = True

    def commit(self) -> None:
        """Make everything since the last commit visible at once."""
        if self._changed:
            self._commit()
            if self._dead_share() > MAX_DEAD_SHARE:
                # The commit stands, whether or not there is room to tidy up.
                with suppress(OSError):
                    self._rewrite()

    def compact(self) -> None:
        """Commit, index all articles again when some are dead, remove dead files."""
        if self._changed:
            self._commit()
        if self._dead_share():
            self._rewrite()
        self._collect()

    def close(self) -> None:
        """Drop what was not committed."""
        if self._writer is not None:
            with suppress(Exception):
                self._writer.rollback()
                self._writer.garbage_collect_files()
                share_files(self.path)
            self._drop_writer()
        self._closed = True

    def _drop_writer(self) -> None:
        """Give tantivy's lock back, which goes with what waiting ends: the object itself
        may live on in the traceback of an error."""
        if self._writer is not None:
            with suppress(Exception):
                self._writer.wait_merging_threads()
            self._writer = None

    def _run(self, act: Callable[[IndexWriter], _T]) -> _T:
        assert not self._closed, "the writer is closed"
        if self._writer is None:
            self._open_writer()
            assert self._writer is not None
        with writing(self.path):
            return act(self._writer)

    def _collect(self) -> None:
        """Remove the files that no commit names."""
        self._run(lambda writer: writer.garbage_collect_files())
        share_files(self.path)

    def _commit(self) -> None:
        """Commit, and wait until tantivy has merged what it wants to: from then on
        the folder stays as it is."""
        self._run(lambda writer: writer.commit())
        self._run(lambda writer: writer.wait_merging_threads())
        share_files(self.path)
        self._open_writer()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._changed = False
        self._added.clear()

    def _dead_share(self) -> float:
        """Dead articles that are still in a segment, to the live ones."""
        committed = read_committed(self.path)
        return committed.dead / max(committed.live, 1)

    def _rewrite(self) -> None:
        """Index all articles again from what was kept of them, as one commit.

        After an error all is as it was before.
        """
        reader = TantivyReader(self.path)
        following = self._next
        try:
            self._run(lambda writer: writer.delete_all_documents())
            self._next = 0
            for old in reader.documents():
                packed = stored_bytes(old, TERMS)
                terms = unpack_terms(packed, self._profile)
                stored = stored_bytes(old, STORED)
                self._put(stored_bytes(old, KEY), terms, stored, packed)
            self._commit()
        except BaseException:
            self._next = following
            self._changed = False
            self._open_writer()
            # What is written of it must not stay: the manifest lists what is there.
            with suppress(Exception):
                self._collect()
            raise
        finally:
            reader.close()


def _add_terms(document: Document, terms: ArticleTerms) -> None:
    # Terms that search.fields made need no look: none holds white space.
    derived = isinstance(terms.texts, DerivedTexts)
    for name, run in terms.texts.items():
        text = join_terms(run) or ABSENT
        try:
            if not derived and not _is_easy(text, run):
                raise ValueError("terms that white space does not part")
            document.add_text(name, text)
        except ValueError:
            # A lone surrogate is a UnicodeEncodeError, which is a ValueError.
            document.add_pre_tokenized_text(name, _tokens(run))
    for name, values in terms.keywords.items():
        for value in dict.fromkeys(values):
            document.add_text(name, indexed_term(value))
    for name in NUMBER_COLUMNS:
        document.add_integer(name, terms.numbers.get(name, 0))
    document.add_integer(OLDEST_FIRST, terms.numbers.get(DATE, 0) or UNDATED)


def _is_easy(text: str, run: Sequence[str]) -> bool:
    """Whether tantivy's tokenizer makes just these terms of a joined text."""
    if len(text) > LONG_TEXT and max(map(len, run)) > LONG_TEXT:
        return False
    return is_plain(text, run)


def _tokens(run: Sequence[str]) -> PreTokenizedString:
    terms = map(indexed_term, run)
    return PreTokenizedString(
        "", [Token(term, place, 0, 0) for place, term in enumerate(terms)]
    )


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")
