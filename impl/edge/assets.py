"""Accounts, currencies, issuers and assets as requests write them.

Source: UintTypes.cpp, AccountID.cpp (to_issuer), Issue.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any

from spec.addresses import decode_account, parse_hex
from spec.amounts import NO_CURRENCY
from spec.base58 import AddressError
from spec.values import BAD_CURRENCY, XRP, XRP_CURRENCY, Account, Currency, Issue

CODE_CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<>(){}[]|?!@#$%^&*"
)
_CODE_PLACE = 12


class InvalidAsset(ValueError):
    """What should be an asset is none."""


def try_account(address: str) -> Account | None:
    """The account of an address; None where the text is none."""
    try:
        return decode_account(address)
    except AddressError:
        return None


def try_currency(code: str) -> Currency | None:
    """The currency of a code: XRP, three characters, or 40 hexadecimal digits; None for anything else."""
    if code in ("", "XRP"):
        return XRP_CURRENCY
    if len(code) == 3:
        if not set(code) <= CODE_CHARACTERS:
            return None
        return bytes(_CODE_PLACE) + code.encode("ascii") + bytes(5)
    return parse_hex(code, 20)


def try_issuer(text: str) -> Account | None:
    """The account of an address, or of 40 hexadecimal digits; None for anything else."""
    found = parse_hex(text, 20)
    return try_account(text) if found is None else found


def issue(value: Any) -> Issue:
    """The asset that an object with ``currency`` and ``issuer`` names. Raises InvalidAsset."""
    if not isinstance(value, dict) or "mpt_issuance_id" in value:
        raise InvalidAsset("an asset: expected an object with currency and issuer")
    code, address = value.get("currency"), value.get("issuer")
    currency = try_currency(code) if isinstance(code, str) else None
    if currency is None or currency in (BAD_CURRENCY, NO_CURRENCY):
        raise InvalidAsset("an asset: the currency is none")
    if currency == XRP_CURRENCY:
        if address is not None:
            raise InvalidAsset("an asset: XRP has no issuer")
        return XRP
    issuer = try_account(address) if isinstance(address, str) else None
    if issuer is None:
        raise InvalidAsset("an asset: the issuer is no account")
    return Issue(currency, issuer)
