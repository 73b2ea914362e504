"""Sending new articles: to a terminal, a feed file, by mail, to a command."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from search.errors import TimtinError
from search.following.journal import ATOM_ENTRIES, Batch, Entry
from search.following.saved import SavedSearch, replace_file

COMMAND_SECONDS = 300
MAIL_SECONDS = 30

ATOM = "http://www.w3.org/2005/Atom"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Outside:
    """What sending needs to know of the world.

    :param folder: where relative paths of saved searches start.
    :param show: prints a batch for the terminal, and sees that it is out.
    :param smtp: ``smtp://name:password@host:port``, or ``smtps://``.
    :param site: the address of the page, without a slash at its end.
    """

    folder: Path
    show: Callable[[Batch], None]
    smtp: str = ""
    mail_from: str = ""
    site: str = ""


def link(entry: Entry, site: str) -> str:
    """Where an article can be read: on the page, else the original; "" where neither is."""
    if site:
        return f"{site}/bai/{quote(str(entry['id']).encode('utf-8', 'replace'))}"
    url = str(entry["url"])
    return url if url.lower().startswith(("http://", "https://")) else ""


def plain(text: str) -> str:
    """A text on one line, without what a terminal, XML or a mail header cannot hold."""
    kept = (char if unicodedata.category(char)[0] not in "CZ" else " " for char in text)
    return " ".join("".join(kept).split())


def describe(batch: Batch, site: str) -> Iterator[str]:
    """A batch as lines of text."""
    again = " (gửi lại: lần trước bị ngắt)" if batch.tried else ""
    yield (
        f"{plain(batch.alert)}: {len(batch.articles)} bài mới,"
        f" tin báo số {batch.number}{again}"
    )
    for entry in batch.articles:
        yield ""
        yield plain(entry["title"])
        facts = (entry["date_text"], entry["publisher"], link(entry, site))
        yield "  " + " · ".join(plain(fact) for fact in facts if fact)
        yield f"  mã bài: {plain(entry['id'])}"


def send(batch: Batch, to: SavedSearch, feed: Sequence[Batch], out: Outside) -> None:
    """Send a batch to its channel.

    :param feed: what the feed file of the search has, newest first.
    :raises TimtinError: when it could not be sent: it stays in the outbox.
    """
    match batch.channel:
        case "terminal":
            out.show(batch)
        case "atom":
            path = out.folder / to.atom
            replace_file(path, make_feed(to, feed, out.site))
        case "mail":
            _mail(batch, to, out)
        case _:
            _run(batch, to, out)


# Feed


def make_feed(to: SavedSearch, batches: Iterable[Batch], site: str) -> bytes:
    """An Atom feed (RFC 4287) of what was found, newest first."""
    from xml.etree import ElementTree as xml

    def add(parent: xml.Element, name: str, text: str = "", **values: str) -> None:
        child = xml.SubElement(parent, f"{{{ATOM}}}{name}", values)
        child.text = plain(text) or None

    xml.register_namespace("", ATOM)
    batches = list(batches)
    feed = xml.Element(f"{{{ATOM}}}feed")
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "vi")
    query = to.request.to_query_string()
    add(feed, "title", f"Tìm Tin: {to.name}")
    add(feed, "id", uuid5(NAMESPACE_URL, f"timtin:{to.name}").urn)
    add(feed, "updated", batches[0].made if batches else "1970-01-01T00:00:00Z")
    if site:
        add(feed, "link", rel="alternate", href=f"{site}/{query}")
    author = xml.SubElement(feed, f"{{{ATOM}}}author")
    add(author, "name", "Tìm Tin")
    for batch, article in _newest(batches):
        entry = xml.SubElement(feed, f"{{{ATOM}}}entry")
        add(entry, "title", article["title"])
        raw = str(article["id"]).encode("utf-8", "backslashreplace").decode()
        add(entry, "id", uuid5(NAMESPACE_URL, f"timtin:bai:{raw}").urn)
        add(entry, "updated", batch.made)
        if href := link(article, site):
            add(entry, "link", rel="alternate", href=href)
        if article["publisher"]:
            by = xml.SubElement(entry, f"{{{ATOM}}}author")
            add(by, "name", article["publisher"])
        add(entry, "summary", f"{article['date_text']}. {article['opening']}")
    xml.indent(feed)
    return bytes(xml.tostring(feed, "utf-8", xml_declaration=True)) + b"\n"


def _newest(batches: Iterable[Batch]) -> Iterator[tuple[Batch, Entry]]:
    left = ATOM_ENTRIES
    for batch in batches:
        for article in reversed(batch.articles):
            if left:
                left -= 1
                yield batch, article


# Mail


def _mail(batch: Batch, to: SavedSearch, out: Outside) -> None:
    import smtplib
    import ssl
    from email.message import EmailMessage

    server = urlsplit(out.smtp)
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise TimtinError(
            "Chưa biết máy chủ gửi thư",
            "Đặt TIMTIN_SMTP, ví dụ smtp://127.0.0.1:25, và TIMTIN_MAIL_FROM",
        )
    sender = out.mail_from or f"timtin@{server.hostname}"
    message = EmailMessage()
    count = len(batch.articles)
    message["Subject"] = f"Tìm Tin: {count} bài mới, {plain(to.name)}"
    message["From"] = sender
    message["To"] = ", ".join(to.mail)
    message["Date"] = _mail_date(batch.made)
    # A mailbox that gets the same message again knows it by this.
    domain = sender.rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{mail_name(batch)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join([*describe(batch, out.site), ""]), cte="base64")
    try:
        context = ssl.create_default_context()
        port = server.port or 0
        opened = (
            smtplib.SMTP_SSL(
                server.hostname, port, timeout=MAIL_SECONDS, context=context
            )
            if server.scheme == "smtps"
            else smtplib.SMTP(server.hostname, port or 25, timeout=MAIL_SECONDS)
        )
        with opened as connection:
            if server.scheme == "smtp" and server.hostname not in LOOPBACK:
                connection.ehlo()
                if connection.has_extn("starttls"):
                    connection.starttls(context=context)
                elif server.username:
                    raise TimtinError(
                        f"Máy chủ thư {server.hostname} không mã hóa đường truyền",
                        "Dùng smtps://, hoặc bỏ tên và mật khẩu khỏi TIMTIN_SMTP",
                    )
            if server.username:
                connection.login(
                    unquote(server.username), unquote(server.password or "")
                )
            connection.send_message(message, sender, list(to.mail))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise TimtinError(
            f"Không gửi được thư “{plain(to.name)}” ({plain(str(error))[:200]})",
            "Kiểm tra TIMTIN_SMTP; lần chạy sau sẽ gửi lại",
        ) from error


def mail_name(batch: Batch) -> str:
    """What names a batch among all that are ever sent."""
    ids = json.dumps([entry["id"] for entry in batch.articles])
    name = f"{batch.number} {batch.made} {batch.alert} {ids}"
    return str(uuid5(NAMESPACE_URL, name.encode("ascii", "backslashreplace").decode()))


def _mail_date(made: str) -> str:
    from datetime import datetime
    from email.utils import format_datetime

    return format_datetime(datetime.fromisoformat(made))


# Command


def _run(batch: Batch, to: SavedSearch, out: Outside) -> None:
    """Run the command of a search; the batch is JSON on its standard input."""
    told = json.dumps(to_dict(batch, out.site), ensure_ascii=False)
    environment = {**os.environ, "TIMTIN_BATCH": mail_name(batch)}
    try:
        words = shlex.split(to.command)
        # A group of its own, so that what the command started ends with it.
        process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            cwd=out.folder,
            env=environment,
            start_new_session=True,
        )
        try:
            process.communicate(told.encode("utf-8", "replace"), COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        code = process.returncode
    except (OSError, ValueError, IndexError) as error:
        raise TimtinError(
            f"Không chạy được lệnh “{plain(to.command)[:80]}” ({plain(str(error))})",
            "Sửa “command” trong tệp theo dõi; lần chạy sau sẽ gửi lại",
        ) from error
    if code:
        raise TimtinError(
            f"Lệnh “{plain(to.command)[:80]}” kết thúc với mã {code}",
            "Xem lệnh báo lỗi gì; lần chạy sau sẽ gửi lại",
        )


def to_dict(batch: Batch, site: str) -> dict[str, object]:
    """The public JSON of a batch."""
    return {
        "alert": batch.alert,
        "batch": mail_name(batch),
        "made": batch.made,
        "again": batch.tried > 0,
        "articles": [{**entry, "link": link(entry, site)} for entry in batch.articles],
    }
