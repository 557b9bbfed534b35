"""Transfer rates: what an issuer keeps when others pass on what it issued.

A rate is a 32-bit number of billionths: 1,000,000,000 is parity, 1,010,000,000 takes one per cent. Tokens
state their fee in units of 1/100,000 instead, up to one half.

Source: Rate.h, Rate2.cpp, View.cpp (3.1.1).
"""

from __future__ import annotations

from typing import TypeAlias

from spec import amounts
from spec.rounding import TO_NEAREST, Rounding
from spec.values import Amount, Asset, asset_of

Rate: TypeAlias = int
"""Billionths."""

PARITY: Rate = 1_000_000_000
_RATE_PER_FEE = 10_000


def nft_fee_as_rate(fee: int) -> Rate:
    """The part of a sale that goes to the issuer of a non-fungible token: of one half, 500,000,000."""
    return fee * _RATE_PER_FEE


def mpt_fee_as_rate(fee: int) -> Rate:
    """The transfer rate of a multi-purpose token: parity and its fee."""
    return PARITY + fee * _RATE_PER_FEE


def as_amount(rate: Rate) -> Amount:
    """The rate as an amount of no issue."""
    return amounts.amount_of(amounts.NO_ISSUE, rate, -9)


def multiply(amount: Amount, rate: Rate, mode: Rounding = TO_NEAREST) -> Amount:
    """The amount with the rate on top; at parity itself. Raises NumberOverflow."""
    if rate == PARITY:
        return amount
    return amounts.multiply(amount, as_amount(rate), asset_of(amount), mode)


def divide(amount: Amount, rate: Rate, mode: Rounding = TO_NEAREST) -> Amount:
    """The amount without the rate on top; at parity itself. Raises NumberOverflow, also at a rate of zero."""
    if rate == PARITY:
        return amount
    return amounts.divide(amount, as_amount(rate), asset_of(amount), mode)


def multiply_round(
    amount: Amount, rate: Rate, round_up: bool, asset: Asset | None = None, mode: Rounding = TO_NEAREST
) -> Amount:
    """The amount with the rate on top, rounded up or down, as so much of an asset, its own if none is named.

    At parity it is the amount itself, also where another asset is named. Raises NumberOverflow.
    """
    if rate == PARITY:
        return amount
    return amounts.mul_round(amount, as_amount(rate), asset or asset_of(amount), round_up, mode)


def divide_round(
    amount: Amount, rate: Rate, round_up: bool, asset: Asset | None = None, mode: Rounding = TO_NEAREST
) -> Amount:
    """The amount without the rate on top, rounded up or down, as so much of an asset, its own if none is
    named.

    At parity it is the amount itself, also where another asset is named.

    Raises NumberOverflow, also at a rate of zero.
    """
    if rate == PARITY:
        return amount
    return amounts.div_round(amount, as_amount(rate), asset or asset_of(amount), round_up, mode)
