"""Ledgers side by side: what should have come out, and what did.

Compared are, in this order: the order of execution; the result and the metadata of each transaction; the
header with its roots; the ledger's hash. The first difference is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from conformance import sides
from conformance.runs import Difference
from spec.header import LedgerHeader
from spec.values import Hash256

PRELIMINARY = "the preliminary result of a submission"
"""What differs where a submission is answered otherwise."""


class Executed(Protocol):
    """A transaction in a closed ledger."""

    @property
    def blob(self) -> bytes:
        """The transaction."""

    @property
    def metadata(self) -> bytes:
        """What it did."""

    @property
    def result(self) -> str:
        """The name of its result."""


class Closed(Protocol):
    """A closed ledger."""

    @property
    def header(self) -> LedgerHeader:
        """The header."""

    @property
    def hash(self) -> Hash256:
        """The ledger's hash."""

    @property
    def transactions(self) -> Sequence[Executed]:
        """In the order of execution."""


def ledgers(recorded: Closed, found: Closed) -> Difference | None:
    """The first difference between two closed ledgers."""
    where = f"ledger {recorded.header.sequence}"
    difference = _transactions(recorded, found, where)
    if difference is not None:
        return difference
    if found.header != recorded.header:
        shown = sides.ledger_header(recorded.header), sides.ledger_header(found.header)
        return Difference("the header", where, *shown)
    if found.hash != recorded.hash:
        return Difference("the ledger hash", where, recorded.hash.hex().upper(), found.hash.hex().upper())
    return None


def states(
    recorded: Mapping[Hash256, bytes], found: Mapping[Hash256, bytes], where: str
) -> Difference | None:
    """The first entry, by its key, in which two states differ."""
    for key in sorted(recorded.keys() | found.keys()):
        if recorded.get(key) != found.get(key):
            shown = _entry(key, recorded.get(key)), _entry(key, found.get(key))
            return Difference(f"the entry {key.hex().upper()}", where, *shown)
    return None


def _transactions(recorded: Closed, found: Closed, where: str) -> Difference | None:
    for place, wanted in enumerate(recorded.transactions):
        if place >= len(found.transactions):
            about = sides.transaction(wanted.blob)
            return Difference("a transaction is missing", where, wanted.result, None, about)
        given = found.transactions[place]
        what = _what_differs(wanted, given)
        if what is not None:
            about = sides.transaction(wanted.blob)
            what = f"{what} of transaction {place}"
            return Difference(what, where, _executed(wanted), _executed(given), about)
    if len(found.transactions) > len(recorded.transactions):
        extra = found.transactions[len(recorded.transactions)]
        about = sides.transaction(extra.blob)
        return Difference("a transaction too many", where, None, extra.result, about)
    return None


def _what_differs(wanted: Executed, given: Executed) -> str | None:
    if wanted.blob != given.blob:
        return "the order of execution"
    if wanted.result != given.result:
        return "the result"
    return None if wanted.metadata == given.metadata else "the metadata"


def _executed(one: Executed) -> dict[str, Any]:
    return {
        "hash": sides.transaction(one.blob).get("hash"),
        "result": one.result,
        "meta": sides.metadata(one.metadata),
        "meta_blob": one.metadata.hex().upper(),
    }


def _entry(key: bytes, data: bytes | None) -> Any:
    return None if data is None else sides.entry(key, data)
