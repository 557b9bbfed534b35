"""Aimed transactions about payments and trust lines."""

from __future__ import annotations

from conformance.traffic.aims.states import (
    FREE,
    NOBODY,
    Place,
    become_burdened,
    begin_any_pool,
    burdened,
    expired,
    fill_holding,
    flagged,
    held,
    holding_of,
    is_full,
    is_locked,
    let_expire,
    lock_holding,
    nothing,
    on_its_own,
    once,
    open_line,
    places,
    pools,
)
from conformance.traffic.scene import CURRENCIES, Aims, Scene
from spec import amounts, flags
from spec.entries import AMM, Credential, MPToken
from spec.transaction import Transaction
from spec.transactions.clawback import Clawback
from spec.transactions.payment import Payment
from spec.transactions.trust_set import TrustSet
from spec.values import ACCOUNT_ONE, BAD_CURRENCY, Account, Amount, IssuedAmount, MPTAmount, PathElement


def _pay(scene: Scene, flag: int) -> Transaction:
    sender = scene.account()
    return Payment(account=sender, destination=scene.other(sender), amount=1_000, flags=flag)


def _with_expired(scene: Scene, credential: Credential) -> Transaction:
    """Whoever pays XRP to somebody rich is asked for its credentials."""
    others = sorted((one for one in scene.people if one != credential.subject), key=scene.balance)
    return Payment(
        account=credential.subject,
        destination=others[-1] if others else NOBODY,
        destination_tag=1,
        amount=1,
        credential_ids=(credential.key,),
    )


def _send_locked(scene: Scene, holding: MPToken) -> Transaction | None:
    """Holders cannot send each other what is locked."""
    others = held(scene, where=lambda e: e.mptoken_issuance_id == holding.mptoken_issuance_id)
    to = scene.any_of([one for one in others if one.account != holding.account])
    if to is None:
        return fill_holding(FREE)(scene)
    return Payment(account=holding.account, destination=to.account, amount=holding_of(holding))


def _partly_to_nobody(scene: Scene) -> Transaction:
    sender = scene.account()
    return Payment(
        account=sender,
        destination=scene.strangers[0] if scene.strangers else NOBODY,
        amount=20_000_000,
        send_max=amounts.issued(100, 0, CURRENCIES[0], sender),
        flags=flags.tfPartialPayment,
    )


# Trust lines


def _unneeded(scene: Scene) -> list[tuple[Account, Place]]:
    """Poor issuers that do not need a line for which they would have to have a reserve."""
    poor = set(burdened(scene))
    return [
        (one.token.issuer, one)
        for one in places(scene)
        if one.token.issuer in poor
        and not one.line.flags & (flags.lsfHighReserve if one.is_low else flags.lsfLowReserve)
    ]


def _line_to_burdened(scene: Scene) -> Transaction:
    """Somebody trusts a poor account, which does not need the line yet."""
    issuer = scene.any_of(burdened(scene))
    if issuer is None:
        return become_burdened(scene) or open_line(scene, issuer=scene.account())
    return open_line(scene, issuer=issuer)


def _limit_of_bad_currency(scene: Scene) -> Transaction:
    account = scene.account()
    limit = amounts.issued(5, 0, BAD_CURRENCY, scene.other(account))
    return TrustSet(account=account, limit_amount=limit)


# Clawback


def _claws(scene: Scene) -> list[Account]:
    return flagged(flags.lsfAllowTrustLineClawback)(scene)


def _claw(scene: Scene, issuer: Account, holder: Account | None = None) -> Transaction:
    """Claw back a currency of which there is none."""
    others = [one for one in scene.people if one != issuer]
    holder = holder or scene.choose.pick(others or [NOBODY])
    return Clawback(account=issuer, amount=amounts.issued(5, 0, bytes(12) + b"NIL" + bytes(5), holder))


def _empty(scene: Scene) -> list[Place]:
    """The lines on which there is nothing that could be clawed back."""
    able = set(_claws(scene))
    return [one for one in places(scene) if one.token.issuer in able and not one.balance.mantissa]


def _line_to_claws(scene: Scene) -> Transaction:
    return open_line(scene, issuer=scene.any_of(_claws(scene)))


def _claw_nothing(scene: Scene, place: Place) -> Transaction:
    amount = IssuedAmount(10**15, -15, place.token.currency, place.holder)
    return Clawback(account=place.token.issuer, amount=amount)


def _pay_to_nobody(sender: Account, amount: Amount) -> Transaction:
    return Payment(account=sender, destination=NOBODY, amount=amount)


def _along_too_many(scene: Scene) -> Transaction:
    sender = scene.account()
    tx = Payment(account=sender, destination=scene.other(sender), destination_tag=1)
    tx.amount = amounts.issued(5, 0, CURRENCIES[0], tx.destination)
    tx.paths = ((PathElement(account=scene.people[0]),),) * 7
    return tx


def _no_token(scene: Scene) -> MPTAmount:
    return MPTAmount(1, scene.issuance_id(None))


PAYMENTS: Aims = {
    ("Payment", "tecNO_DST"): lambda scene: _pay_to_nobody(
        scene.account(), amounts.issued(5, 0, CURRENCIES[0], scene.account())
    ),
    ("Payment", "telBAD_PATH_COUNT"): _along_too_many,
    ("Payment", "temBAD_SEND_XRP_MAX"): lambda scene: Payment(
        account=scene.account(), destination=NOBODY, amount=5, send_max=6
    ),
    ("Payment", "temBAD_SEND_XRP_PARTIAL"): lambda scene: _pay(scene, flags.tfPartialPayment),
    ("Payment", "temBAD_SEND_XRP_PATHS"): lambda scene: Payment(
        account=(one := scene.account()), destination=NOBODY, amount=5, paths=((PathElement(account=one),),)
    ),
    ("Payment", "temDISABLED"): lambda scene: _pay_to_nobody(scene.account(), _no_token(scene)),
    ("Payment", "tecEXPIRED"): once(expired, let_expire, _with_expired),
    ("Payment", "tecLOCKED"): once(
        lambda scene: held(scene, FREE, flags.lsfMPTRequireAuth, where=lambda e: is_locked(e) and is_full(e)),
        once(
            lambda scene: held(scene, FREE, flags.lsfMPTRequireAuth, where=is_full),
            fill_holding(FREE, flags.lsfMPTRequireAuth),
            lock_holding,
        ),
        _send_locked,
    ),
    ("Payment", "telNO_DST_PARTIAL"): _partly_to_nobody,
    ("Payment", "temBAD_CURRENCY"): lambda scene: Payment(
        account=(one := scene.account()), destination=NOBODY, amount=amounts.issued(5, 0, BAD_CURRENCY, one)
    ),
    ("Payment", "temBAD_SEND_XRP_LIMIT"): lambda scene: _pay(scene, flags.tfLimitQuality),
    ("Payment", "temBAD_SEND_XRP_NO_DIRECT"): lambda scene: _pay(scene, flags.tfNoRippleDirect),
}


def _with_flag(scene: Scene) -> Transaction:
    tx = open_line(scene)
    tx.flags = 1
    return tx


def _another(scene: Scene, account: Account) -> Account:
    return next((one for one in scene.people if one != account), NOBODY)


AIMS: Aims = {
    **PAYMENTS,
    ("TrustSet", "temBAD_LIMIT"): lambda scene: TrustSet(account=scene.account(), limit_amount=5),
    ("TrustSet", "temDST_NEEDED"): lambda scene: open_line(scene, issuer=ACCOUNT_ONE),
    ("TrustSet", "temDST_IS_SRC"): lambda scene: open_line(
        scene, issuer=(one := scene.account()), holder=one
    ),
    ("TrustSet", "temINVALID_FLAG"): _with_flag,
    ("TrustSet", "terNO_ACCOUNT"): on_its_own(open_line),
    ("Clawback", "tecAMM_ACCOUNT"): once(
        pools, begin_any_pool, lambda scene, pool: _claw(scene, scene.account(), pool)
    ),
    ("Clawback", "tecOBJECT_NOT_FOUND"): lambda scene: Clawback(
        account=(one := scene.account()), amount=_no_token(scene), holder=_another(scene, one)
    ),
    ("Clawback", "temMALFORMED"): lambda scene: Clawback(account=scene.account(), amount=_no_token(scene)),
    ("TrustSet", "tecAMM_EMPTY"): once(
        lambda scene: scene.live(AMM, lambda e: not e.lp_token_balance.mantissa),
        nothing,
        lambda scene, pool: TrustSet(
            account=scene.account(), limit_amount=amounts.issued(5, 0, CURRENCIES[0], pool.account)
        ),
    ),
    ("TrustSet", "tecINSUF_RESERVE_LINE"): once(
        _unneeded,
        _line_to_burdened,
        lambda scene, found: TrustSet(
            account=found[0],
            limit_amount=amounts.issued(5, 0, found[1].token.currency, found[1].holder),
        ),
    ),
    ("TrustSet", "tecNO_LINE_INSUF_RESERVE"): once(
        burdened,
        become_burdened,
        lambda scene, account: TrustSet(
            account=account,
            limit_amount=amounts.issued(5, 0, b"\x01" + bytes(18) + b"\x01", scene.other(account)),
        ),
    ),
    ("TrustSet", "tecNO_DST"): lambda scene: open_line(scene, issuer=NOBODY),
    ("TrustSet", "temBAD_AMOUNT"): lambda scene: TrustSet(
        account=scene.account(), limit_amount=amounts.MAX_DROPS + 1
    ),
    ("TrustSet", "temBAD_CURRENCY"): _limit_of_bad_currency,
    ("Clawback", "tecNO_LINE"): once(_claws, nothing, _claw),
    ("Clawback", "terNO_ACCOUNT"): once(_claws, nothing, lambda scene, issuer: _claw(scene, issuer, NOBODY)),
    ("Clawback", "tecPSEUDO_ACCOUNT"): once(
        pools, begin_any_pool, lambda scene, pool: _claw(scene, scene.account(), pool)
    ),
    ("Clawback", "tecINSUFFICIENT_FUNDS"): once(_empty, _line_to_claws, _claw_nothing),
    ("Clawback", "temBAD_AMOUNT"): lambda scene: Clawback(account=scene.account(), amount=5),
    ("Clawback", "temDISABLED"): lambda scene: Clawback(
        account=scene.account(), holder=NOBODY, amount=MPTAmount(1, scene.issuance_id(None))
    ),
}
