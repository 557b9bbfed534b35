"""Who asks: the administrator, or a guest.

Whoever connects from an administrator's network is the administrator, as long as nothing says that the
request was passed on for somebody else: a proxy's header, or a web page of another machine that a browser
here has open.

Source: Role.cpp (3.1.1); the checks of headers are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from impl.edge.service import Role

Network = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
"""This machine."""

_PASSED_ON = frozenset({"forwarded", "x-forwarded-for", "x-real-ip", "via"})
_HERE = "localhost"


class Access:
    """Whom the node takes for its administrator."""

    def __init__(self, administrators: Iterable[Network] = LOOPBACK) -> None:
        self.administrators = tuple(administrators)

    def role(self, remote: str, headers: Iterable[tuple[str, str]]) -> Role:
        """The role of a request from an address with these headers."""
        if not self._is_administrators(remote):
            return Role.GUEST
        for name, value in headers:
            lowered = name.lower()
            if lowered in _PASSED_ON or (lowered == "origin" and not self._is_ours(value)):
                return Role.GUEST
        return Role.ADMIN

    def _is_administrators(self, address: str) -> bool:
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(found, "ipv4_mapped", None)
        return any((mapped or found) in network for network in self.administrators)

    def _is_ours(self, origin: str) -> bool:
        try:
            host = urlsplit(origin).hostname
        except ValueError:
            return False
        return host == _HERE or (host is not None and self._is_administrators(host))
