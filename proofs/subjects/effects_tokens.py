"""What is done with trust lines, and with what they hold, keeps every law.

Unknown is what accounts have and count in XRP, their flags and those of lines, where nothing is said of them,
and the sixteen digits of every amount. Chosen is who is there, and the exponents of what is held and of what
moves: -15, where nothing else is said. Limits that are set have any; those that payments meet have 5, which
is too far away to bind, or are nothing. What is left of what was held has sixteen digits, too, or is nothing,
but in ``_redeem_more``, where it may have any number; what comes to what is held makes a seventeenth digit,
which is rounded away, only in ``_issue_tokens`` and ``_cash_tokens``.

There is one currency. No line has a quality in or out, until one is set; no issuer is a pool; only one asks
for a fee, of one hundredth; and nothing goes along a path that is named, or in part.
"""

from __future__ import annotations

from proofs.effects import ALICE, BOB, EARLIER, UnknownLedger, keeps_the_laws, moment
from proofs.replacing import Seed
from proofs.symbolic import some
from proofs.unknown_lines import FROZEN, TOP, USD, ZERO, far_limit, line, no_limit, some_amount, some_limit
from proofs.unknowns import assume, one_of, truth
from spec import keylets, trust_lines
from spec.entries import Check, RippleState
from spec.flags import (
    lsfLowDeepFreeze,
    lsfLowFreeze,
    lsfLowReserve,
    tfClearFreeze,
    tfClearNoRipple,
    tfSetDeepFreeze,
    tfSetfAuth,
    tfSetFreeze,
    tfSetNoRipple,
)
from spec.flow import step
from spec.rounding import MAX_MANTISSA, MIN_MANTISSA
from spec.transactions import check_cancel, clawback, trust_set
from spec.transactions.check_cash import CheckCash
from spec.transactions.clawback import Clawback
from spec.transactions.payment import Payment
from spec.transactions.trust_set import TrustSet
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE, FREEZE, NO_RIPPLE, RESERVE
from spec.values import Account, IssuedAmount

OF_LINES = ("no-lines-of-xrp", "deep-freeze-is-a-freeze", "frozen-tokens-stay", "issued-balances-sum-to-zero")
"""The laws that whatever changes a trust line could break."""


def _parties(state: UnknownLedger, peer: Account, *, there: bool) -> None:
    lines = (keylets.line(ALICE, peer, USD),) if there else ()
    state.account("alice", ALICE, *lines, counts=0)
    state.account("peer", peer, *lines, counts=0, exists=there or truth("peer exists"))


def _trust(state: UnknownLedger) -> TrustSet:
    """A line is made by the lower or the higher account."""
    peer = one_of("the other is", BOB, TOP)
    _parties(state, peer, there=False)
    state.absent(keylets.line(ALICE, peer, USD))
    flags = one_of("flags", 0, tfSetNoRipple, tfSetfAuth, tfSetFreeze | tfSetDeepFreeze)
    return TrustSet(limit_amount=some_limit(peer), flags=flags)


keeps_the_laws(
    _trust,
    Seed(trust_lines.create, "adjust_owner_count(view, owner, 1)", "adjust_owner_count(view, owner, 0)"),
    Seed(
        trust_lines.create,
        "= _zero(currency, low), _zero",
        "= IssuedAmount(0, -100, XRP.currency, low), _zero",
    ),
    Seed(trust_lines.create, "min(owner, peer), max(owner, peer)", "owner, peer"),
    Seed(trust_lines.create, "line.set(FREEZE, freeze)", "line.set(FREEZE, False)"),
    covers=(
        "tesSUCCESS",
        "tecNO_DST",
        "tecNO_LINE_REDUNDANT",
        "tecNO_LINE_INSUF_RESERVE",
        "tecNO_PERMISSION",
    ),
    also=OF_LINES,
)


def _change(state: UnknownLedger) -> TrustSet:
    """The lower account, which may hold something, changes its limit, and lets nothing ripple through."""
    _parties(state, TOP, there=True)
    line(state, ALICE, TOP, ZERO, -15, signs=(1,), without=FROZEN, limits=no_limit)
    return TrustSet(limit_amount=some_limit(TOP), flags=tfSetNoRipple)


keeps_the_laws(
    _change,
    Seed(trust_set._settle_reserve, "1 if needed else -1", "-1 if needed else 1"),
    covers=("tesSUCCESS", "tecINSUF_RESERVE_LINE"),
    also=OF_LINES,
    slow=True,
)


def _freeze(state: UnknownLedger) -> TrustSet:
    """The higher account, which may owe something, freezes what the other has of it, or lets it go."""
    _parties(state, BOB, there=True)
    without = lsfLowFreeze | lsfLowDeepFreeze | lsfLowReserve
    line(state, ALICE, BOB, ZERO, -15, signs=(1,), without=without, limits=no_limit)
    flags = one_of("flags", tfSetDeepFreeze, tfSetFreeze | tfSetDeepFreeze, tfClearFreeze)
    return TrustSet(limit_amount=some_amount("limit", BOB, 0), flags=flags)


keeps_the_laws(
    _freeze,
    Seed(trust_set._change, "line.set(FREEZE, frozen)", "line.set(FREEZE, False)"),
    covers=("tesSUCCESS", "tecNO_PERMISSION"),
    also=OF_LINES,
    slow=True,
)


# Payments.


def _holder(
    state: UnknownLedger,
    issuer: Account,
    holder: Account,
    name: str,
    *exponents: int,
    without: int = FROZEN,
    trusts: bool | None = None,
) -> RippleState:
    """A holder with a line to the issuer, which the holder alone owns and on which the issuer has no limit.

    Its limit is far above all that is held where it trusts, or else nothing; where it is not said, either.
    """
    willing = truth(f"{name} trusts") if trusts is None else trusts

    def limits(account: Account, name: str) -> IssuedAmount:
        return far_limit(account, name) if account == holder and willing else no_limit(account)

    state.account(name, holder, keylets.line(issuer, holder, USD), counts=0)
    is_low = holder < issuer
    return line(
        state,
        issuer,
        holder,
        *exponents,
        name=f"line of {name}",
        signs=(1 if is_low else -1,),
        limits=limits,
        having=RESERVE[not is_low],
        without=without | RESERVE[is_low],
    )


def _issuer(state: UnknownLedger, issuer: Account, *holders: Account) -> None:
    state.account("issuer", issuer, *(keylets.line(issuer, one, USD) for one in holders), counts=0)
    state.absent(keylets.deposit_preauth(BOB, ALICE))


def _keep_digits(line_of_holder: RippleState, amount: IssuedAmount) -> None:
    """What is held and the amount are the same, or differ by a number of sixteen digits, as they have."""
    difference = abs(line_of_holder.balance.mantissa) - amount.mantissa
    assume(some(difference == 0, abs(difference) >= MIN_MANTISSA))


def _issue_tokens(state: UnknownLedger) -> Payment:
    """The issuer pays one who may hold something already: as much, or much less, or much more."""
    _issuer(state, ALICE, BOB)
    _holder(state, ALICE, BOB, "bob", ZERO, -15)
    return Payment(destination=BOB, amount=some_amount("amount", ALICE, -15, -18))


keeps_the_laws(
    _issue_tokens,
    Seed(trust_lines.direct_send, "_minus(view, before, amount)", "amounts.add(before, amount)"),
    covers=("tesSUCCESS", "tecPATH_DRY"),
    also=OF_LINES,
)


def _redeem_tokens(state: UnknownLedger) -> Payment:
    """A holder pays the issuer with what it has of it."""
    _issuer(state, BOB, ALICE)
    alice = _holder(state, BOB, ALICE, "alice", ZERO, -15)
    amount = some_amount("amount", BOB, -15)
    _keep_digits(alice, amount)
    return Payment(destination=BOB, amount=amount)


keeps_the_laws(
    _redeem_tokens,
    Seed(trust_lines.direct_send, "_minus(view, before, amount)", "amounts.add(before, amount)"),
    Seed(
        trust_lines.direct_send, "adjust_owner_count(view, sender, -1)", "adjust_owner_count(view, sender, 0)"
    ),
    covers=("tesSUCCESS", "tecPATH_DRY", "tecPATH_PARTIAL"),
    also=OF_LINES,
)


def _send_tokens(state: UnknownLedger) -> Payment:
    """A holder pays a holder through the issuer, who asks for no fee and may have frozen what they hold."""
    _issuer(state, TOP, ALICE, BOB)
    without = FROZEN | NO_RIPPLE[False] | AUTHORIZED[True]
    alice = _holder(state, TOP, ALICE, "alice", -15, without=without & ~FREEZE[True], trusts=False)
    without &= ~FREEZE[True] & ~DEEP_FREEZE[True]
    bob = _holder(state, TOP, BOB, "bob", -15, without=without, trusts=True)
    amount = some_amount("amount", TOP, -15)
    _keep_digits(alice, amount)
    assume(bob.balance.mantissa + amount.mantissa <= MAX_MANTISSA)
    return Payment(destination=BOB, amount=amount, send_max=amount)


keeps_the_laws(
    _send_tokens,
    Seed(step.check_freeze, "not line.peer_has(FREEZE)", "True"),
    Seed(
        trust_lines.transfer_rate, "root.transfer_rate or PARITY if", "root.transfer_rate or PARITY // 2 if"
    ),
    covers=("tesSUCCESS", "tecPATH_DRY", "tecPATH_PARTIAL"),
    also=OF_LINES,
)


def _claw_back_tokens(state: UnknownLedger) -> Clawback:
    """The issuer takes back some of what a holder has, or all."""
    _issuer(state, ALICE, BOB)
    bob = _holder(state, ALICE, BOB, "bob", ZERO, -15, without=FROZEN & ~FREEZE[True])
    amount = some_amount("amount", BOB, -15)
    _keep_digits(bob, amount)
    return Clawback(amount=amount)


keeps_the_laws(
    _claw_back_tokens,
    Seed(clawback.apply, "amounts.minimum(", "amounts.maximum("),
    covers=("tesSUCCESS", "tecNO_PERMISSION", "tecINSUFFICIENT_FUNDS"),
    also=(*OF_LINES, "clawback-takes-from-one"),
)


def _cash_tokens(state: UnknownLedger) -> CheckCash:
    """A check of what its writer issues, for who may have no line for it yet."""
    check, held = keylets.check(BOB, EARLIER), keylets.line(ALICE, BOB, USD)
    there = truth("there is a line")
    lines = (held,) if there else ()
    state.account("alice", ALICE, check, *lines, counts=0)
    state.account("bob", BOB, check, *lines, counts=1)
    if there:
        having, without = RESERVE[True], RESERVE[False] | FROZEN
        line(state, ALICE, BOB, ZERO, -15, signs=(-1,), limits=no_limit, having=having, without=without)
    else:
        state.absent(held)
    most = far_limit(BOB, "send_max")
    state.hold(
        Check(
            check.key,
            account=BOB,
            destination=ALICE,
            sequence=EARLIER,
            send_max=most,
            owner_node=0,
            destination_node=0,
            expiration=moment("expiration"),
        )
    )
    return CheckCash(check_id=check.key, amount=some_amount("amount", BOB, -15))


keeps_the_laws(
    _cash_tokens,
    Seed(trust_lines.create, "accounts.adjust_owner_count(view, owner, 1)", "pass"),
    Seed(check_cancel.remove, "check.account, -1)", "check.account, 0)"),
    covers=("tesSUCCESS", "tecNO_LINE_INSUF_RESERVE", "tecEXPIRED"),
    also=OF_LINES,
    slow=True,
)


# The same with more unknown.


def _set_more(state: UnknownLedger) -> TrustSet:
    """Either account changes its limit, its quality in, or what may ripple through; nothing is frozen."""
    peer = one_of("the other is", BOB, TOP)
    _parties(state, peer, there=True)
    line(state, ALICE, peer, ZERO, -15, without=FROZEN, limits=no_limit)
    flags = one_of("flags", 0, tfSetNoRipple, tfClearNoRipple)
    quality = one_of("quality in", None, 7)
    limit = far_limit(peer) if truth("a limit") else no_limit(peer)
    return TrustSet(limit_amount=limit, flags=flags, quality_in=quality)


keeps_the_laws(
    _set_more,
    Seed(trust_set._settle_reserve, "line.account, 1 if needed", "line.peer, 1 if needed"),
    covers=("tesSUCCESS", "tecINSUF_RESERVE_LINE", "tecNO_PERMISSION"),
    also=OF_LINES,
    slow=True,
)


def _redeem_more(state: UnknownLedger) -> Payment:
    """What is left of what is held may have any number of digits."""
    _issuer(state, BOB, ALICE)
    _holder(state, BOB, ALICE, "alice", ZERO, -15)
    return Payment(destination=BOB, amount=some_amount("amount", BOB, -15))


keeps_the_laws(
    _redeem_more,
    Seed(trust_lines.direct_send, "_minus(view, before, amount)", "amounts.add(before, amount)"),
    covers=("tesSUCCESS", "tecPATH_DRY", "tecPATH_PARTIAL"),
    also=OF_LINES,
    slow=True,
)


def _send_more(state: UnknownLedger) -> Payment:
    """Holders may have nothing, and want nothing more."""
    _issuer(state, TOP, ALICE, BOB)
    without = FROZEN & ~FREEZE[True] | NO_RIPPLE[False] | AUTHORIZED[True]
    alice = _holder(state, TOP, ALICE, "alice", ZERO, -15, without=without, trusts=False)
    bob = _holder(state, TOP, BOB, "bob", ZERO, -15, without=without)
    amount = some_amount("amount", TOP, -15)
    _keep_digits(alice, amount)
    assume(bob.balance.mantissa + amount.mantissa <= MAX_MANTISSA)
    return Payment(destination=BOB, amount=amount, send_max=amount)


keeps_the_laws(
    _send_more,
    Seed(step.check_freeze, "not line.peer_has(FREEZE)", "True"),
    covers=("tesSUCCESS", "tecPATH_DRY", "tecPATH_PARTIAL"),
    also=OF_LINES,
    slow=True,
)


def _send_at_a_fee(state: UnknownLedger) -> Payment:
    """The issuer keeps a fee of one hundredth."""
    _issuer(state, TOP, ALICE, BOB)
    state.root(TOP).transfer_rate = 1_010_000_000
    without = FROZEN | NO_RIPPLE[False] | AUTHORIZED[True]
    alice = _holder(state, TOP, ALICE, "alice", -13, without=without, trusts=False)
    assume(alice.balance.mantissa >= MIN_MANTISSA + 2 * 10**14)
    bob = _holder(state, TOP, BOB, "bob", -15, without=without, trusts=True)
    amount = some_amount("amount", TOP, -15)
    assume(bob.balance.mantissa + amount.mantissa <= MAX_MANTISSA)
    return Payment(destination=BOB, amount=amount, send_max=far_limit(TOP, "most"))


keeps_the_laws(
    _send_at_a_fee,
    Seed(trust_lines.transfer_rate, "root.transfer_rate or PARITY if", "PARITY - 1 if"),
    also=OF_LINES,
    slow=True,
)
