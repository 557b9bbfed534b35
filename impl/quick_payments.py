"""Payments of XRP between accounts that exist, as most are, done at once.

Fast twin of ``spec.engine.apply`` for those that succeed: a plain payment, signed with the master key or the
regular one, whose turn it is, that the sender can afford and the receiver takes from anybody. Whatever else
there is about a payment, and every one that fails, is left to the specification, before anything was done.

No invariant can be broken here: the drops that leave one account reach the other but for the fee, both
balances are seen to be in range, and nothing else changes but the sender's sequence number and a flag.
Conformance: ``tests/conformance/test_quick_draft.py``; proof: ``proofs/subjects/fast_twins.py``.
"""

from __future__ import annotations

from spec import keylets, keys
from spec.accounts import is_pseudo
from spec.amounts import MAX_DROPS
from spec.engine import Outcome
from spec.entries import AccountRoot
from spec.flags import lsfDepositAuth, lsfDisableMaster, lsfPasswordSpent, lsfRequireDestTag
from spec.ledger import Draft
from spec.results import tesSUCCESS
from spec.transactions.payment import Payment
from spec.views import ApplyView, Change

PLAIN = frozenset(
    {
        "account",
        "amount",
        "destination",
        "destination_tag",
        "fee",
        "flags",
        "invoice_id",
        "last_ledger_sequence",
        "memos",
        "network_id",
        "sequence",
        "signing_pub_key",
        "source_tag",
        "txn_signature",
    }
)
"""The fields of a payment that mean nothing more here than what is done below."""


def apply(tx: Payment, draft: Draft) -> Outcome | None:
    """Put a payment to the ledger that is being built, after ``preflight`` found nothing against it; or do
    nothing, and give ``None``, where it is not one of these."""
    drops, account, destination, info = tx.amount, tx.account, tx.destination, draft.info
    if not tx.__dict__.keys() <= PLAIN or not isinstance(drops, int) or account == destination:
        return None
    from_key, to_key = keylets.account(account).key, keylets.account(destination).key
    sender, receiver = draft.get(from_key), draft.get(to_key)
    if not isinstance(sender, AccountRoot) or not isinstance(receiver, AccountRoot):
        return None
    kept = max(info.fees.account_reserve(sender.owner_count), tx.fee)
    if not (
        _is_in_time(tx, sender, draft)
        and _may_sign(tx, sender)
        and _takes(tx, receiver, drops)
        and drops + kept <= sender.balance <= MAX_DROPS
        and (not info.is_open or tx.fee >= info.scaled_fee(info.fees.base))
    ):
        return None
    view = ApplyView(draft, tx.id, sender.balance)
    sender, receiver = sender.copy(), receiver.copy()
    sender.balance -= drops + tx.fee
    sender.sequence = tx.sequence + 1
    receiver.balance += drops
    receiver.flags &= ~lsfPasswordSpent
    view.entries = {from_key: sender, to_key: receiver}
    view.changes = {from_key: Change.MODIFIED, to_key: Change.MODIFIED}
    metadata = draft.describe(view, tesSUCCESS)
    draft.accept(view, tx, metadata, tx.fee)
    return Outcome(tesSUCCESS, True, metadata, tx.fee)


def _is_in_time(tx: Payment, sender: AccountRoot, draft: Draft) -> bool:
    """Whether it is this payment's turn, and it may enter this ledger."""
    last = tx.last_ledger_sequence
    return (
        tx.sequence == sender.sequence
        and (last is None or last >= draft.info.sequence)
        and tx.id not in draft.transactions
    )


def _may_sign(tx: Payment, sender: AccountRoot) -> bool:
    """Whether the key that signed may act for the sender, and nothing is to be noted of what was sent."""
    if not tx.signing_pub_key or sender.account_txn_id is not None or is_pseudo(sender):
        return False
    signer = keys.account_id(tx.signing_pub_key)
    return signer == sender.regular_key or (signer == tx.account and not sender.flags & lsfDisableMaster)


def _takes(tx: Payment, receiver: AccountRoot, drops: int) -> bool:
    """Whether the receiver is somebody who takes payments from anybody, and can hold so much more."""
    if receiver.flags & lsfDepositAuth or is_pseudo(receiver) or receiver.sequence == 0:
        return False
    if receiver.flags & lsfRequireDestTag and tx.destination_tag is None:
        return False
    return 0 <= receiver.balance <= MAX_DROPS - drops
