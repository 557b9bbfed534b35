"""What moves XRP keeps every law: payments, checks, escrows and payment channels."""

from __future__ import annotations

from typing import Any

from proofs.effects import ALICE, BOB, EARLIER, FEES, SEQUENCE, TOLD, UnknownLedger, keeps_the_laws, moment
from proofs.replacing import Seed
from proofs.unknowns import assume, integer, one_of, truth
from spec import escrows, keylets, metadata, payment_channels, tokens
from spec.amounts import MAX_DROPS
from spec.entries import Check, Escrow, PayChannel
from spec.flags import tfClose, tfRenew
from spec.transactions import (
    check_cancel,
    check_create,
    escrow_create,
    payment,
    payment_channel_claim,
    payment_channel_create,
    payment_channel_fund,
)
from spec.transactions.check_cancel import CheckCancel
from spec.transactions.check_cash import CheckCash
from spec.transactions.check_create import CheckCreate
from spec.transactions.escrow_cancel import EscrowCancel
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.escrow_finish import EscrowFinish
from spec.transactions.payment import Payment
from spec.transactions.payment_channel_claim import PaymentChannelClaim
from spec.transactions.payment_channel_create import PaymentChannelCreate
from spec.transactions.payment_channel_fund import PaymentChannelFund
from spec.values import Account


def _drops(name: str = "amount") -> int:
    return integer(name, 1, MAX_DROPS)


def _pay(state: UnknownLedger) -> Payment:
    state.account("alice", ALICE)
    state.account("bob", BOB, exists=truth("bob exists"))
    state.absent(keylets.deposit_preauth(BOB, ALICE))
    return Payment(destination=BOB, amount=_drops())


keeps_the_laws(
    _pay,
    Seed(payment._apply_xrp, "receiver.balance += drops", "receiver.balance += drops + 1"),
    Seed(payment._apply_xrp, "max(accounts.reserve(view, sender), tx.fee)", "tx.fee"),
    covers=("tesSUCCESS", "tecUNFUNDED_PAYMENT", "tecNO_DST_INSUF_XRP"),
)


# Checks.


def _write(state: UnknownLedger) -> CheckCreate:
    state.account("alice", ALICE)
    state.account("bob", BOB, exists=truth("bob exists"))
    state.absent(keylets.check(ALICE, SEQUENCE))
    return CheckCreate(destination=BOB, send_max=_drops(), expiration=moment("expiration"))


keeps_the_laws(
    _write,
    Seed(
        check_create.apply,
        "adjust_owner_count(view, tx.account, 1)",
        "adjust_owner_count(view, tx.account, 2)",
    ),
    Seed(check_create.apply, "view.prior_balance >= accounts", "view.prior_balance * 2 >= accounts"),
    Seed(metadata._new, "!=", "=="),
    covers=("tesSUCCESS", "tecNO_DST", "tecINSUFFICIENT_RESERVE", "tecEXPIRED"),
    also=(TOLD,),
)


def _check(state: UnknownLedger, writer: Account, addressee: Account) -> Any:
    """A check that is there, for XRP."""
    keylet = keylets.check(writer, EARLIER)
    for name, account in (("writer", writer), ("addressee", addressee)):
        state.account(name, account, keylet)
    state.hold(
        Check(
            keylet.key,
            account=writer,
            destination=addressee,
            sequence=EARLIER,
            send_max=_drops("send_max"),
            owner_node=0,
            destination_node=0,
            expiration=moment("expiration"),
        )
    )
    return keylet


def _cancel_check(state: UnknownLedger) -> CheckCancel:
    keylet = _check(state, *one_of("alice is", (ALICE, BOB), (BOB, ALICE)))
    return CheckCancel(check_id=keylet.key)


keeps_the_laws(
    _cancel_check,
    Seed(
        check_cancel.remove,
        "adjust_owner_count(view, check.account, -1)",
        "adjust_owner_count(view, check.account, 0)",
    ),
    Seed(check_cancel.remove, "check.destination != check.account", "check.destination == check.account"),
)


def _cash(state: UnknownLedger) -> CheckCash:
    keylet = _check(state, BOB, ALICE)
    asked = _drops()
    if truth("whatever there is"):
        return CheckCash(check_id=keylet.key, deliver_min=asked)
    return CheckCash(check_id=keylet.key, amount=asked)


keeps_the_laws(
    _cash,
    Seed(tokens.send_xrp, "-= drops", "-= drops - 1"),
    covers=("tesSUCCESS", "tecUNFUNDED_PAYMENT", "tecPATH_PARTIAL"),
)


# Escrows.


def _lock(state: UnknownLedger) -> EscrowCreate:
    state.account("alice", ALICE)
    state.account("bob", BOB, exists=truth("bob exists"))
    state.absent(keylets.escrow(ALICE, SEQUENCE))
    return EscrowCreate(
        destination=BOB,
        amount=_drops(),
        cancel_after=moment("cancel_after"),
        finish_after=moment("finish_after"),
    )


keeps_the_laws(
    _lock,
    Seed(escrow_create.apply, "root.balance >= kept + tx.amount", "root.balance >= kept"),
    Seed(escrow_create._list, "tx.destination, escrow.key)", "tx.account, escrow.key)"),
    covers=("tesSUCCESS", "tecUNFUNDED", "tecINSUFFICIENT_RESERVE", "tecNO_DST", "tecNO_PERMISSION"),
    also=("escrows-hold-something",),
)


def _escrow(state: UnknownLedger, owner: Account, receiver: Account) -> None:
    """An escrow that is there, of XRP, without a condition."""
    keylet = keylets.escrow(owner, EARLIER)
    state.account("owner", owner, keylet)
    state.account("receiver", receiver, keylet)
    amount = integer("locked", 1, MAX_DROPS - 1)
    state.hold(
        Escrow(
            keylet.key,
            account=owner,
            destination=receiver,
            amount=amount,
            owner_node=0,
            destination_node=0,
            cancel_after=moment("cancel_after"),
            finish_after=moment("finish_after"),
        ),
        amount,
    )


def _finish(state: UnknownLedger) -> EscrowFinish:
    owner, receiver = one_of("alice is", (ALICE, BOB), (BOB, ALICE))
    _escrow(state, owner, receiver)
    state.absent(keylets.deposit_preauth(BOB, ALICE))
    return EscrowFinish(owner=owner, offer_sequence=EARLIER)


keeps_the_laws(
    _finish,
    Seed(
        escrows.release,
        "adjust_owner_count(view, escrow.account, -1)",
        "adjust_owner_count(view, escrow.account, 0)",
    ),
    covers=("tesSUCCESS", "tecNO_PERMISSION"),
    also=("escrows-hold-something",),
)


def _cancel_escrow(state: UnknownLedger) -> EscrowCancel:
    owner, receiver = one_of("alice is", (ALICE, BOB), (BOB, ALICE))
    _escrow(state, owner, receiver)
    return EscrowCancel(owner=owner, offer_sequence=EARLIER)


keeps_the_laws(
    _cancel_escrow,
    Seed(
        escrows.release,
        "adjust_owner_count(view, escrow.account, -1)",
        "adjust_owner_count(view, escrow.account, -2)",
    ),
    covers=("tesSUCCESS", "tecNO_PERMISSION"),
    also=("escrows-hold-something",),
)


# Payment channels.


def _open(state: UnknownLedger) -> PaymentChannelCreate:
    state.account("alice", ALICE)
    state.account("bob", BOB, exists=truth("bob exists"))
    state.absent(keylets.payment_channel(ALICE, BOB, SEQUENCE))
    return PaymentChannelCreate(
        destination=BOB,
        amount=_drops(),
        settle_delay=integer("settle_delay", 0, 2**32 - 1),
        cancel_after=moment("cancel_after"),
    )


keeps_the_laws(
    _open,
    Seed(payment_channel_create.apply, "root.balance -= tx.amount", "root.balance -= tx.amount + 1"),
    most_fee=FEES.reserve,  # what it has is asked for before the fee is taken: more breaks an invariant
    covers=("tesSUCCESS", "tecUNFUNDED", "tecINSUFFICIENT_RESERVE", "tecNO_DST"),
)


def _channel(state: UnknownLedger, source: Account, destination: Account) -> Any:
    """A channel that is there."""
    keylet = keylets.payment_channel(source, destination, EARLIER)
    state.account("source", source, keylet)
    state.account("destination", destination, keylet)
    amount, paid = _drops("channel.amount"), integer("channel.balance", 0, MAX_DROPS)
    assume(paid <= amount)
    state.hold(
        PayChannel(
            keylet.key,
            account=source,
            destination=destination,
            amount=amount,
            balance=paid,
            settle_delay=integer("settle_delay", 0, 2**32 - 1),
            expiration=moment("channel.expiration"),
            cancel_after=moment("channel.cancel_after"),
            public_key=b"\xed" + b"\x05" * 32,
            owner_node=0,
            destination_node=0,
        ),
        amount - paid,
    )
    return keylet


def _fund(state: UnknownLedger) -> PaymentChannelFund:
    keylet = _channel(state, *one_of("alice is", (ALICE, BOB), (BOB, ALICE)))
    more = _drops()
    # What was paid out counts as well: a channel of more than there is breaks an invariant.
    assume(more + integer("channel.amount", 1, MAX_DROPS) <= MAX_DROPS)
    return PaymentChannelFund(channel=keylet.key, amount=more, expiration=moment("expiration"))


keeps_the_laws(
    _fund,
    Seed(payment_channel_fund.apply, "channel.amount += tx.amount", "channel.amount += tx.amount - 1"),
    Seed(
        payment_channels.close,
        "adjust_owner_count(view, channel.account, -1)",
        "adjust_owner_count(view, channel.account, 0)",
    ),
    covers=("tesSUCCESS", "tecUNFUNDED", "tecINSUFFICIENT_RESERVE", "tecNO_PERMISSION"),
)


def _claim(state: UnknownLedger) -> PaymentChannelClaim:
    keylet = _channel(state, *one_of("alice is", (ALICE, BOB), (BOB, ALICE)))
    state.absent(keylets.deposit_preauth(BOB, ALICE))
    paid = _drops("tx.balance") if truth("it pays") else None
    return PaymentChannelClaim(channel=keylet.key, balance=paid, flags=one_of("flags", 0, tfRenew, tfClose))


keeps_the_laws(
    _claim,
    Seed(payment_channel_claim._pay, "total <= channel.amount", "total <= channel.amount + 1"),
    Seed(payment_channel_claim._pay, "channel.balance = total", "channel.balance = total - 1"),
    covers=("tesSUCCESS", "tecUNFUNDED_PAYMENT", "tecNO_PERMISSION"),
    slow=True,
)
