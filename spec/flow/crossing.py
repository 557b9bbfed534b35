"""Crossing: a new offer takes what others offer, before what is left of it is placed.

Whoever places an offer pays itself, through the books: it sends what the offer gives and receives what it
asks for. Where neither is XRP, a second strand goes by way of XRP, so that two books together may give the
better price.

Source: CreateOffer.cpp (3.1.1).
"""

from __future__ import annotations

from msgspec import Struct

from spec import amounts, offers, rates, tokens, trust_lines
from spec.entries import Offer
from spec.flow.flow import flow
from spec.flow.sandbox import PaymentSandbox
from spec.flow.step import Crossing
from spec.flow.strand import Request
from spec.keylets import Keylet
from spec.quality import Amounts, Quality
from spec.rates import PARITY, Rate
from spec.results import require, tecUNFUNDED_OFFER, tesSUCCESS
from spec.rounding import MAX_ISSUED_EXPONENT, MAX_MANTISSA
from spec.values import XRP_CURRENCY, Account, Amount, Hash256, IssuedAmount, PathElement, asset_of
from spec.views import Layer

UNLIMITED_DROPS = 9 * 10**18
"""What an offer that sells accepts of XRP."""
UNLIMITED_MANTISSA = MAX_MANTISSA // 2
"""Of an issued currency it accepts half of the largest amount: a transfer rate may double it."""
BY_WAY_OF_XRP = (PathElement(currency=XRP_CURRENCY),)


class Taker(Struct, frozen=True):
    """Who crosses, and how."""

    account: Account
    passive: bool
    """Offers of the same quality are left alone."""
    sell: bool
    """All that the offer gives is given, even for more than it asks."""
    fill_or_kill: bool
    """All is crossed, or nothing."""
    domain: Hash256 | None
    """Whose book is crossed; else the open one."""


def cross(view: Layer, killed: Layer, taker: Taker, taking: Amounts) -> Amounts:
    """Cross in ``view``; ``taking`` is what goes into the market and what should come out of it.

    Offers that were found dead are taken out of ``killed`` too, which is what remains if the offer is killed.
    Gives what is left of the offer. A failure of the engine leaves all of it.

    Raises Failure with tecUNFUNDED_OFFER; and ArithmeticError.
    """
    sandbox = PaymentSandbox(view)
    balance = tokens.account_funds(sandbox, taker.account, taking.in_, zero_if_frozen=True)
    require(amounts.signum(balance) > 0, tecUNFUNDED_OFFER)
    rate = _transfer_rate(sandbox, taker.account, taking.in_)
    done = flow(sandbox, _request(taker, taking, balance, rate))
    for key in done.removable:
        offers.delete(sandbox, Keylet(key, Offer))
        offers.delete(killed, Keylet(key, Offer))
    left = taking
    if done.result is tesSUCCESS:
        balance = tokens.account_funds(sandbox, taker.account, taking.in_, zero_if_frozen=True)
        if amounts.signum(balance) <= 0:
            left = Amounts(amounts.zero_like(taking.in_), amounts.zero_like(taking.out))
        elif taker.sell:
            left = _left_to_sell(taking, rates.divide_round(done.actual_in, rate, True))
        else:
            left = _left_to_buy(taking, done.actual_out)
    sandbox.commit()
    return left


def _transfer_rate(view: Layer, account: Account, amount: Amount) -> Rate:
    """What the issuer keeps of what the taker gives."""
    if not isinstance(amount, IssuedAmount) or amount.issuer == account:
        return PARITY
    return trust_lines.transfer_rate(view, amount.issuer)


def _request(taker: Taker, taking: Amounts, balance: Amount, rate: Rate) -> Request:
    """The payment of the taker to itself."""
    send_max = rates.multiply_round(taking.in_, rate, True)
    threshold = Quality.of(Amounts(send_max, taking.out))
    tokens_for_tokens = not isinstance(taking.in_, int) and not isinstance(taking.out, int)
    return Request(
        taker.account,
        taker.account,
        unlimited(taking.out) if taker.sell else taking.out,
        send_max=amounts.minimum(send_max, balance),
        paths=(BY_WAY_OF_XRP,) if tokens_for_tokens else (),
        partial=not taker.fill_or_kill,
        owner_pays_transfer_fee=True,
        crossing=Crossing.SELL if taker.sell else Crossing.YES,
        limit_quality=threshold.better() if taker.passive else threshold,
        domain=taker.domain,
    )


def unlimited(amount: Amount) -> Amount:
    """As much of it as anybody could give."""
    if isinstance(amount, IssuedAmount):
        return IssuedAmount(UNLIMITED_MANTISSA, MAX_ISSUED_EXPONENT, amount.currency, amount.issuer)
    return UNLIMITED_DROPS


def _left_to_sell(taking: Amounts, sold: Amount) -> Amounts:
    """What is left to be sold, and at the offer's own price what is asked for it."""
    into = _not_below_zero(amounts.subtract(taking.in_, sold))
    return Amounts(into, amounts.div_round_strict(into, _rate(taking), asset_of(taking.out), False))


def _left_to_buy(taking: Amounts, bought: Amount) -> Amounts:
    """What is left to be bought, and at the offer's own price what is given for it."""
    out = _not_below_zero(amounts.subtract(taking.out, bought))
    return Amounts(amounts.mul_round(out, _rate(taking), asset_of(taking.in_), True), out)


def _not_below_zero(amount: Amount) -> Amount:
    return amounts.zero_like(amount) if amounts.signum(amount) < 0 else amount


def _rate(taking: Amounts) -> Amount:
    return Quality.of(taking).rate()
