"""The ledger header: what a ledger's hash is the hash of.

A header names the ledger before it, the trees of its transactions and of its state, how many drops exist,
and when it closed. Whoever trusts a ledger hash can check everything else in the ledger against it.

Times are seconds since 2000-01-01T00:00:00Z.

Source: LedgerHeader.h, LedgerHeader.cpp, Ledger.cpp (3.1.1).
"""

from __future__ import annotations

from struct import Struct as Layout
from struct import error as LayoutError

from msgspec import Struct

from spec.hashing import HashPrefix, sha512_half
from spec.lengths import DecodeError
from spec.values import Drops, Hash256

NO_CONSENSUS_TIME = 0x01
"""Close flag: the validators did not agree on a close time."""
EPOCH = 946_684_800
"""The ledger's time zero in seconds since 1970-01-01T00:00:00Z."""

_LAYOUT = Layout(">IQ32s32s32sIIBB")
HEADER_SIZE = _LAYOUT.size
"""118 bytes."""


class LedgerHeader(Struct, frozen=True):
    """The fields of a header, in the order in which they are serialised."""

    sequence: int
    """Counts ledgers; 1 is the first."""
    drops: Drops
    """All XRP that exist; fees make it less."""
    parent_hash: Hash256
    """The ledger hash of the ledger before."""
    transaction_hash: Hash256
    """The root of the tree of transactions with metadata; zero when there are none."""
    account_hash: Hash256
    """The root of the state tree."""
    parent_close_time: int
    """When the ledger before closed."""
    close_time: int
    """When the ledger closed, as agreed."""
    close_time_resolution: int
    """To how many seconds the close time was rounded."""
    close_flags: int = 0

    @property
    def close_time_agreed(self) -> bool:
        """Whether consensus was reached on the close time."""
        return not self.close_flags & NO_CONSENSUS_TIME


def serialise(header: LedgerHeader) -> bytes:
    """The 118 bytes of a header.

    Raises:
        ValueError: a field does not fit where it has to stand.

    """
    hashes = (header.parent_hash, header.transaction_hash, header.account_hash)
    sizes = [len(each) for each in hashes]
    if sizes != [32, 32, 32]:
        raise ValueError(f"the hashes of header {header.sequence} have {sizes} bytes: expected 32 each")
    try:
        return _LAYOUT.pack(
            header.sequence,
            header.drops,
            *hashes,
            header.parent_close_time,
            header.close_time,
            header.close_time_resolution,
            header.close_flags,
        )
    except LayoutError as reason:
        raise ValueError(f"header {header} cannot be written: {reason}") from None


def parse(data: bytes) -> LedgerHeader:
    """The header with this serialisation.

    Raises:
        DecodeError: not 118 bytes.

    """
    if len(data) != HEADER_SIZE:
        raise DecodeError(f"a ledger header is {len(data)} bytes long: expected {HEADER_SIZE}")
    return LedgerHeader(*_LAYOUT.unpack(data))


def stored(header: LedgerHeader) -> bytes:
    """The stored form: prefix and serialisation. Its SHA-512Half is the ledger hash."""
    return HashPrefix.LWR + serialise(header)


def from_stored(data: bytes) -> LedgerHeader:
    """The header with this stored form.

    Raises:
        DecodeError: the prefix is not that of a header, or the length is wrong.

    """
    if data[:4] != HashPrefix.LWR:
        raise DecodeError(f"a stored header begins with {data[:4].hex()}: expected {HashPrefix.LWR.hex()}")
    return parse(data[4:])


def ledger_hash(header: LedgerHeader) -> Hash256:
    """The hash that identifies the ledger."""
    return sha512_half(stored(header))
