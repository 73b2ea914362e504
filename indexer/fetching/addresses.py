"""Which addresses lead to the public internet.

From IANA's registries of special-purpose addresses
(https://www.iana.org/assignments/iana-ipv4-special-registry/ and
https://www.iana.org/assignments/iana-ipv6-special-registry/). Python's ``is_global``
knows them as of its release, and takes for public what embeds an address of the other
family (NAT64, 6to4, Teredo, ISATAP): a gateway of the network may lead those inside.
"""

from __future__ import annotations

import ipaddress

_SPECIAL_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)

_UNICAST_6 = ipaddress.IPv6Network("2000::/3")
"""All that was ever given out for the public internet."""

_SPECIAL_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocols, among them Teredo, benchmarks, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)

_ISATAP = (0x00005EFE, 0x02005EFE)
"""The third quarter of an address whose last one is an IPv4 address (RFC 5214)."""


def is_public(address: str) -> bool:
    """Whether an IP address leads to the public internet and nowhere else."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return _is_public_6(found)
        found = found.ipv4_mapped
    return found.is_global and not any(found in network for network in _SPECIAL_4)


def _is_public_6(address: ipaddress.IPv6Address) -> bool:
    if address not in _UNICAST_6 or not address.is_global:
        return False
    if any(address in network for network in _SPECIAL_6):
        return False
    return (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP
