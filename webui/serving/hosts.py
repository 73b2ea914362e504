"""Under which names the page may be asked for, and whose word about readers is taken.

A page elsewhere on the internet whose name suddenly leads to this machine could read the
collection through a reader's browser; its requests carry that name. Links, feeds and
their ids are made from the name too. So only known names are answered.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from search.errors import UsageError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NONE = "none"
"""The setting that names nothing."""

_ANY = ("0.0.0.0", "::", "")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parts_of(setting: str) -> list[str]:
    """The members of a setting, between commas."""
    if setting.strip().lower() == NONE:
        return []
    return [part.strip() for part in setting.split(",") if part.strip()]


class Hosts:
    """The names that are answered: this machine's own, the one that the page listens
    at, and those of a setting.

    :param names: as in the setting: ``tin.example, .toasoan.example, *`` (with a dot:
        all below it; a star: any).
    :param listening: the address that the page listens at. Where that is every address
        of the machine, any number of an address is answered, for no page elsewhere can
        have a number for its name.
    """

    def __init__(self, names: Iterable[str], listening: str) -> None:
        self._names = {name.lower().rstrip(".") for name in names}
        self._takes_numbers = listening in _ANY
        if not self._takes_numbers:
            self._names.add(listening.lower())

    def knows(self, host: str) -> bool:
        """Whether a request may name this host, with or without a port."""
        name = _without_port(host)
        if not name:
            return False
        if "*" in self._names or name in self._names or name == "localhost":
            return True
        number = _number(name)
        if number is not None:
            return number.is_loopback or self._takes_numbers
        return any(
            name.endswith(known) or name == known[1:]
            for known in self._names
            if known.startswith(".")
        )

    def guard(self, app: Flask) -> None:
        """Let an application answer these only."""

        @app.before_request
        def check() -> None:
            if not self.knows(request.environ.get("HTTP_HOST", "localhost")):
                raise UsageError(
                    "Trang này không trả lời dưới tên máy chủ đó",
                    "Người quản trị thêm tên ấy vào TIMTIN_ALLOWED_HOSTS",
                )


def _number(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _without_port(host: str) -> str:
    """The name in a ``Host`` header, "" where that is none."""
    host = host.strip().lower()
    if host.startswith("["):
        name, closed, port = host[1:].partition("]")
        known = _number(name) if closed else None
        name = str(known) if known is not None and known.version == 6 else ""
    else:
        name, _, port = host.partition(":")
        port = f":{port}" if port else ""
        name = name.rstrip(".")
        if not name.isascii() or not name.replace("-", "").replace(".", "").isalnum():
            # Underscores are in names of containers.
            plain = name.replace("-", "").replace(".", "").replace("_", "")
            name = name if name.isascii() and plain.isalnum() else ""
    if port and not (port[0] == ":" and port[1:].isascii() and port[1:].isdigit()):
        return ""
    return name


class Proxies:
    """The proxies whose headers say who asks, by which name and over which protocol.

    :param setting: addresses or networks, between commas: ``127.0.0.1, 10.0.0.0/8``.
    :raises UsageError: when one is none.
    """

    def __init__(self, setting: str) -> None:
        try:
            self._networks: list[Network] = [
                ipaddress.ip_network(part, strict=False) for part in parts_of(setting)
            ]
        except ValueError as error:
            raise UsageError(
                f"TIMTIN_TRUSTED_PROXY={setting!r} không phải là địa chỉ IP",
                "Viết như 127.0.0.1 hoặc 10.0.0.0/8, cách nhau bằng dấu phẩy",
            ) from error

    def trusts(self, address: str) -> bool:
        """Whether what comes from an address is a proxy's word."""
        number = _number(address.partition("%")[0])
        return number is not None and any(number in net for net in self._networks)

    def client(self, address: str, forwarded: str) -> str:
        """Who asks: the address of a connection, or the last one that a proxy names."""
        last = forwarded.rpartition(",")[2].strip()
        return last if last and self.trusts(address) else address

    def wrap(self, inner: WSGIApplication) -> WSGIApplication:
        """An application that sees what a trusted proxy saw."""
        if not self._networks:
            return inner
        told = ProxyFix(inner, x_for=1, x_proto=1, x_host=1, x_port=1, x_prefix=1)

        def answer(
            environ: WSGIEnvironment, start_response: StartResponse
        ) -> Iterable[bytes]:
            trusted = self.trusts(environ.get("REMOTE_ADDR", ""))
            return (told if trusted else inner)(environ, start_response)

        return answer
