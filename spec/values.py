"""The values that fields hold.

Small integers and byte strings stand for themselves: an XRP amount is an ``int`` of drops, an account, a hash
or a currency is ``bytes``. What has parts is an immutable struct. Because every value is immutable, an entry
can be copied by copying its table of fields.

Source: SField.h, STAmount.h, Issue.h, STPathSet.h (3.1.1).
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

Account: TypeAlias = bytes
"""20 bytes: the RIPESHA of a public key, or one of the special accounts."""
Hash256: TypeAlias = bytes
"""32 bytes."""
Currency: TypeAlias = bytes
"""20 bytes; all zero for XRP."""
Drops: TypeAlias = int
"""Millionths of an XRP."""

ACCOUNT_ZERO: Account = bytes(20)
"""The account that nobody can hold; stands for XRP's issuer."""
ACCOUNT_ONE: Account = bytes(19) + b"\x01"
"""The account that stands for no account: the issuer in a trust line's balance."""
XRP_CURRENCY: Currency = bytes(20)
BAD_CURRENCY: Currency = bytes(12) + b"XRP" + bytes(5)
"""The letters XRP where an issued currency has its code: parsed, but refused by every transaction."""


class IssuedAmount(Struct, frozen=True):
    """An amount of a currency that an account issues: ``mantissa * 10**exponent``.

    The mantissa is signed and, unless the amount is zero, has exactly 16 digits; zero has mantissa 0 and
    exponent -100, so that it sorts below the smallest positive amount.
    """

    mantissa: int
    exponent: int
    currency: Currency
    issuer: Account


class MPTAmount(Struct, frozen=True):
    """A whole number of units of a multi-purpose token."""

    value: int
    issuance_id: bytes
    """24 bytes: the sequence number of the creating transaction, then the issuer."""


class Issue(Struct, frozen=True):
    """XRP or a currency of an issuer, without an amount."""

    currency: Currency
    issuer: Account


class MPTIssue(Struct, frozen=True):
    """A multi-purpose token, without an amount."""

    issuance_id: bytes


XRP = Issue(XRP_CURRENCY, ACCOUNT_ZERO)

Amount: TypeAlias = int | IssuedAmount | MPTAmount
"""What an Amount field holds; an ``int`` is drops of XRP."""
Asset: TypeAlias = Issue | MPTIssue


class PathElement(Struct, frozen=True):
    """One step of a payment path: an account to ripple through, or a book to cross into."""

    account: Account | None = None
    currency: Currency | None = None
    issuer: Account | None = None
    issuance_id: bytes | None = None


Path: TypeAlias = tuple[PathElement, ...]
PathSet: TypeAlias = tuple[Path, ...]


class NumberValue(Struct, frozen=True):
    """A Number as a field holds it: ``mantissa * 10**exponent``; zero has the exponent -2**31."""

    mantissa: int
    exponent: int


class XChainBridge(Struct, frozen=True):
    """The two doors of a bridge and what passes through each."""

    locking_chain_door: Account
    locking_chain_issue: Issue
    issuing_chain_door: Account
    issuing_chain_issue: Issue


def asset_of(amount: Amount) -> Asset:
    """What an amount is an amount of."""
    if isinstance(amount, int):
        return XRP
    if isinstance(amount, IssuedAmount):
        return Issue(amount.currency, amount.issuer)
    return MPTIssue(amount.issuance_id)
