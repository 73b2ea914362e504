"""Saved searches: what is new is told once, wherever it goes, whatever is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import smtplib
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from chance import dice
from click.testing import CliRunner, Result
from crashes import Children, run_alerts
from samples import ARTICLES, build_index, make_article

import timtin
from search.article import Article
from search.errors import IndexLocked, TimtinError, UsageError
from search.fields import article_terms_batch
from search.following import journal
from search.following.delivery import Outside, make_feed
from search.following.finding import all_ids, matching
from search.following.journal import ATOM_ENTRIES, Batch, Journal
from search.following.running import journal_path, open_journal, run, watch
from search.following.saved import (
    SavedSearch,
    make_saved,
    read_saved,
    write_saved,
)
from search.language.segmenter.single import Segmenter
from search.request import SearchRequest
from search.searcher import Searcher
from search.store.opening import ENGINES
from search.store.writing import update

NEW = (
    make_article("n1", "Tô Lâm thăm đảo xa", "Bài cũ mới vào kho.", "2019-01-02"),
    make_article("n2", "Chuyện khác", "Không nhắc ai cả.", "2025-12-01"),
    make_article("n3", "Ông Tô Lâm nói về mùa gặt", "Một câu ngắn.", "2025-12-02"),
)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "tantivy":
        pytest.importorskip("tantivy")
    return name


@pytest.fixture
def index(tmp_path: Path, engine: str) -> Path:
    return build_index(tmp_path / "index", engine=engine)


def add(index: Path, *articles: Article) -> None:
    with update(index, memory_mib=16) as session:
        made = article_terms_batch(
            articles, session.profile, Segmenter(tone_styles=True)
        )
        for article, (terms, _) in zip(articles, made):
            session.put(article.id, terms, article.to_json())


class Post:
    """Where a run tells what is new, and what it told."""

    def __init__(self, index: Path, folder: Path, *searches: SavedSearch) -> None:
        self.saved = folder / "theo-doi.json"
        self.index = index
        self.shown: list[Batch] = []
        self.out = Outside(folder, self.shown.append)
        write_saved(self.saved, searches)

    def run(self) -> list[list[str]]:
        """A run: the ids of each batch that was shown by it."""
        before = len(self.shown)
        searcher = Searcher(self.index)
        try:
            searches = read_saved(self.saved)
            run(self.saved, searches, searcher.view(), str(self.index), self.out)
        finally:
            searcher.close()
        return [
            [entry["id"] for entry in batch.articles] for batch in self.shown[before:]
        ]


def to_lam(**targets: object) -> SavedSearch:
    return make_saved("Tô Lâm", SearchRequest(q='"tô lâm"'), **targets)


# What is new


def test_all_ids_are_those_of_a_scan(index: Path) -> None:
    searcher = Searcher(index)
    reader = searcher.view().reader
    assert sorted(all_ids(reader)) == sorted(id for id, _ in reader.scan())
    searcher.close()


def test_matching_are_the_articles_of_the_search(index: Path) -> None:
    searcher = Searcher(index)
    ids = [article.id for article in ARTICLES]
    for request in (
        SearchRequest(q="tô lâm"),
        SearchRequest(q="quốc hội"),
        SearchRequest(province=("Hà Nội",)),
        SearchRequest(q="hội nghị", date_from="2025"),
        SearchRequest(q="to chuc bo may -tinh"),
    ):
        page = searcher.search(replace(request, size=100, sort="oldest"))
        found = [article.id for article in matching(searcher.view(), request, ids)]
        full = [hit.article.id for hit in page.hits if not hit.lacks]
        assert sorted(found) == sorted(full) and len(full) == page.total
        assert not list(matching(searcher.view(), request, ["a0", "zz"]))
    searcher.close()


def test_new_is_what_came_since_the_last_run_whatever_its_date(
    index: Path, tmp_path: Path
) -> None:
    post = Post(index, tmp_path, to_lam())
    assert post.run() == []
    add(index, *NEW)
    assert post.run() == [["n1", "n3"]]
    assert post.run() == []
    # Written again, they are no news; neither when all are given new places.
    add(index, *NEW, ARTICLES[3])
    with update(index, memory_mib=16) as session:
        session.compact()
    assert post.run() == []
    shutil.rmtree(index)
    build_index(index, (*NEW, *ARTICLES))
    assert post.run() == []


def test_a_copy_of_a_known_article_is_no_news_but_a_search_of_its_own_goes_on(
    index: Path, tmp_path: Path
) -> None:
    both = make_saved("Hai", SearchRequest(q="tô lâm"))
    post = Post(index, tmp_path, to_lam(), both)
    post.run()
    add(index, NEW[0], replace(NEW[0], id="n9", group="n1"))
    assert post.run() == [["n1"], ["n1"]]
    # The copy comes to stand for the story: still nothing that was not there.
    add(index, replace(NEW[0], group="n9"), replace(NEW[0], id="n9", group="n9"))
    assert post.run() == []


def test_a_search_that_was_written_by_hand_begins_with_its_first_run(
    index: Path, tmp_path: Path
) -> None:
    post = Post(index, tmp_path, to_lam())
    post.run()
    add(index, NEW[0])
    write_saved(post.saved, (to_lam(), make_saved("Tay", SearchRequest(q="tô lâm"))))
    assert post.run() == [["n1"]]
    add(index, NEW[2])
    assert post.run() == [["n3"], ["n3"]]


def test_a_journal_belongs_to_one_index(index: Path, tmp_path: Path) -> None:
    post = Post(index, tmp_path, to_lam())
    post.run()
    searcher = Searcher(index)
    searches = read_saved(post.saved)
    with pytest.raises(UsageError, match="chỉ mục") as refused:
        run(post.saved, searches, searcher.view(), "elsewhere", post.out)
    assert "--moved" in refused.value.cure
    done = run(post.saved, searches, searcher.view(), "elsewhere", post.out, moved=True)
    assert not done.articles
    searcher.close()


def test_many_articles_go_out_in_batches(tmp_path: Path) -> None:
    index = build_index(tmp_path / "index")
    post = Post(index, tmp_path, make_saved("Tất cả", SearchRequest()))
    post.run()
    add(
        index,
        *(make_article(f"m{n:03}", f"Tin số {n}", "Một dòng.") for n in range(250)),
    )
    assert [len(ids) for ids in post.run()] == [100, 100, 50]
    assert len({entry["id"] for one in post.shown for entry in one.articles}) == 250


# Where it goes


class Mailbox:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refuses:
            return "451 busy"
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_mail_goes_through_a_server_and_waits_where_it_refuses(
    index: Path, tmp_path: Path, mailbox: tuple[Mailbox, str]
) -> None:
    box, smtp = mailbox
    post = Post(index, tmp_path, to_lam(mail=("ban@tin.example", "hai@tin.example")))
    post.out = replace(post.out, smtp=smtp, site="https://tin.example")
    post.run()
    add(index, *NEW)
    box.refuses = True
    post.run()
    assert not box.messages
    box.refuses = False
    post.run()
    post.run()
    (message,) = box.messages
    assert message["Subject"] == "Tìm Tin: 2 bài mới, Tô Lâm"
    assert message["To"] == "ban@tin.example, hai@tin.example"
    text = message.get_content()
    assert "Tô Lâm thăm đảo xa" in text and "https://tin.example/bai/n3" in text
    assert "gửi lại" in text


def test_mail_without_a_server_names_the_setting(index: Path, tmp_path: Path) -> None:
    post = Post(index, tmp_path, to_lam(mail=("ban@tin.example",)))
    post.run()
    add(index, *NEW)
    searcher = Searcher(index)
    done = run(
        *(post.saved, read_saved(post.saved), searcher.view(), str(index), post.out)
    )
    searcher.close()
    ((batch, error),) = done.failed
    assert len(batch.articles) == 2 and "TIMTIN_SMTP" in error.cure


def test_a_feed_file_is_atom_and_keeps_what_it_had(index: Path, tmp_path: Path) -> None:
    post = Post(index, tmp_path, to_lam(atom="tin/to-lam.xml"))
    (tmp_path / "tin").mkdir()
    post.run()
    add(index, NEW[0], replace(NEW[2], title="Tô Lâm \x1b[31m<b>&\u202e \x00đỏ"))
    post.run()
    add(index, make_article("n4", "Lại Tô Lâm", "Câu nữa.", url="https://a.example/x"))
    post.run()
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(tmp_path / "tin" / "to-lam.xml").getroot()
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert titles == ["Lại Tô Lâm", "Tô Lâm [31m<b>& đỏ", "Tô Lâm thăm đảo xa"]
    for name in ("title", "id", "updated"):
        assert feed.findtext(f"{atom}{name}")
        assert all(
            entry.findtext(f"{atom}{name}") for entry in feed.iter(f"{atom}entry")
        )
    link = feed.find(f"{atom}entry/{atom}link")
    assert link is not None and link.get("href") == "https://a.example/x"


def test_a_feed_is_bounded(tmp_path: Path) -> None:
    item = to_lam(atom="x.xml")
    entry = dict.fromkeys(("id", "title", "date", "date_text", "url"), "x")
    entries = [entry | {"publisher": "", "opening": ""}] * 80
    book = Journal(tmp_path / "j.sqlite")
    book.register(item.name, 0)
    for number in range(6):
        book.post(item.name, ["atom"], entries, number, "2025-01-01T00:00:00+00:00")
    for batch in book.waiting():
        book.end(batch)
    kept = book.of_feed(item.name)
    book.close()
    assert sum(len(batch.articles) for batch in kept) == 240
    assert make_feed(item, kept, "").count(b"<entry>") == ATOM_ENTRIES


def test_a_command_gets_json_and_is_asked_again_when_it_fails(
    index: Path, tmp_path: Path
) -> None:
    script = tmp_path / "bao.py"
    script.write_text(
        "import sys, json, os, pathlib\n"
        "told = json.load(sys.stdin)\n"
        "pathlib.Path(f'run-{len(os.listdir())}.json').write_text(json.dumps(told))\n"
        "assert os.environ['TIMTIN_BATCH'] == told['batch']\n"
        "sys.exit(0 if os.path.exists('ready') else 3)\n"
    )
    post = Post(index, tmp_path, to_lam(command=f"{sys.executable} bao.py"))
    post.run()
    add(index, *NEW)
    post.run()
    (tmp_path / "ready").touch()
    post.run()
    post.run()
    first, second = (
        json.loads(path.read_text()) for path in sorted(tmp_path.glob("run-*.json"))
    )
    assert first["batch"] == second["batch"]
    assert (first["again"], second["again"]) == (False, True)
    assert [item["id"] for item in second["articles"]] == ["n1", "n3"]


# Killed

BUDGET = int(os.environ.get("TIMTIN_BUDGET", "2"))
"""Steps at which a process is killed for real; 1000 are all."""


class Killed(BaseException):
    """The end of a process, as far as the test plays it."""


class Steps:
    """Everything that a run does to the world, counted; dead from one step on.

    :param last: the step that is not done any more, 0 for none.
    """

    def __init__(self) -> None:
        self.last = self.count = 0
        self.opened: list[sqlite3.Connection] = []
        self.mails: list[str] = []
        self.commands: list[tuple[str, bool]] = []
        self.shown: list[tuple[int, bool]] = []

    def restart(self, last: int) -> None:
        self.last, self.count = last, 0

    def bury(self) -> None:
        """A process that ends lets go of its files, whatever it was at."""
        for connection in self.opened:
            connection.close()

    def step(self) -> None:
        self.count += 1
        if self.last and self.count >= self.last:
            raise Killed

    def before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """A function before which the process may end; after it is before the next."""

        def stepping(*arguments: Any, **named: Any) -> Any:
            self.step()
            return real(*arguments, **named)

        return stepping

    def play(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand between a run and the world."""
        steps = self

        class Connection(sqlite3.Connection):
            # Nothing here outlives the machine: waiting for the disk tells nothing.
            execute = steps.before(
                lambda self, sql, *values: sqlite3.Connection.execute(
                    self,
                    sql.replace("synchronous = FULL", "synchronous = OFF"),
                    *values,
                )
            )
            executemany = steps.before(sqlite3.Connection.executemany)

            def __init__(self, *arguments: Any, **named: Any) -> None:
                super().__init__(*arguments, **named)
                steps.opened.append(self)

            def executescript(self, _: str) -> sqlite3.Cursor:
                raise NotImplementedError("a step that is not counted")

        connect = sqlite3.connect

        class Server:
            def __init__(self, *_: object, **__: object) -> None:
                steps.step()

            def __enter__(self) -> Server:
                return self

            def __exit__(self, *_: object) -> None:
                steps.step()

            def send_message(self, message: EmailMessage, *_: object) -> None:
                steps.before(steps.mails.append)(message["Message-ID"])

        class Process:
            returncode = 0

            def __init__(self, *_: object, **__: object) -> None:
                steps.step()

            def communicate(self, told: bytes, *_: object) -> None:
                batch = json.loads(told)
                run = (batch["batch"], batch["again"])
                steps.before(steps.commands.append)(run)

        monkeypatch.setattr(
            sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Connection)
        )
        monkeypatch.setattr(smtplib, "SMTP", Server)
        monkeypatch.setattr(subprocess, "Popen", Process)
        for name in ("replace", "fsync", "open", "unlink"):
            monkeypatch.setattr(os, name, steps.before(getattr(os, name)))
        monkeypatch.setattr(ssl, "create_default_context", lambda: None)
        monkeypatch.setattr(journal, "MAX_BATCH", 1)

    def show(self, batch: Batch) -> None:
        self.before(self.shown.append)((batch.number, batch.tried > 0))


def test_each_article_is_told_once_after_an_end_at_every_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each step that a run takes: nothing is lost, and what was sent twice, which only
    an end between sending and noting it can do, says so and has one name."""
    index = build_index(tmp_path / "index")
    clean, folder = tmp_path / "sạch", tmp_path / "chạy"
    clean.mkdir()
    item = to_lam(
        atom="feed.xml", mail=("ban@tin.example",), command="bao", terminal=True
    )
    Post(index, clean, item).run()
    add(index, *NEW)
    searcher = Searcher(index)
    view = searcher.view()

    def look(steps: Steps, last: int = 0) -> bool:
        steps.restart(last)
        out = Outside(folder, steps.show, "smtp://127.0.0.1:25")
        try:
            run(folder / "theo-doi.json", [item], view, str(index), out)
        except Killed:
            steps.bury()
            return True
        return False

    def begin() -> Steps:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(clean, folder)
        return Steps()

    steps = begin()
    with monkeypatch.context() as patched:
        steps.play(patched)
        assert not look(steps)
    everything = steps.count
    assert everything > 100
    for last in range(1, everything + 1):
        steps = begin()
        with monkeypatch.context() as patched:
            steps.play(patched)
            assert look(steps, last), last
            assert not look(steps), last
        with open_journal(folder / "theo-doi.json") as book:
            assert not book.waiting() and book.looked(item.name) == book.last, last
        feed = (folder / "feed.xml").read_text(encoding="utf-8")
        assert feed.count("<entry>") == 2, last
        told = [
            [(name, None) for name in steps.mails],
            steps.commands,
            steps.shown,
        ]
        # Each of the two articles is a batch of its own here.
        assert [len({name for name, _ in one}) for one in told] == [2, 2, 2], last
        assert sum(len(one) - 2 for one in told) <= 1, last
        for one in told[1:]:
            names = [name for name, _ in one]
            for name in {name for name in names if names.count(name) == 2}:
                assert [again for other, again in one if other == name] == [False, True]
    searcher.close()


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_run_that_is_killed_at_any_step_tells_of_each_article_once(
    faulty_disk: Children,
    engine: str,
    index: Path,
    tmp_path: Path,
    mailbox: tuple[Mailbox, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is lost; what was sent twice has one name, and the feed one entry."""
    box, smtp = mailbox
    clean, folder = tmp_path / "sạch", tmp_path / "chạy"
    clean.mkdir()
    item = to_lam(atom="feed.xml", mail=("ban@tin.example",), terminal=True)
    Post(index, clean, item).run()
    add(index, *NEW)

    def attempt(fault: str, step: int) -> tuple[bool, int]:
        ran = faulty_disk.run(
            run_alerts,
            *(str(folder / "theo-doi.json"), str(index)),
            *(str(folder / "printed"), smtp),
            watched=folder,
            fault=fault,
            step=step,
        )
        return ran.killed, ran.steps

    shutil.copytree(clean, folder)
    _, steps = attempt("", 0)
    assert steps > 30
    draws = dice("alerts", engine).sample(range(1, steps + 1), min(BUDGET, steps))
    for step in sorted(draws):
        shutil.rmtree(folder)
        shutil.copytree(clean, folder)
        box.messages.clear()
        killed, _ = attempt("kill", step)
        assert killed, step
        attempt("", 0)
        attempt("", 0)
        feed = (folder / "feed.xml").read_text(encoding="utf-8")
        assert feed.count("<entry>") == 2, step
        assert len({message["Message-ID"] for message in box.messages}) == 1, step
        assert 1 <= len(box.messages) <= 2
        printed = (folder / "printed").read_text(encoding="utf-8")
        heads = re.findall(r"tin báo số (\d+)( \(gửi lại)?", printed)
        assert len({number for number, _ in heads}) == 1, step
        # Who reads it sees which is the repeated one.
        assert [bool(again) for _, again in heads] in ([False], [True], [False, True])
        assert not Journal(journal_path(folder / "theo-doi.json")).waiting()


def test_two_runs_at_once_do_not_both_tell(tmp_path: Path) -> None:
    saved = tmp_path / "theo-doi.json"
    with open_journal(saved):
        with pytest.raises(IndexLocked):
            with open_journal(saved):
                pass


def test_a_damaged_journal_names_the_cure(tmp_path: Path) -> None:
    (tmp_path / "j.sqlite").write_bytes(b"no database at all" * 99)
    with pytest.raises(TimtinError, match="sổ theo dõi"):
        Journal(tmp_path / "j.sqlite")


def test_watching_looks_again(tmp_path: Path) -> None:
    looks: list[float] = []

    def wait(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            raise KeyboardInterrupt

    from search.following.running import Round

    with pytest.raises(KeyboardInterrupt):
        for done in watch(Round, wait=wait):
            assert done.articles == 0
    assert len(looks) == 3


# The file


def test_saved_searches_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    searches = (
        to_lam(atom="a.xml", mail=("x@y.example",), command="echo", terminal=True),
        make_saved(
            "Hai",
            SearchRequest(q="a", province=("hue", "gia-lai"), date_from="2025"),
        ),
    )
    write_saved(path, searches)
    assert read_saved(path) == searches
    assert read_saved(tmp_path / "none.json") == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"alerts": 1}',
        '{"alerts": [1]}',
        '{"alerts": [{"q": "x"}]}',
        '{"alerts": [{"name": ""}]}',
        '{"alerts": [{"name": "x", "q": 1}]}',
        '{"alerts": [{"name": "x", "mail": "khong-co-a-cong"}]}',
        '{"alerts": [{"name": "x", "mail": ["a@b\\nBcc: c@d"]}]}',
        '{"alerts": [{"name": "x", "provinces": ["hue"]}]}',
        '{"alerts": [{"name": "x"}, {"name": "x"}]}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_none_names_the_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.json"
    path.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_saved(path)
    assert str(path) in refused.value.message and refused.value.cure


# The command


def test_the_command_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = build_index(tmp_path / "index")
    monkeypatch.setenv("TIMTIN_INDEX", str(index))
    monkeypatch.setenv("TIMTIN_ALERTS", str(tmp_path / "t.json"))
    monkeypatch.chdir(tmp_path)

    def alerts(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(timtin.cli, ["alerts", *arguments])
        found = (
            result.exception.exit_code
            if isinstance(result.exception, TimtinError)
            else result.exit_code
        )
        assert found == code, result.output
        return result

    alerts("run", code=2)
    alerts("list", code=1)
    added = alerts("add", "Tô Lâm", "tô lâm", "--from", "2001", "--atom", "a.xml")
    assert "nay có 2 bài" in added.output
    alerts("add", "Tô Lâm", "khác", code=2)
    alerts("add", "Đầu", "tô lâm", "--from-start")
    assert "Tô Lâm\tq=tô lâm, date_from=2001\tatom" in alerts("list").output
    told = [json.loads(line) for line in alerts("run", "--json").output.splitlines()]
    assert [(row["alert"], len(row["articles"])) for row in told] == [("Đầu", 2)]
    alerts("run", code=1)
    add(index, *NEW)
    assert "Tô Lâm thăm đảo xa" in alerts("run").output
    assert os.path.exists("a.xml")
    alerts("remove", "Đầu")
    alerts("remove", "Đầu", code=2)
    assert [
        row["name"] for row in json.loads(alerts("list", "--json").output)["alerts"]
    ]


def test_watching_goes_on_while_another_run_is_at_it_and_tells_what_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.following import running

    index = build_index(tmp_path / "index")
    saved = tmp_path / "t.json"
    arguments = ["--index", str(index), "--alerts", str(saved)]
    added = CliRunner().invoke(timtin.cli, ["alerts", "add", "A", "tô lâm", *arguments])
    assert added.exit_code == 0
    looks = 0

    def watch(look: Callable[[], running.Round]) -> Iterator[running.Round]:
        nonlocal looks
        with open_journal(saved):
            yield look()
        add(index, *NEW)
        yield look()
        looks += 2

    monkeypatch.setattr(running, "watch", watch)
    result = CliRunner().invoke(timtin.cli, ["alerts", "run", "--watch", *arguments])
    assert looks == 2 and "A: 2 bài mới" in result.output
