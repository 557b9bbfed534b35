"""Transactions made again for another ledger: with the numbers that it asks for, and new signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.traffic import Actor
from spec import keylets
from spec.lengths import DecodeError
from spec.transaction import Transaction, decode_transaction
from spec.views import ReadView


class Remaker:
    """Makes transactions again whose signers' keys are known."""

    def __init__(self, signers: Sequence[Actor]) -> None:
        self._by_key: Mapping[bytes, Actor] = {one.pair.public_key: one for one in signers}

    def again(self, blob: bytes, then: ReadView, now: ReadView) -> Transaction | None:
        """The transaction as it would be sent in another ledger; none where it cannot be made.

        ``then`` is the ledger that it was sent to. One that came too late does so again.
        """
        try:
            tx = decode_transaction(blob, canonical=False).copy()
        except DecodeError:
            return None
        former, present = (view.read(keylets.account(tx.account)) for view in (then, now))
        if present is not None:
            off = 0 if former is None or tx.uses_ticket else tx.sequence - former.sequence
            tx.sequence, tx.ticket_sequence = present.sequence + min(off, 0), None
            if tx.account_txn_id is not None and former is not None:
                same = tx.account_txn_id == former.account_txn_id
                tx.account_txn_id = present.account_txn_id if same else tx.account_txn_id
        if tx.last_ledger_sequence is not None:
            tx.last_ledger_sequence += now.info.sequence - then.info.sequence
        return self._signed(tx)

    def _signed(self, tx: Transaction) -> Transaction | None:
        if tx.signers is None:
            signer = self._by_key.get(tx.signing_pub_key)
            return None if signer is None else signer.sign(tx)
        signers = [(self._by_key.get(one.signing_pub_key), one.account) for one in tx.signers]
        known = [(who, name) for who, name in signers if who is not None]
        if len(known) < len(signers):
            return None
        tx.signers = tuple(who.sign_for(tx, name) for who, name in known)
        return tx
