"""Unknown values of the protocol's types: everything that may stand where a parameter has such a type.

Whole numbers and truth values are unknown altogether. Bytes are not followed by the solver: accounts,
currencies and tokens are a few that differ, which is all that rules ask of them; a proof that needs another
number of them makes its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

from proofs.replacing import plain
from proofs.symbolic import every, some
from proofs.unknowns import assume, integer, one_of, truth
from spec.rounding import (
    MAX_EXPONENT,
    MAX_INT64,
    MAX_ISSUED_EXPONENT,
    MAX_MANTISSA,
    MIN_EXPONENT,
    MIN_ISSUED_EXPONENT,
    MIN_MANTISSA,
    ZERO,
    ZERO_ISSUED_EXPONENT,
    Pair,
    Rounding,
)
from spec.values import XRP, Amount, Asset, Issue, IssuedAmount, MPTAmount, MPTIssue

ISSUERS = tuple(bytes([200 + n]) * 20 for n in range(2))
CURRENCIES = tuple(bytes(12) + code + bytes(5) for code in (b"USD", b"EUR"))
ISSUE = Issue(CURRENCIES[0], ISSUERS[0])
TOKEN = MPTIssue(bytes(3) + b"\x01" + ISSUERS[0])
MAX_DROPS = 10**17


def number(name: str) -> Pair:
    """Any Number, as mantissa and exponent."""
    if truth(f"{name} is zero"):
        return ZERO
    mantissa = integer(f"{name}.mantissa", -MAX_MANTISSA, MAX_MANTISSA)
    assume(some(mantissa >= MIN_MANTISSA, mantissa <= -MIN_MANTISSA))
    return mantissa, integer(f"{name}.exponent", MIN_EXPONENT, MAX_EXPONENT)


def issued_amount(name: str, issue: Issue = ISSUE) -> IssuedAmount:
    """Any issued amount in canonical form."""
    mantissa = integer(f"{name}.mantissa", -MAX_MANTISSA, MAX_MANTISSA)
    exponent = integer(f"{name}.exponent", ZERO_ISSUED_EXPONENT, MAX_ISSUED_EXPONENT)
    assume(
        some(
            every(mantissa == 0, exponent == ZERO_ISSUED_EXPONENT),
            every(some(mantissa >= MIN_MANTISSA, mantissa <= -MIN_MANTISSA), exponent >= MIN_ISSUED_EXPONENT),
        )
    )
    return IssuedAmount(mantissa, exponent, issue.currency, issue.issuer)


def amount_of(name: str, asset: Asset) -> Amount:
    """Any amount of an asset in canonical form."""
    if not isinstance(asset, Issue):
        return MPTAmount(integer(f"{name}.value", -MAX_INT64, MAX_INT64), asset.issuance_id)
    if asset == XRP:
        return integer(f"{name}.drops", -MAX_DROPS, MAX_DROPS)
    return issued_amount(name, asset)


def asset(name: str) -> Asset:
    """XRP, or one of a few other assets."""
    found: Asset = one_of(f"{name} is of kind", XRP, ISSUE, TOKEN)
    return found


def amount(name: str) -> Amount:
    """Any amount of one of these assets, in canonical form."""
    return amount_of(name, asset(name))


MAKERS: dict[Any, Callable[[str], Any]] = {
    int: integer,
    bool: truth,
    Rounding: lambda name: integer(name, 0, 3),
    Amount: amount,
    Asset: asset,
    IssuedAmount: issued_amount,
}
"""How an unknown value of each type of parameter is made."""


def arguments_of(function: Callable[..., Any], makers: dict[str, Callable[[str], Any]]) -> dict[str, Any]:
    """Unknown arguments for every parameter of a function: made as is said here, or else by its type.

    Raises TypeError for a type that nothing is known of.
    """
    body = plain(function)
    hints = get_type_hints(body)
    found = {}
    for name in inspect.signature(body).parameters:
        make = makers.get(name) or MAKERS.get(hints[name])
        if make is None:
            raise TypeError(f"{body.__name__}: say how {name} is made, of type {hints[name]}")
        found[name] = make(name)
    return found
