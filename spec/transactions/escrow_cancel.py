"""EscrowCancel gives the value of an escrow back to its sender, once it is too late to finish it. Anyone may
do so.

Source: Escrow.cpp (3.1.1), EscrowCancel.cpp (3.3.0-b0); vectors: escrow, tokenescrow.
"""

from __future__ import annotations

from spec import accounts, amendments, escrows, keylets, mptokens, rates, tokens
from spec.entries import Escrow
from spec.keylets import Keylet
from spec.objects import required
from spec.results import (
    require,
    tecINTERNAL,
    tecNO_PERMISSION,
    tecNO_TARGET,
    tefEXCEPTION,
    tefINTERNAL,
)
from spec.transaction import Transaction
from spec.trust_lines import Auth
from spec.values import Account, IssuedAmount, MPTAmount, asset_of
from spec.views import ApplyView, ReadView


class EscrowCancel(Transaction, code=4):
    """Which escrow."""

    owner: Account = required("Owner")
    offer_sequence: int = required("OfferSequence")  #: of the transaction that made the escrow


def _keylet(tx: EscrowCancel) -> Keylet[Escrow]:
    return keylets.escrow(tx.owner, tx.offer_sequence)


def preclaim(tx: EscrowCancel, view: ReadView) -> None:
    """The escrow exists, and its sender may still hold what is in it.

    1. The escrow exists: tecNO_TARGET.
    2. The sender may hold the tokens that it sent; see ``tokens.require_auth``.
    """
    if not view.info.rules.enabled(amendments.TokenEscrow):
        return
    escrow = view.need(_keylet(tx), tecNO_TARGET)
    amount = escrow.amount
    if isinstance(amount, IssuedAmount):
        require(amount.issuer != escrow.account, tecINTERNAL)
        tokens.require_auth(view, escrow.account, asset_of(amount))
    elif isinstance(amount, MPTAmount):
        require(mptokens.issuer_of(amount.issuance_id) != escrow.account, tecINTERNAL)
        tokens.require_auth(view, escrow.account, asset_of(amount), Auth.WEAK)


def apply(tx: EscrowCancel, view: ApplyView) -> None:
    """Give the value back, without a transfer fee.

    1. The escrow exists: tecNO_TARGET.
    2. It can be cancelled, and the time has passed: tecNO_PERMISSION.
    3. Before fixCleanup3_2_0 a sender without a place for its tokens could not cancel, for the attempt to
       make one failed: tefEXCEPTION.
    4. The value can be given back: see ``escrows.release``.
    """
    escrow = view.need(_keylet(tx), tecNO_TARGET)
    require(accounts.passed(view, escrow.cancel_after), tecNO_PERMISSION)
    owner = view.edit_needed(keylets.account(escrow.account), tefINTERNAL)
    by_owner = tx.account == escrow.account
    if by_owner and not view.info.rules.enabled(amendments.fixCleanup3_2_0):
        require(_has_place(view, escrow), tefEXCEPTION)
    escrows.release(view, _keylet(tx), owner, rates.PARITY, by_receiver=by_owner)


def _has_place(view: ReadView, escrow: Escrow) -> bool:
    amount, account = escrow.amount, escrow.account
    if isinstance(amount, IssuedAmount):
        return view.exists(keylets.line(account, amount.issuer, amount.currency))
    return isinstance(amount, int) or view.exists(keylets.mptoken(amount.issuance_id, account))
