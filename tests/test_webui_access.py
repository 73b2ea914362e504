"""Who may ask: names of hosts, proxies, the password, the access log, every status."""

from __future__ import annotations

import re
import stat
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import abort
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from search.errors import UsageError
from webui.app import create_app
from webui.cli import password as password_command
from webui.serving import password as passwords
from webui.serving.hosts import Hosts, Proxies
from webui.serving.password import MAX_FAILURES, Password, write_password

HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")


Make = Callable[..., FlaskClient]


@pytest.fixture
def make(tiny_index: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    def make(**settings: str) -> FlaskClient:
        for name, value in settings.items():
            monkeypatch.setenv(f"TIMTIN_{name.upper()}", value)
        return create_app(tiny_index).test_client()

    return make


# Hosts


@pytest.mark.parametrize(
    "host",
    "localhost localhost:8000 LOCALHOST localhost. 127.0.0.1 127.0.0.1:80 127.9.9.9 [::1]"
    " [::1]:8000 tin.example tin.example:443 a.toasoan.example toasoan.example".split(),
)
def test_known_hosts(host: str) -> None:
    assert Hosts(["tin.example", ".toasoan.example"], "127.0.0.1").knows(host)


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "localhost.evil.example", "tin.example.evil", "xtin.example"),
        *(
            "10.0.0.1",
            "8.8.8.8:80",
            "[2001:db8::1]",
            "0.0.0.0",
            "",
            ":80",
            "localhost:x",
        ),
        *(
            "evil.example:80@localhost",
            "localhost/x",
            "localhost, evil.example",
            "[::1",
        ),
        *(
            'evil.example"><x>',
            "localhost evil",
            "toasoan.example.",
            "ｌｏｃａｌｈｏｓｔ",
        )[:2],
        *(
            "127.0.0.1.evil.example",
            "localhost\t.evil",
            "xtoasoan.example",
            "2130706433",
        ),
    ],
)
def test_unknown_hosts(host: str) -> None:
    assert not Hosts(["tin.example", ".toasoan.example"], "127.0.0.1").knows(host)


def test_a_page_at_every_address_answers_to_numbers_but_not_to_names() -> None:
    hosts = Hosts([], "0.0.0.0")
    assert hosts.knows("192.168.1.5:8000") and hosts.knows("[fe80::1]")
    assert not hosts.knows("evil.example")


def test_a_page_answers_to_the_address_it_listens_at() -> None:
    assert Hosts([], "10.1.2.3").knows("10.1.2.3:8000")
    assert not Hosts([], "10.1.2.3").knows("10.1.2.4")
    assert Hosts(["*"], "10.1.2.3").knows("any.example")


@pytest.mark.parametrize("path", ["/", "/feed.atom?q=x", "/api/search?q=x", "/healthz"])
def test_other_names_are_not_answered(make: Make, path: str) -> None:
    client = make()
    for host in ("evil.example", "evil.example:8000", 'evil.example"><x>'):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text
        assert all(name in answer.headers for name in HEADERS)


# Proxies


def test_a_trusted_proxy_says_how_the_page_was_asked_for(make: Make) -> None:
    client = make(trusted_proxy="127.0.0.1", allowed_hosts="tin.example")
    told = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "tin.example",
        "X-Forwarded-For": "203.0.113.9",
    }
    feed = client.get("/feed.atom?q=Huế", headers=told).text
    assert "https://tin.example/bai/" in feed and "http://" not in re.sub(
        r'xmlns="[^"]*"', "", feed
    )
    told["X-Forwarded-Host"] = "evil.example"
    assert client.get("/feed.atom?q=Huế", headers=told).status_code == 400


def test_nobody_else_is_believed(make: Make) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    for client in (make(), make(trusted_proxy="10.0.0.0/8")):
        feed = client.get("/feed.atom?q=Huế", headers=told)
        assert feed.status_code == 200
        assert "evil" not in feed.text and "https://localhost" not in feed.text


def test_who_asks_behind_a_proxy() -> None:
    proxies = Proxies("127.0.0.1, 10.0.0.0/8, ::1")
    assert proxies.client("10.2.3.4", "198.51.100.1, 203.0.113.9") == "203.0.113.9"
    assert proxies.client("192.0.2.1", "203.0.113.9") == "192.0.2.1"
    assert proxies.client("::1", "") == "::1"
    with pytest.raises(UsageError, match="TIMTIN_TRUSTED_PROXY"):
        Proxies("proxy.example")


# The password


def basic(password: str, user: str = "ai") -> dict[str, str]:
    return {
        "Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()
    }


@pytest.fixture
def locked(make: Make, tmp_path: Path) -> FlaskClient:
    write_password(tmp_path / "mat-khau", "bí mật lắm nhé")
    return make(password_file=str(tmp_path / "mat-khau"))


PATHS = [
    "/",
    "/bai/x",
    "/api/search",
    "/feed.atom",
    "/static/style.css",
    "/tro-giup",
    "/x",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_answered_without_the_password(
    locked: FlaskClient, path: str
) -> None:
    for headers in (
        {},
        basic("sai"),
        {"Authorization": "Bearer bí mật lắm nhé".encode()},
    ):
        answer = locked.get(path, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
        assert all(name in answer.headers for name in HEADERS)
    assert locked.get(path, headers=basic("bí mật lắm nhé")).status_code in (200, 404)


def test_health_needs_no_password(locked: FlaskClient) -> None:
    assert locked.get("/healthz").status_code == 200


def test_guessing_is_slowed_down(locked: FlaskClient) -> None:
    for number in range(MAX_FAILURES):
        assert locked.get("/", headers=basic(f"sai {number}")).status_code == 401
    assert locked.get("/", headers=basic("bí mật lắm nhé")).status_code == 429


def test_the_file_holds_no_password_and_is_its_owner_s(tmp_path: Path) -> None:
    file = tmp_path / "mat-khau"
    write_password(file, "bí mật lắm nhé")
    assert "bí mật" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_changed_password_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mat-khau"
    write_password(file, "bí mật lắm nhé")
    known = Password(file)
    assert known.is_right("bí mật lắm nhé") and known.is_right("bí mật lắm nhé")
    write_password(file, "một mật khẩu khác")
    assert not known.is_right("bí mật lắm nhé")
    assert known.is_right("một mật khẩu khác")


def test_a_right_password_is_hashed_slowly_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_password(tmp_path / "f", "bí mật lắm nhé")
    known = Password(tmp_path / "f")
    asked: list[str] = []
    check = passwords.check_password_hash
    monkeypatch.setattr(
        passwords, "check_password_hash", lambda *a: asked.append(a[1]) or check(*a)
    )
    assert all(known.is_right("bí mật lắm nhé") for _ in range(5))
    assert len(asked) == 1


@pytest.mark.parametrize("text", [None, "", "mật khẩu trần"])
def test_a_file_without_a_hash_is_said_at_the_start(
    make: Make, tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "mat-khau"
    if text is not None:
        file.write_text(text)
    with pytest.raises(UsageError, match="tệp mật khẩu|Tệp mật khẩu"):
        make(password_file=str(file))


def test_the_command_writes_it(tmp_path: Path, runner: CliRunner) -> None:
    file = tmp_path / "mat-khau"
    done = runner.invoke(password_command, [str(file)], input="bí mật lắm nhé\n")
    assert done.exit_code == 0 and "TIMTIN_PASSWORD_FILE" in done.output
    assert Password(file).is_right("bí mật lắm nhé")
    short = runner.invoke(password_command, [str(file)], input="ngắn\n")
    assert isinstance(short.exception, UsageError)
    assert Password(file).is_right("bí mật lắm nhé")


# The access log


def test_each_answer_is_a_line(make: Make, tmp_path: Path) -> None:
    log = tmp_path / "truy-cap.log"
    client = make(access_log=str(log), trusted_proxy="127.0.0.1")
    client.get('/?q=Huế "a\\b%0a', headers={"X-Forwarded-For": "203.0.113.9"})
    client.get("/khong-co")
    log.rename(tmp_path / "cu.log")
    client.get("/healthz")
    first, second = (tmp_path / "cu.log").read_text().splitlines()
    assert re.fullmatch(
        r'203\.0\.113\.9 - - \[[^]]+\] "GET /\?q=\S+ HTTP/1\.1" 200 \d+ \d+\.\dms',
        first,
    )
    assert '"GET /khong-co HTTP/1.1" 404 ' in second
    assert '"GET /healthz HTTP/1.1" 200 ' in log.read_text()


def test_a_log_that_cannot_be_written_is_said_at_the_start(
    make: Make, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="nhật ký"):
        make(access_log=str(tmp_path / "khong-co" / "log"))


# Every status


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416]
    + [417, 418, 422, 423, 424, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505],
)  # fmt: skip
def test_every_status_has_a_page_in_vietnamese(tiny_index: Path, status: int) -> None:
    app = create_app(tiny_index)
    app.add_url_rule("/ma", view_func=lambda: abort(status))
    app.add_url_rule("/api/ma", endpoint="ma2", view_func=lambda: abort(status))
    client = app.test_client()
    page = client.get("/ma")
    assert page.status_code == status
    assert re.search(r"<h1>[^<]*[^\x00-\x7f][^<]*</h1>", page.text)
    assert all(name in page.headers for name in HEADERS)
    name = HTTPException().name if status not in (418,) else "teapot"
    assert name not in page.text
    error = client.get("/api/ma").get_json()["error"]
    assert error["status"] == status and error["message"]


def test_a_range_past_the_end_is_told_the_length(make: Make) -> None:
    answer = make().get("/static/style.css", headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"].startswith("bytes */")
