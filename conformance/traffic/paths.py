"""Payments along paths: through other people's lines, through books, and through both."""

from __future__ import annotations

from conformance.traffic import dex, trust, xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import flags
from spec.entries import Offer, RippleState
from spec.transaction import Transaction
from spec.transactions.payment import Payment
from spec.values import XRP, Account, Amount, Asset, Issue, IssuedAmount, Path, PathElement, asset_of

_KINDS = (flags.tfPartialPayment, flags.tfLimitQuality, flags.tfNoRippleDirect)


def convert(scene: Scene) -> Transaction | None:
    """Pay in one asset with another, through a book that has offers."""
    choose = scene.choose
    offer = scene.one(Offer)
    if offer is None:
        return dex.place(scene)
    bought, paid = asset_of(offer.taker_gets), asset_of(offer.taker_pays)
    sender = scene.holder(paid)
    to = _receiver(scene, bought, sender)
    amount = scene.amount(bought) if choose.chance(35) else dex.part(scene, offer.taker_gets, 1, 3)
    tx = Payment(account=sender, destination=to, amount=amount)
    tx.send_max = scene.amount(paid, sender) if choose.chance(35) else _much(scene, paid)
    if choose.chance(50):
        tx.paths = tuple(_path(scene, paid, bought) for _ in range(choose.integer(1, 3)))
    tx.domain_id = offer.domain_id
    return _kind(scene, tx)


def ripple(scene: Scene) -> Transaction | None:
    """Pay along lines, through accounts that let it pass."""
    choose = scene.choose
    held = scene.any_of(scene.holdings)
    if held is None:
        return trust.issue(scene)
    currency = held.amount.currency
    near = scene.liners(Issue(currency, held.amount.issuer))
    to = choose.pick(near) if near and choose.chance(60) else scene.other(held.holder)
    amount: Amount = dex.part(scene, held.amount, 1, choose.pick((10, 100, 3, 1)))
    if choose.chance(40):
        amount = scene.units(Issue(currency, choose.pick((to, held.amount.issuer))))
    tx = Payment(account=held.holder, destination=to, amount=amount)
    if choose.chance(30):
        tx.send_max = held.amount
    elif choose.chance(40):
        tx.send_max = scene.units(Issue(currency, choose.pick((held.holder, held.amount.issuer))))
    if choose.chance(50):
        tx.paths = tuple(_walk(scene, held.holder, to, currency) for _ in range(choose.integer(1, 2)))
    return _kind(scene, tx)


def _receiver(scene: Scene, asset: Asset, sender: Account) -> Account:
    """Somebody who can take an asset, mostly another one."""
    if scene.choose.chance(20):
        return sender
    takers = scene.people if asset == XRP or not isinstance(asset, Issue) else scene.liners(asset)
    return scene.choose.pick([one for one in takers if one != sender] or scene.people)


def _much(scene: Scene, asset: Asset) -> Amount:
    return 10**9 if asset == XRP else scene.units_of(asset, 1, 6)


def _book(asset: Asset) -> PathElement:
    assert isinstance(asset, Issue)
    return (
        PathElement(currency=asset.currency)
        if asset == XRP
        else PathElement(None, asset.currency, asset.issuer)
    )


def _path(scene: Scene, paid: Asset, bought: Asset) -> Path:
    """A path that ends in a book, straight or by way of another asset, perhaps with an account in it."""
    choose = scene.choose
    steps = [_book(bought)] if choose.chance(85) or bought == paid else []
    if choose.chance(40):
        between = XRP if choose.chance(50) else asset_of(choose.pick(scene.live(Offer)).taker_gets)
        steps.insert(0, _book(between))
    if choose.chance(20):
        steps.insert(choose.integer(0, len(steps)), PathElement(account=scene.account()))
    return tuple(steps) or (PathElement(account=scene.account()),)


def _walk(scene: Scene, start: Account, end: Account, currency: bytes) -> Path:
    """A walk from account to account along lines of a currency."""
    choose = scene.choose
    here, steps = start, list[PathElement]()
    passed = list[Account]()
    for _ in range(choose.integer(1, 4)):
        near = [
            high if low == here else low
            for line in scene.live(RippleState)
            for low, high in ((line.low_limit.issuer, line.high_limit.issuer),)
            if line.balance.currency == currency and here in (low, high)
        ]
        near = [one for one in near if one != start and one not in passed]
        if not near:
            break
        here = choose.pick(near)
        if here == end:
            break
        passed.append(here)
        steps.append(PathElement(account=here))
    return tuple(steps) or (PathElement(account=scene.account()),)


def _kind(scene: Scene, tx: Payment) -> Payment:
    choose = scene.choose
    chosen = sum(choose.some(_KINDS, 0, 2))
    if not tx.paths and not choose.chance(10):
        chosen &= ~flags.tfNoRippleDirect
    if chosen:
        tx.flags = chosen
    if chosen & flags.tfPartialPayment and choose.chance(40):
        amount = tx.amount
        tx.deliver_min = scene.amount(asset_of(amount)) if choose.chance(40) else _least(scene, amount)
    for name, value in given(destination_tag=scene.tag()).items():
        setattr(tx, name, value)
    return tx


def _least(scene: Scene, amount: Amount) -> Amount:
    if isinstance(amount, int):
        return max(amount // 10, 1)
    if isinstance(amount, IssuedAmount):
        return scene.units_of(asset_of(amount), amount.mantissa // 10, amount.exponent)
    return amount


MIX: Mix = (
    (4, trust.open_line),
    (4, trust.issue),
    (1, trust.change_line),
    (1, trust.terms),
    (5, dex.place),
    (2, dex.take),
    (9, convert),
    (9, ripple),
    (3, trust.send),
    (1, xrp.relieve),
)
