"""Offers: placed, crossed, replaced and cancelled, in books of two tokens or of one and XRP."""

from __future__ import annotations

from conformance.traffic import account, trust, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import flags
from spec.entries import Offer
from spec.transaction import Transaction
from spec.transactions.offer_cancel import OfferCancel
from spec.transactions.offer_create import OfferCreate
from spec.values import XRP, Amount, Asset, IssuedAmount, asset_of

_KINDS = (flags.tfPassive, flags.tfImmediateOrCancel, flags.tfFillOrKill, flags.tfSell)


def pair(scene: Scene) -> tuple[Asset, Asset]:
    """Two assets, mostly different ones."""
    one = scene.issue()
    other: Asset = XRP if scene.choose.chance(45) else scene.issue()
    return (other, one) if scene.choose.chance(50) else (one, other)


def priced(scene: Scene, asset: Asset) -> Amount:
    """An amount such that prices of different offers are near each other."""
    choose = scene.choose
    if choose.chance(20):
        return scene.amount(asset)
    value = choose.pick((10, 9, 11, 100, 1, 99, 101, 50))
    if asset == XRP:
        return value * choose.pick((1_000_000, 10_000, 1_000_001, 1))
    return scene.units_of(asset, value, choose.pick((0, 0, -2, -5)))


def place(scene: Scene) -> Transaction:
    """Place an offer, which may cross those that there are."""
    choose = scene.choose
    pays, gets = pair(scene)
    owner = scene.holder(gets)
    own = scene.live(Offer, lambda e: e.account == owner)
    return OfferCreate(
        account=owner,
        taker_pays=priced(scene, pays),
        taker_gets=priced(scene, gets),
        **given(
            flags=sum(choose.some(_KINDS, 0, 2)) or None,
            expiration=scene.sometimes(15, scene.soon),
            offer_sequence=scene.sometimes(12, lambda: choose.pick([e.sequence for e in own] or [1])),
            domain_id=scene.domain(12),
        ),
    )


def take(scene: Scene) -> Transaction | None:
    """Take an offer that there is, whole or in part, at its price or a little beside it."""
    choose = scene.choose
    offer = scene.one(Offer)
    if offer is None:
        return place(scene)
    wants, gives = offer.taker_gets, offer.taker_pays
    size = choose.pick(((1, 1), (1, 2), (2, 1), (3, 1), (1, 7)))
    wants, gives = part(scene, wants, *size), part(scene, gives, *size)
    if choose.chance(30):
        gives = part(scene, gives, 101, 100) if choose.chance(60) else part(scene, gives, 99, 100)
    takers = [one for one in scene.holders(asset_of(gives)) if one != offer.account]
    taker = scene.any_of(takers) or scene.account()
    return OfferCreate(
        account=taker,
        taker_pays=wants,
        taker_gets=gives,
        **given(flags=sum(choose.some(_KINDS, 0, 1)) or None, domain_id=offer.domain_id),
    )


def part(scene: Scene, amount: Amount, numerator: int, denominator: int) -> Amount:
    """A part of an amount, at least the smallest."""
    if isinstance(amount, int):
        return max(amount * numerator // denominator, 1)
    if isinstance(amount, IssuedAmount):
        value = amount.mantissa * numerator // denominator
        return scene.units_of(asset_of(amount), max(value, 1), amount.exponent)
    return amount


def cancel(scene: Scene) -> Transaction | None:
    """Take an offer out."""
    offer = scene.one(Offer)
    if offer is None:
        return None
    sequence = scene.choose.pick((offer.sequence, offer.sequence, offer.sequence + 1, 0))
    return OfferCancel(account=scene.mostly(offer.account), offer_sequence=sequence)


MIX: Mix = (
    (4, trust.open_line),
    (5, trust.issue),
    (2, trust.send),
    (1, trust.change_line),
    (1, trust.terms),
    (9, place),
    (9, take),
    (4, cancel),
    (1, account.tickets),
    (1, xrp.pay),
    (2, xrp.relieve),
)
