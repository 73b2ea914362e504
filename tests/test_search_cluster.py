"""An index in a cluster: addresses, the life of an index, two writers, faults, commands.

A real server of OpenSearch is started for these tests (:mod:`opensearch_server`).
"""

from __future__ import annotations

import itertools
import json
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from opensearch_server import remove_indices
from samples import ARTICLES, build_index

from search.article import Article
from search.errors import (
    EngineMissing,
    IndexLocked,
    IndexMissing,
    IndexUnreachable,
    TimtinError,
    UsageError,
)
from search.fields import article_terms_batch
from search.language.segmenter.single import default_segmenter
from search.location import ClusterAddress, parse_location
from search.query.clauses import EngineQuery, Everything
from search.request import SearchRequest
from search.searcher import Searcher
from search.store.checking import check_index
from search.store.opening import open_index
from search.store.writing import IndexSession, rebuild, update
from timtin import cli

NUMBERS = itertools.count()
LEFT: list[tuple[Any, IndexSession]] = []


# Addresses


@pytest.mark.parametrize(
    ("text", "hosts", "name", "tls"),
    [
        ("opensearch://a:9200,b:9201/tin", ("a:9200", "b:9201"), "tin", False),
        (
            "opensearchs://tin.example/tin-2025/",
            ("tin.example:9200",),
            "tin-2025",
            True,
        ),
        ("OpenSearch://[::1]:19200/t_1", ("[::1]:19200",), "t_1", False),
        ("opensearch:/a:9200/tin", ("a:9200",), "tin", False),
    ],
)
def test_an_address_is_read(
    text: str, hosts: tuple[str, ...], name: str, tls: bool
) -> None:
    assert parse_location(text) == ClusterAddress(hosts, name, tls)
    assert parse_location(str(parse_location(text))) == parse_location(text)


@pytest.mark.parametrize("text", ["index", "opensearch", "./opensearch:x", "/srv/a b"])
def test_what_is_no_address_is_a_folder(text: str) -> None:
    assert parse_location(text) == Path(text)


@pytest.mark.parametrize(
    "text",
    [
        "opensearch://a:9200",
        "opensearch://a:9200/",
        "opensearch://a:9200/Tin",
        "opensearch://a:9200/tin/khác",
        "opensearch://a:9200/_all",
        "opensearch://a:9200/tin*",
        "opensearch://a:99999/tin",
        "opensearch://a:/tin",
        "opensearch:///tin",
        "opensearch://a b/tin",
        "opensearch://lan:bi-mat@a:9200/tin",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_location(text)
    assert "TIMTIN_OPENSEARCH_PASSWORD" in caught.value.cure
    assert "bi-mat" not in str(caught.value)


def test_without_the_client_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if "engines.opensearch" in name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(EngineMissing, match="opensearch") as caught:
        open_index("opensearch://127.0.0.1:1/tin")
    assert 'pip install "timtin[cluster]"' in caught.value.cure


# The life of an index


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine keeps of an index in a cluster."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def address(opensearch_host: str) -> Iterator[ClusterAddress]:
    made = ClusterAddress((opensearch_host,), f"cluster-{next(NUMBERS)}")
    yield made
    for _, session in LEFT:
        session._process = 0
    remove_indices(opensearch_host, made.name)


def put(session: IndexSession, *articles: Article) -> None:
    batch = article_terms_batch(articles, session.profile, default_segmenter())
    for article, (terms, _) in zip(articles, batch):
        session.put(article.id, terms, article.to_json())


def ids(address: ClusterAddress) -> list[str]:
    opened = open_index(address)
    found = [id for id, _ in opened.reader.scan()]
    assert opened.reader.count == len(found)
    opened.reader.verify()
    return found


def connection_of(address: ClusterAddress) -> Any:
    from search.engines.opensearch.connection import connect

    return connect(address)


def indices_of(address: ClusterAddress) -> list[str]:
    rows = connection_of(address).call(
        "GET", f"/_cat/indices/{address.name}-data-*", format="json", h="index"
    )
    return [row["index"] for row in rows]


def test_an_index_is_built_updated_and_swapped(address: ClusterAddress) -> None:
    one, two, three = ARTICLES[:3]
    with pytest.raises(IndexMissing, match=address.name):
        open_index(address)
    with rebuild(address) as session:
        put(session, one, two)
        session.commit()
        # Nobody sees a build.
        with pytest.raises(IndexMissing):
            open_index(address)
    first = open_index(address)
    assert first.manifest.engine == "opensearch" and first.manifest.count == 2
    assert first.fresh() is first
    with update(address) as session:
        put(session, three)
        session.delete(one.id)
        assert first.fresh() is first
        session.commit()
        second = first.fresh()
        assert second.reader.count == 2
    # What was open stays what it was.
    assert [id for id, _ in first.reader.scan()] == [one.id, two.id]
    assert ids(address) == [two.id, three.id]
    with rebuild(address) as session:
        put(session, three)
    assert ids(address) == [three.id]
    assert second.reader.search(EngineQuery(Everything())).total == 2
    assert second.generation != open_index(address).generation


def test_a_build_that_fails_leaves_the_last_index(address: ClusterAddress) -> None:
    with rebuild(address) as session:
        put(session, *ARTICLES[:3])
    before = open_index(address)
    with pytest.raises(ZeroDivisionError), rebuild(address) as session:
        put(session, ARTICLES[4])
        session.commit()
        raise ZeroDivisionError
    assert before.fresh() is before
    assert ids(address) == [item.id for item in ARTICLES[:3]]
    assert len(indices_of(address)) == 1


def test_what_readers_have_left_is_removed(
    address: ClusterAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.engines.opensearch import writer

    for _ in range(2):
        with rebuild(address) as session:
            put(session, *ARTICLES[:2])
    assert len(indices_of(address)) == 2
    monkeypatch.setattr(writer, "GRACE", -1)
    with update(address) as session:
        put(session, ARTICLES[2])
    assert len(indices_of(address)) == 1
    assert len(ids(address)) == 3


def test_what_a_killed_writer_left_is_never_seen(address: ClusterAddress) -> None:
    """Killed after its documents were sent, before the one step."""
    with rebuild(address) as session:
        put(session, *ARTICLES[:5])
    reader = open_index(address)
    killed = update(address)
    session = killed.__enter__()
    put(session, replace(ARTICLES[0], title="Không ai thấy"), ARTICLES[6])
    session.delete(ARTICLES[1].id)
    writer: Any = session._writer
    writer._mark_dead()
    writer._bulks.flush()
    writer._connection.refresh(writer.state.index)
    assert ids(address) == [item.id for item in ARTICLES[:5]]
    abandon(killed, session)
    # The next one takes away what was left, and goes on.
    with update(address) as session:
        put(session, ARTICLES[7])
    assert ids(address) == [item.id for item in (*ARTICLES[:5], ARTICLES[7])]
    assert reader.reader.count == 5
    state = open_index(address).reader.state  # type: ignore[attr-defined]
    found = connection_of(address).call("GET", f"/{state.index}/_count")
    assert found["count"] == 6
    with update(address) as session:
        session.delete(ARTICLES[1].id)
    assert len(ids(address)) == 5


def abandon(manager: Any, session: IndexSession) -> None:
    """As if its process were gone: the lease is not given back and not renewed."""
    place: Any = session._place
    place._lease._ended.set()
    place._lease._renewing.join()
    held = place._record("lease")
    held.change(lambda source: {**source, "until": 0})
    # Or it would end in order when nothing names it any more.
    LEFT.append((manager, session))


def test_there_is_one_writer_at_a_time(address: ClusterAddress) -> None:
    with rebuild(address) as session:
        put(session, *ARTICLES[:2])
    with update(address) as session:
        with pytest.raises(IndexLocked, match="tiến trình"), update(address):
            pass
        with pytest.raises(IndexLocked), rebuild(address):
            pass
        put(session, ARTICLES[2])
    with update(address) as session:
        put(session, ARTICLES[3])
    assert len(ids(address)) == 4


def test_who_lost_the_lease_changes_nothing(address: ClusterAddress) -> None:
    """A writer that was cut off for long comes back with a late bulk and a commit."""
    with rebuild(address) as session:
        put(session, *ARTICLES[:4])
    late = update(address)
    lost = late.__enter__()
    put(lost, replace(ARTICLES[0], title="Bản muộn"), ARTICLES[8])
    lost.delete(ARTICLES[1].id)
    abandon(late, lost)
    with update(address) as session:
        put(session, replace(ARTICLES[0], title="Bản đúng"), ARTICLES[9])
        session.delete(ARTICLES[2].id)
        session.commit()
        # Both at once, then the late one tries to commit.
        put(lost, ARTICLES[10])
        with pytest.raises(IndexLocked):
            lost.commit()
        put(session, ARTICLES[11])
    wanted = [ARTICLES[place].id for place in (1, 3, 0, 9, 11)]
    assert ids(address) == wanted
    stored = open_index(address).reader.fetch([ARTICLES[0].id])[0]
    assert stored and "Bản đúng" in stored
    with update(address) as session:
        session.compact()
    assert ids(address) == wanted


def test_a_swap_of_who_lost_the_lease_is_refused(address: ClusterAddress) -> None:
    with rebuild(address) as session:
        put(session, *ARTICLES[:4])
    late = rebuild(address)
    lost = late.__enter__()
    put(lost, ARTICLES[8])
    abandon(late, lost)
    with update(address) as session:
        put(session, ARTICLES[5])
    with pytest.raises(TimtinError):
        lost._finish()
    assert len(ids(address)) == 5


def test_commits_are_seen_whole(address: ClusterAddress) -> None:
    """Readers ask all the while; each commit replaces all articles by ten others."""
    with rebuild(address) as session:
        put(session, *batch_of(0))
    stop, wrong, asked = threading.Event(), [], [0]

    def ask() -> None:
        opened = open_index(address)
        while not stop.is_set():
            opened = opened.fresh()
            answer = opened.reader.search(EngineQuery(Everything(), limit=100))
            rounds = {hit.id.partition("-")[0] for hit in answer.hits}
            asked[0] += 1
            if answer.total != 10 or len(rounds) != 1:
                wrong.append((answer.total, rounds))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(1, 6):
            with update(address) as session:
                for article in batch_of(turn - 1):
                    session.delete(article.id)
                put(session, *batch_of(turn))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong and asked[0] > 5


def batch_of(turn: int) -> list[Article]:
    return [replace(ARTICLES[0], id=f"{turn}-{place}") for place in range(10)]


# Commands


Run = Callable[..., Result]


@pytest.fixture
def run(
    address: ClusterAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """The program over an index in a cluster."""
    monkeypatch.setenv("TIMTIN_INDEX", str(address))
    monkeypatch.chdir(tmp_path)
    lines = "".join(f"{article.to_json()}\n" for article in ARTICLES)
    Path("tin.jsonl").write_text(lines, encoding="utf-8")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, catch_exceptions=False)

    return run


def test_every_command_takes_an_address(run: Run, address: ClusterAddress) -> None:
    indexed = run("index", "tin.jsonl")
    assert f"Chỉ mục {address} có {len(ARTICLES)} bài" in indexed.stdout
    found = json.loads(run("search", "bau cu", "--json", "--explain").stdout)
    assert found["total"] and found["hits"][0]["explanation"]
    id = found["hits"][0]["id"]
    assert json.loads(run("show", id, "--json").stdout)["id"] == id
    assert "2021" in run("facets", "bau cu").stdout
    assert run("suggest", "tổ").exit_code == 0
    stats = json.loads(run("stats", "--json").stdout)
    assert stats["engine"] == "opensearch" and stats["articles"] == len(ARTICLES)
    assert stats["index_bytes"] > 0 and stats["path"] == str(address)
    assert run("check").exit_code == 0
    lines = run("export").stdout.splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == sorted(
        article.id for article in ARTICLES
    )
    # Given on the command line, too, where it goes before the setting.
    with pytest.raises(IndexUnreachable, match="127.0.0.1:1"):
        run("stats", "--index", "opensearch://127.0.0.1:1/khac")


def test_a_second_run_brings_the_index_up_to_date(run: Run) -> None:
    run("index", "tin.jsonl")
    again = json.loads(run("index", "tin.jsonl", "--json").stdout)
    assert (again["added"], again["changed"], again["same_files"]) == (0, 0, 1)
    changed = [replace(ARTICLES[0], title="Tiêu đề mới"), *ARTICLES[2:]]
    text = "".join(f"{article.to_json()}\n" for article in changed)
    Path("tin.jsonl").write_text(text, encoding="utf-8")
    third = json.loads(run("index", "tin.jsonl", "--json").stdout)
    assert (third["added"], third["changed"], third["removed"]) == (0, 1, 1)
    assert third["count"] == len(ARTICLES) - 1
    assert json.loads(run("search", "tiêu đề mới", "--json").stdout)["total"] == 1


def test_a_ledger_that_is_lost_or_old_is_made_again(
    run: Run, address: ClusterAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", "tin.jsonl")
    # Another machine knows nothing of where the articles came from.
    monkeypatch.setenv("XDG_STATE_HOME", str(Path("other").absolute()))
    there = json.loads(run("index", "tin.jsonl", "--json").stdout)
    assert (there["added"], there["unchanged"]) == (0, len(ARTICLES))
    with update(address) as session:
        session.delete(ARTICLES[0].id)
    # Its ledger says that the article is there.
    back = json.loads(run("index", "tin.jsonl", "--json").stdout)
    assert (back["added"], back["count"]) == (1, len(ARTICLES))
    assert ARTICLES[0].id in ids(address)


def test_an_index_moves_to_a_cluster_and_back(
    run: Run, address: ClusterAddress
) -> None:
    run("index", "tin.jsonl", "--index", "nhà")
    run("move", "nhà", str(address))
    run("move", str(address), "về")
    moved = [list(open_index(place).reader.scan()) for place in ("nhà", address, "về")]
    assert moved[0] == moved[1] == moved[2] and len(moved[0]) == len(ARTICLES)
    assert open_index("về").manifest.engine == "tantivy"
    # The ledger came along: nothing is read again.
    for place in (str(address), "về"):
        again = json.loads(run("index", "tin.jsonl", "--index", place, "--json").stdout)
        assert (again["added"], again["same_files"]) == (0, 1), place


def test_an_engine_of_folders_is_refused(run: Run) -> None:
    with pytest.raises(UsageError, match="tantivy"):
        run("index", "tin.jsonl", "--engine", "tantivy")


# Journeys


def test_a_page_takes_few_calls(address: ClusterAddress) -> None:
    build_index(address, engine="")  # type: ignore[arg-type]
    connection = connection_of(address)
    texts = (
        *("bầu cử", "bau cu dai bieu Quoc hoi", "tổ chức xây dựng Đảng", "hà nội"),
        *("sở gd&đt tuyển giáo viên khánh hòa", 'nguồn:"Báo Mai" bầu cử', "xyz"),
        *('"đại biểu quốc hội" -hà', "to chuc dang giai phong"),
    )

    def calls(searcher: Searcher, request: SearchRequest) -> int:
        before: int = connection.calls
        searcher.search(request, facets=True, explain=True)
        return connection.calls - before

    for text in texts:
        searcher = Searcher(address)
        assert calls(searcher, SearchRequest(q=text)) <= 7, text
        # The second search has the reader prepared, which asks once more, once.
        calls(searcher, SearchRequest(q=text))
        assert calls(searcher, SearchRequest(q=text)) <= 5, text
        assert calls(searcher, SearchRequest(q=text, page=2, size=2)) <= 6, text
        searcher.close()
    searcher = Searcher(address)
    before = connection.calls
    assert len(list(searcher.export())) == len(ARTICLES)
    assert connection.calls - before <= 3
    searcher.close()


# Faults


def test_a_cluster_that_is_away_says_so() -> None:
    with pytest.raises(IndexUnreachable, match="127.0.0.1:1 *") as caught:
        open_index("opensearch://127.0.0.1:1/tin")
    assert "Không kết nối được" in caught.value.message
    assert "TIMTIN_INDEX" in caught.value.cure


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (401, {}, "không nhận tên hay mật khẩu"),
        (403, {"error": {"type": "security_exception"}}, "không nhận tên"),
        (400, {"error": {"type": "x_content_parse_exception"}}, "từ chối"),
        (
            503,
            {"error": {"type": "no_shard_available_action_exception"}},
            "chưa trả lời",
        ),
    ],
)
def test_what_a_server_refuses_is_told(
    status: int,
    body: dict[str, Any],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from search.engines.opensearch import connection

    monkeypatch.setattr(connection, "PAUSE", 0)
    monkeypatch.setattr(connection, "TRIES", 2)
    monkeypatch.setenv("TIMTIN_OPENSEARCH_USER", "lan")
    monkeypatch.setenv("TIMTIN_OPENSEARCH_PASSWORD", "bi-mat")
    with answering(status, body) as (port, asked):
        with pytest.raises(IndexUnreachable, match=message) as caught:
            open_index(f"opensearch://127.0.0.1:{port}/tin")
    assert "bi-mat" not in f"{caught.value} {caught.value.cure}"
    assert asked[0] == "Basic bGFuOmJpLW1hdA=="


class answering:
    """A server that answers all alike."""

    def __init__(self, status: int, body: Any, tls: Path | None = None) -> None:
        raw, asked = json.dumps(body).encode(), []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.headers["Authorization"])
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                pass

        self._asked = asked
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True
            )
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> tuple[int, list[str]]:
        self._thread.start()
        return self._server.server_port, self._asked

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_tls_needs_a_certificate_that_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    both = tmp_path / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    both.write_text(
        (tmp_path / "key.pem").read_text() + (tmp_path / "cert.pem").read_text()
    )
    with answering(401, {}, both) as (port, asked):
        address = f"opensearchs://127.0.0.1:{port}/tls"
        with pytest.raises(IndexUnreachable, match="chứng thư") as caught:
            open_index(address)
        assert "TIMTIN_OPENSEARCH_CA" in caught.value.cure and not asked
        connection_of(parse_location(address))._made = None  # type: ignore[arg-type]
        monkeypatch.setenv("TIMTIN_OPENSEARCH_CA", str(tmp_path / "cert.pem"))
        with pytest.raises(IndexUnreachable, match="không nhận tên hay mật khẩu"):
            open_index(address)
        assert asked


def test_a_name_of_something_else_is_left_alone(address: ClusterAddress) -> None:
    connection = connection_of(address)
    connection.call("PUT", f"/{address.name}", {"mappings": {"dynamic": True}})
    try:
        with pytest.raises(UsageError, match="không phải của Tìm Tin"):
            open_index(address)
        with pytest.raises(UsageError, match="không phải của Tìm Tin"):
            with rebuild(address) as session:
                put(session, ARTICLES[0])
        assert connection.call("HEAD", f"/{address.name}")
    finally:
        connection.call("DELETE", f"/{address.name}")


def test_a_full_disk_loses_nothing(address: ClusterAddress) -> None:
    """The block that a server puts on indices when its disk is nearly full."""
    with rebuild(address) as session:
        put(session, *ARTICLES[:3])
    connection = connection_of(address)
    index = open_index(address).reader.state.index  # type: ignore[attr-defined]

    def block(value: bool | None) -> None:
        body = {"index.blocks.read_only_allow_delete": value}
        connection.call("PUT", f"/{index}/_settings", body)

    block(True)
    with pytest.raises(TimtinError, match="Hết chỗ trên đĩa") as caught:
        with update(address) as session:
            put(session, ARTICLES[4])
    assert "vẫn dùng được" in caught.value.cure
    assert ids(address) == [item.id for item in ARTICLES[:3]]
    block(None)
    with update(address) as session:
        put(session, ARTICLES[4])
    assert len(ids(address)) == 4


def test_an_index_of_another_version_is_told(
    address: ClusterAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rebuild(address) as session:
        put(session, *ARTICLES[:3])
    monkeypatch.setattr("search.store.opening.SCHEMA_VERSION", 77)
    with pytest.raises(TimtinError, match="lược đồ") as caught:
        open_index(address)
    assert "--rebuild" in caught.value.cure and address.name in caught.value.cure


def test_articles_that_are_gone_are_noticed(address: ClusterAddress) -> None:
    with rebuild(address) as session:
        put(session, *ARTICLES[:3])
    assert check_index(address).is_sound
    index = open_index(address).reader.state.index  # type: ignore[attr-defined]
    connection = connection_of(address)
    hits = connection.call("POST", f"/{index}/_search", {"size": 1})["hits"]["hits"]
    path = f"/{index}/_doc/{hits[0]['_id']}"
    connection.call(
        "DELETE",
        path,
        routing=hits[0]["_routing"],
        version=1 << 60,
        version_type="external",
    )
    connection.refresh(index)
    found = check_index(address)
    assert not found.is_sound and "phải là 3" in found.findings[0].what


def test_the_page_and_its_health_tell(
    address: ClusterAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webui.app import create_app

    build_index(address, engine="")  # type: ignore[arg-type]
    client = create_app(index=address).test_client()
    assert client.get("/healthz").json == {"status": "ok", "articles": len(ARTICLES)}
    page = client.get("/?q=bầu+cử")
    assert page.status_code == 200 and "bầu cử" in page.text
    away = create_app(
        index=parse_location("opensearch://127.0.0.1:1/tin")
    ).test_client()
    for path in ("/healthz", "/?q=a", "/api/search?q=a"):
        assert away.get(path).status_code == 503, path
    assert "Không kết nối được với cụm" in away.get("/?q=a").text


def test_a_node_that_goes_amid_a_search_is_of_the_moment() -> None:
    from search.engines.opensearch.connection import _is_passing

    gone = {"type": "search_phase_execution_exception", "phase": "query"}
    assert _is_passing(500, gone) and _is_passing(503, "")
    assert not _is_passing(400, gone) and not _is_passing(500, "parse_exception")
