"""Aimed transactions about offers."""

from __future__ import annotations

from conformance.traffic.aims.states import (
    NOBODY,
    Place,
    become_poor,
    become_strict,
    become_unauthorised,
    on_its_own,
    once,
    outsiders,
    poor,
    unauthorised,
)
from conformance.traffic.scene import CURRENCIES, DROPS_PER_XRP, Aims, Scene
from spec import amounts
from spec.transaction import Transaction
from spec.transactions.offer_cancel import OfferCancel
from spec.transactions.offer_create import OfferCreate
from spec.values import BAD_CURRENCY, Account, Amount, Issue


def _offer(scene: Scene, account: Account, pays: Amount) -> Transaction:
    """Offer one's own tokens, of which everybody has enough."""
    return OfferCreate(
        account=account, taker_pays=pays, taker_gets=amounts.issued(5, 0, CURRENCIES[0], account)
    )


def _of_nobody(scene: Scene) -> Transaction:
    return _offer(scene, scene.account(), amounts.issued(5, 0, CURRENCIES[0], NOBODY))


def _want(scene: Scene, account: Account, token: Issue) -> Transaction:
    return _offer(scene, account, scene.units_of(token, 5, 0))


def _unauthorised(scene: Scene, place: Place) -> Transaction:
    return _want(scene, place.holder, place.token)


def _changed(scene: Scene, **fields: int) -> Transaction:
    """An offer for XRP, of which something is wrong."""
    account = scene.account()
    gets = amounts.issued(5, 0, CURRENCIES[0], account)
    return OfferCreate(account=account, taker_pays=5, taker_gets=gets, **fields)


AIMS: Aims = {
    ("OfferCreate", "temBAD_EXPIRATION"): lambda scene: _changed(scene, expiration=0),
    ("OfferCreate", "temBAD_SEQUENCE"): lambda scene: _changed(scene, offer_sequence=0),
    ("OfferCreate", "temBAD_OFFER"): lambda scene: OfferCreate(
        account=scene.account(), taker_pays=5, taker_gets=6
    ),
    ("OfferCreate", "terNO_ACCOUNT"): on_its_own(_of_nobody),
    ("OfferCreate", "tecINSUF_RESERVE_OFFER"): once(
        poor,
        become_poor,
        lambda scene, account: _offer(scene, account, 1_000 * DROPS_PER_XRP),
    ),
    ("OfferCreate", "tecNO_AUTH"): once(unauthorised, become_unauthorised, _unauthorised),
    ("OfferCreate", "tecNO_LINE"): once(outsiders, become_strict, lambda scene, found: _want(scene, *found)),
    ("OfferCreate", "tecNO_ISSUER"): _of_nobody,
    ("OfferCreate", "temBAD_AMOUNT"): lambda scene: _offer(scene, scene.account(), amounts.MAX_DROPS + 1),
    ("OfferCreate", "temBAD_CURRENCY"): lambda scene: _offer(
        scene, scene.account(), amounts.issued(5, 0, BAD_CURRENCY, NOBODY)
    ),
    ("OfferCreate", "temMALFORMED"): lambda scene: OfferCreate(
        account=scene.account(),
        taker_pays=5,
        taker_gets=amounts.issued(5, 0, CURRENCIES[0], NOBODY),
        domain_id=bytes(32),
    ),
    ("OfferCancel", "terNO_ACCOUNT"): on_its_own(lambda scene: OfferCancel(account=NOBODY, offer_sequence=1)),
}
