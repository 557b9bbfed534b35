"""Concise transaction identifiers.

A CTID says in 16 hexadecimal digits which transaction of which ledger of which network is meant: the digit
``C``, seven of the ledger's sequence number, four of the transaction's index in it, four of the network.
Unlike a hash it can be known only once the ledger is validated, and only while the numbers are small enough.

Source: CTID.h (3.1.1).
"""

from __future__ import annotations

from string import hexdigits

from msgspec import Struct

MAX_LEDGER = 0x0FFF_FFFF
MAX_INDEX = 0xFFFF
MAX_NETWORK = 0xFFFF

_MARK = 0xC


class CTIDError(ValueError):
    """Numbers have no CTID, or a text or number is none."""


class CTID(Struct, frozen=True):
    """Where a transaction stands: the ledger's sequence number, the index in it, the network's number."""

    ledger: int
    index: int
    network: int


def encode(ctid: CTID) -> str:
    """Its 16 hexadecimal digits, in capitals.

    Raises:
        CTIDError: a number is negative or too large; such a transaction has no CTID.
    """
    for name, number, limit in (
        ("ledger", ctid.ledger, MAX_LEDGER),
        ("index", ctid.index, MAX_INDEX),
        ("network", ctid.network, MAX_NETWORK),
    ):
        if not 0 <= number <= limit:
            raise CTIDError(f"ctid: the {name} is {number}, expected 0 to {limit}")
    return f"{_MARK:X}{ctid.ledger:07X}{ctid.index:04X}{ctid.network:04X}"


def decode(text: str) -> CTID:
    """What 16 hexadecimal digits, of either case, identify.

    Raises:
        CTIDError: there are not 16 hexadecimal digits, or the first is not C.
    """
    if len(text) != 16 or not all(character in hexdigits for character in text):
        raise CTIDError("ctid: expected 16 hexadecimal digits")
    return decode_int(int(text, 16))


def decode_int(value: int) -> CTID:
    """What an unsigned 64-bit number identifies.

    Raises:
        CTIDError: its highest four bits are not those of a CTID.
    """
    if value >> 60 != _MARK:
        raise CTIDError("ctid: expected C as the first digit")
    return CTID(value >> 32 & MAX_LEDGER, value >> 16 & MAX_INDEX, value & MAX_NETWORK)
