"""The history: where a transaction, an account's transactions or a ledger by its sequence are found.

What happened is in the ledgers themselves. Beside them stand records that say where to look: for each ledger
its hash, for each transaction its ledger, and for each account and ledger the places of the transactions that
affected it. They are written in the same batch as the ledger, so that they never say less or more than it
does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from impl.node_store import NodeStore
from impl.quick_metadata import WrittenMetadata
from spec.entries import Entry
from spec.fields import FIELDS, Field
from spec.metadata import Metadata
from spec.types import ACCOUNT
from spec.values import ACCOUNT_ZERO, Account, Hash256, IssuedAmount, MPTAmount
from spec.views import Change

_LEDGER = b"ledger"
_TRANSACTION = b"tx"
_ACCOUNT = b"account"
_FIRST = b"first-ledger"
_MAX_SEQUENCE = 2**32 - 1
_AMOUNTS = frozenset(FIELDS[name] for name in ("LowLimit", "HighLimit", "TakerPays", "TakerGets"))
_ISSUANCE_ID = FIELDS["MPTokenIssuanceID"]
_NAMING = frozenset(field for field in FIELDS.values() if field.type is ACCOUNT) | _AMOUNTS | {_ISSUANCE_ID}
"""The fields that tell whom an entry concerns."""
_SIZE_OF_SEQUENCE = 4


def _u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


class _Naming(dict[type[Entry], tuple[tuple[str, Field], ...]]):
    """For each type of entry the fields that tell whom it concerns; made when asked for."""

    def __missing__(self, entry_type: type[Entry]) -> tuple[tuple[str, Field], ...]:
        found = tuple((slot.attribute, slot.field) for slot in entry_type.layout if slot.field in _NAMING)
        self[entry_type] = found
        return found


_NAMING_FIELDS = _Naming()


def affected_accounts(metadata: Metadata) -> set[Account]:
    """The accounts in the entries that a transaction touched: owners, holders and issuers.

    Fast twin of ``impl.affected.affected_accounts``, which reads serialised metadata.
    """
    found: set[Account] = set()
    if isinstance(metadata, WrittenMetadata):
        for entry in metadata.touched:
            for attribute, field in _NAMING_FIELDS[type(entry)]:
                value = getattr(entry, attribute)
                if value is not None:
                    found.add(_named(field, value))
    else:
        for node in metadata.nodes:
            values = node.new if node.change is Change.INSERTED else node.final
            found |= {_named(field, value) for field, value in values or () if field in _NAMING}
    found -= _NOBODY
    return found


_NOBODY = frozenset({ACCOUNT_ZERO, b""})


def _named(field: Field, value: Any) -> Account:
    if field.type is ACCOUNT:
        account: Account = value
        return account
    return value[_SIZE_OF_SEQUENCE:] if field is _ISSUANCE_ID else _issuer(value)


def _issuer(amount: object) -> Account:
    if isinstance(amount, IssuedAmount):
        return amount.issuer
    return amount.issuance_id[_SIZE_OF_SEQUENCE:] if isinstance(amount, MPTAmount) else ACCOUNT_ZERO


def records_of(
    sequence: int, ledger_hash: Hash256, executed: Iterable[tuple[Hash256, Metadata]]
) -> dict[bytes, bytes]:
    """The records that a closed ledger adds. ``executed``: identifiers and metadata in the order of
    execution."""
    at = _u32(sequence)
    records = {_LEDGER + at: ledger_hash}
    places: dict[Account, list[bytes]] = {}
    for index, (transaction_id, metadata) in enumerate(executed):
        place = _u32(index)
        records[_TRANSACTION + transaction_id] = at
        for account in affected_accounts(metadata):
            known = places.get(account)
            if known is None:
                places[account] = [transaction_id, place]
            else:
                known += (transaction_id, place)
    for account, parts in places.items():
        records[_ACCOUNT + account + at] = b"".join(parts)
    return records


def first_record(sequence: int) -> dict[bytes, bytes]:
    """The record that says from where on every ledger is at hand."""
    return {_FIRST: _u32(sequence)}


class History:
    """Looks things up in the records of a store. Its methods raise what the store raises."""

    def __init__(self, store: NodeStore) -> None:
        self.store = store

    def first(self) -> int | None:
        """The sequence from which on every ledger is at hand."""
        data = self.store.record(_FIRST)
        return None if data is None else int.from_bytes(data, "big")

    def ledger_hash(self, sequence: int) -> Hash256 | None:
        """The hash of the closed ledger with this sequence."""
        return self.store.record(_LEDGER + _u32(sequence)) if 0 <= sequence <= _MAX_SEQUENCE else None

    def ledger_of(self, transaction_id: Hash256) -> int | None:
        """The sequence of the closed ledger that holds the transaction."""
        data = self.store.record(_TRANSACTION + transaction_id)
        return None if data is None else int.from_bytes(data, "big")

    def of_account(
        self, account: Account, first: int, last: int, *, forward: bool, start: tuple[int, int] | None = None
    ) -> Iterator[tuple[int, int, Hash256]]:
        """Where transactions affected an account: ledger sequence, index and identifier, the newest first by
        default.

        ``start`` is the ledger and index to begin with.
        """
        if start is not None:
            first, last = (max(first, start[0]), last) if forward else (first, min(last, start[0]))
        first, last = max(first, 0), min(last, _MAX_SEQUENCE)
        if first > last:
            return
        prefix = _ACCOUNT + account
        found = self.store.records_between(prefix + _u32(first), prefix + _u32(last), reverse=not forward)
        for name, data in found:
            sequence = int.from_bytes(name[-4:], "big")
            places = [
                (int.from_bytes(data[at + 32 : at + 36], "big"), data[at : at + 32])
                for at in range(0, len(data), 36)
            ]
            for index, transaction_id in places if forward else reversed(places):
                place = sequence, index
                if start is None or (place >= start if forward else place <= start):
                    yield sequence, index, transaction_id
