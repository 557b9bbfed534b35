"""What the handlers of requests work with: the service behind them, and the request before them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from msgspec import Struct, field

from impl.boundary import Closed, LedgerSide
from impl.edge import errors
from impl.edge.errors import Json, Refusal
from impl.edge.searches import Searches, Wait
from impl.edge.subscriptions import Subscriber, Subscriptions
from impl.ports import Clock, Randomness
from impl.recent import Recent

SOFTWARE = "canon"
VERSION = "0.1.0"
COMPATIBLE_VERSION = "3.1.1"
"""The release of the established server whose behaviour this API has. Client libraries compare
``build_version`` with releases of that server to decide what to send: NetworkID, for example, from 1.11.0
on."""

API_VERSIONS = (1, 2)


class Role(Enum):
    """Who asks."""

    GUEST = "guest"
    ADMIN = "admin"

    @property
    def unlimited(self) -> bool:
        """Whether page limits do not bind."""
        return self is Role.ADMIN


class Port(Struct, frozen=True):
    """A port that the node listens on."""

    port: int
    protocols: tuple[str, ...]


class Settings(Struct, frozen=True):
    """What whoever runs the node decided."""

    network_id: int = 0
    standalone: bool = True
    signing: bool = False
    """Whether others than the administrator may have the node sign with secrets that they send."""
    check_signatures: bool = True
    ports: tuple[Port, ...] = ()
    host_name: str = "localhost"
    node_name: str = ""
    """The node's public key as text."""


SIGNED_LIMIT = 1 << 14
"""Of so many transactions, and up to twice as many, it is remembered whether their signatures hold."""


class Service(Struct, kw_only=True):
    """The node as its handlers see it."""

    ledger: LedgerSide
    clock: Clock
    randomness: Randomness
    settings: Settings = field(default_factory=Settings)
    subscriptions: Subscriptions
    searches: Searches
    stop: Callable[[], None]
    """Asks the node to stop in good order."""
    started: float = 0.0
    """When the node started, by ``clock.elapsed``."""
    signed: Recent[bool] = field(default_factory=lambda: Recent(SIGNED_LIMIT))
    """Of transactions that came lately, whether their signatures hold."""

    def close_ledger(self) -> Closed:
        """Close the open ledger and tell those who subscribed."""
        closed = self.ledger.close()
        self.subscriptions.publish_closed(closed, self.complete_ledgers())
        self.searches.ledger_closed(closed)
        return closed

    def complete_ledgers(self) -> str:
        """The ledgers at hand, as the API writes them: the first and the last."""
        first, last = self.ledger.complete_ledgers()
        return f"{first}-{last}" if first != last else str(last)


class Request(Struct, kw_only=True):
    """One request: a method, its parameters, and who asks."""

    service: Service
    method: str
    params: Json
    version: int = 1
    role: Role = Role.GUEST
    subscriber: Subscriber | None = None
    """The connection, where it can carry messages that were not asked for."""
    wait: Wait | None = None
    """Whether the answer is still waited for, where it may take long."""

    def __contains__(self, name: str) -> bool:
        return name in self.params

    def get(self, name: str) -> Any:
        """A parameter; None where there is none."""
        return self.params.get(name)

    def need(self, name: str) -> Any:
        """A parameter that must be there. Raises Refusal."""
        if name not in self.params:
            raise errors.missing_field(name)
        return self.params[name]

    def need_text(self, name: str) -> str:
        """A parameter that must be there and be a text. Raises Refusal."""
        value = self.need(name)
        if not isinstance(value, str):
            raise errors.invalid_field(name)
        return value

    def refuse(self, old: errors.ApiError, new: errors.ApiError) -> Refusal:
        """The error that API version 1 gives, or the one that later versions do."""
        return Refusal(old if self.version == 1 else new)
