"""Trust lines: limits, qualities, leave, freezes, and tokens that are issued, sent and taken back."""

from __future__ import annotations

from typing import NamedTuple

from conformance.traffic import account, xrp
from conformance.traffic.scene import CURRENCIES, Mix, Scene, given
from spec import amounts, flags
from spec.entries import RippleState
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.clawback import Clawback
from spec.transactions.payment import Payment
from spec.transactions.trust_set import TrustSet
from spec.values import Account, Issue, IssuedAmount

LIMITS = (1_000_000, 10_000, 1_000_000_000, 1_000, 5_000, 100, 10, 0, 1)
_QUALITIES = (0, 1_000_000_000, 990_000_000, 1_010_000_000, 1, 2**32 - 1)


class Side(NamedTuple):
    """A line as one of its accounts sees it."""

    account: Account
    peer: Account
    limit: IssuedAmount


def side(scene: Scene) -> Side | None:
    """A line that is there, from either side."""
    line = scene.one(RippleState)
    if line is None:
        return None
    sides = (line.low_limit, line.high_limit)
    place = scene.choose.integer(0, 1)
    return Side(sides[place].issuer, sides[1 - place].issuer, sides[place])


def open_line(scene: Scene) -> Transaction:
    """Trust a gateway."""
    choose = scene.choose
    gateway = choose.pick(scene.gateways)
    holders = [one for one in scene.people if one != gateway]
    limit = amounts.issued(choose.pick(LIMITS), 0, choose.pick(CURRENCIES), gateway)
    tx = TrustSet(account=choose.pick(holders or scene.people), limit_amount=limit)
    if choose.chance(15):
        tx.flags = flags.tfSetNoRipple
    return tx


def change_line(scene: Scene) -> Transaction | None:
    """Change one's side of a line."""
    found = side(scene)
    if found is None:
        return open_line(scene)
    choose = scene.choose
    value = choose.pick((*LIMITS, found.limit.mantissa))
    limit = amounts.issued(value, 0, found.limit.currency, found.peer)
    if value == found.limit.mantissa and value:
        limit = IssuedAmount(value, found.limit.exponent, found.limit.currency, found.peer)
    few = choose.some(sorted(flags.TRANSACTION_FLAGS["TrustSet"].values()), 0, 2)
    return TrustSet(
        account=scene.mostly(found.account),
        limit_amount=limit,
        **given(
            flags=sum(few) or None,
            quality_in=scene.sometimes(25, lambda: choose.pick(_QUALITIES)),
            quality_out=scene.sometimes(25, lambda: choose.pick(_QUALITIES)),
        ),
    )


def reset_line(scene: Scene) -> Transaction | None:
    """Take back everything that one asked of a line, so that it may go."""
    found = side(scene)
    if found is None:
        return None
    tx = TrustSet(account=found.account, limit_amount=amounts.issued(0, 0, found.limit.currency, found.peer))
    tx.quality_in = tx.quality_out = 0
    root = scene.root(found.account)
    ripples = root is not None and root.flags & flags.lsfDefaultRipple
    tx.flags = flags.tfClearFreeze | (flags.tfClearNoRipple if ripples else flags.tfSetNoRipple)
    return tx


def authorise(scene: Scene) -> Transaction | None:
    """Let an account hold what one issues."""
    found = side(scene)
    if found is None:
        return None
    strict = [one for one in scene.people if scene.flagged(one, flags.lsfRequireAuth)]
    issuer = scene.any_of(strict)
    if issuer is None or scene.choose.chance(20):
        issuer, holder = found.account, found.peer
    else:
        holder = scene.other(issuer)
    currency = scene.choose.pick((found.limit.currency, *CURRENCIES))
    return TrustSet(
        account=issuer, limit_amount=amounts.issued(0, 0, currency, holder), flags=flags.tfSetfAuth
    )


def issue(scene: Scene) -> Transaction | None:
    """Pay somebody in one's own tokens, along a line."""
    found = side(scene)
    if found is None:
        return open_line(scene)
    holder, gateway = found.account, found.peer
    if not found.limit.mantissa:
        holder, gateway = gateway, holder
    token = Issue(found.limit.currency, gateway)
    value = scene.units(token)
    if scene.choose.chance(15) and found.limit.mantissa:
        value = IssuedAmount(found.limit.mantissa, found.limit.exponent, token.currency, gateway)
    return Payment(account=gateway, destination=holder, amount=value)


def send(scene: Scene) -> Transaction | None:
    """Send tokens that one holds to somebody who may hold them, or back to the issuer."""
    choose = scene.choose
    held = scene.any_of(scene.holdings)
    if held is None:
        return issue(scene)
    token = Issue(held.amount.currency, held.amount.issuer)
    others = [one for one in scene.liners(token) if one != held.holder]
    to = choose.pick([*others, token.issuer]) if not choose.chance(8) else scene.other(held.holder)
    value = scene.units(token, held.holder)
    tx = Payment(account=held.holder, destination=to, amount=value)
    if choose.chance(50):
        more = scene.units_of(token, value.mantissa * 11 // 10, value.exponent)
        tx.send_max = more if choose.chance(70) else scene.units(token, held.holder)
    if choose.chance(25):
        tx.flags = flags.tfPartialPayment
    return tx


def claw_back(scene: Scene) -> Transaction | None:
    """Take tokens back from a holder."""
    held = scene.any_of(scene.holdings)
    if held is None:
        return None
    allowed = [
        one for one in scene.holdings if scene.flagged(one.amount.issuer, flags.lsfAllowTrustLineClawback)
    ]
    held = scene.any_of(allowed) or held
    value = scene.units(Issue(held.amount.currency, held.amount.issuer), held.holder)
    named = IssuedAmount(value.mantissa, value.exponent, value.currency, held.holder)
    return Clawback(account=scene.mostly(held.amount.issuer), amount=named)


def terms(scene: Scene) -> Transaction:
    """Set what concerns a gateway's tokens."""
    choose = scene.choose
    tx = AccountSet(account=choose.pick(scene.gateways))
    setting = choose.pick(
        (
            flags.asfDefaultRipple,
            flags.asfAllowTrustLineLocking,
            flags.asfAllowTrustLineClawback,
            flags.asfRequireAuth,
            flags.asfGlobalFreeze,
            flags.asfNoFreeze,
        )
    )
    frozen = setting == flags.asfGlobalFreeze and scene.flagged(tx.account, flags.lsfGlobalFreeze)
    if setting != flags.asfDefaultRipple and choose.chance(90 if frozen else 60):
        tx.clear_flag = setting
    else:
        tx.set_flag = setting
    if choose.chance(25):
        tx.transfer_rate = choose.pick((0, 1_002_000_000, 1_100_000_000, 2_000_000_000))
    if choose.chance(10):
        tx.tick_size = choose.pick((0, 3, 6, 15))
    return tx


MIX: Mix = (
    (8, open_line),
    (6, change_line),
    (3, reset_line),
    (2, authorise),
    (8, issue),
    (8, send),
    (3, claw_back),
    (3, terms),
    (1, account.settings),
    (1, xrp.pay),
    (2, xrp.relieve),
    (1, xrp.create),
)
