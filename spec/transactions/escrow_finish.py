"""EscrowFinish gives the value of an escrow to its receiver, once the time has come and the condition is
fulfilled.

Anyone may do so. The longer the fulfilment, the higher the fee, since it has to be checked.

Source: Escrow.cpp (3.1.1); vectors: escrow, tokenescrow.
"""

from __future__ import annotations

from spec import accounts, amendments, conditions, credentials, escrows, keylets, mptokens, rates, tokens
from spec.amendments import Rules
from spec.engine import default_base_fee
from spec.entries import Escrow
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import (
    require,
    tecCRYPTOCONDITION_ERROR,
    tecFROZEN,
    tecLOCKED,
    tecNO_DST,
    tecNO_PERMISSION,
    tecNO_TARGET,
    tefINTERNAL,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.trust_lines import Auth
from spec.values import Account, Drops, Hash256, IssuedAmount, MPTAmount, asset_of
from spec.views import ApplyView, ReadView

CONDITION_FEE = 32
"""A fulfilment costs so many base fees, and one more for each 16 bytes."""


class EscrowFinish(Transaction, code=2):
    """Which escrow, and what fulfils its condition."""

    owner: Account = required("Owner")
    offer_sequence: int = required("OfferSequence")  #: of the transaction that made the escrow
    fulfillment: bytes | None = optional("Fulfillment")
    condition: bytes | None = optional("Condition")  #: the same as the escrow's
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")


def base_fee(tx: EscrowFinish, view: ReadView) -> Drops:
    """The usual fee, and more for a fulfilment."""
    fee = default_base_fee(tx, view)
    if tx.fulfillment is not None:
        fee += view.info.fees.base * (CONDITION_FEE + len(tx.fulfillment) // 16)
    return fee


def enabled(tx: EscrowFinish, rules: Rules) -> bool:
    """Credentials exist only with their amendment."""
    return tx.credential_ids is None or rules.enabled(amendments.Credentials)


def preflight(tx: EscrowFinish, rules: Rules) -> None:
    """A condition and its fulfilment come together: temMALFORMED."""
    require((tx.condition is None) == (tx.fulfillment is None), temMALFORMED)


def preflight_signed(tx: EscrowFinish, rules: Rules) -> None:
    """Credentials, if there are any, are 1 to 8, each once: temMALFORMED."""
    credentials.check_ids(tx.credential_ids)


def _keylet(tx: EscrowFinish) -> Keylet[Escrow]:
    return keylets.escrow(tx.owner, tx.offer_sequence)


def preclaim(tx: EscrowFinish, view: ReadView) -> None:
    """The escrow exists, and its receiver may hold what is in it.

    1. Credentials that are named exist, are about the sender and accepted: tecBAD_CREDENTIALS.
    2. The escrow exists: tecNO_TARGET.
    3. A receiver of tokens that is not their issuer may hold them (see ``tokens.require_auth``), and is not
       deep frozen (tecFROZEN); of a multi-purpose token, it is not locked (tecLOCKED).
    """
    credentials.check_valid(view, tx.credential_ids, tx.account)
    if not view.info.rules.enabled(amendments.TokenEscrow):
        return
    escrow = view.need(_keylet(tx), tecNO_TARGET)
    amount, receiver = escrow.amount, escrow.destination
    if isinstance(amount, IssuedAmount) and receiver != amount.issuer:
        tokens.require_auth(view, receiver, asset_of(amount))
        require(not tokens.is_deep_frozen(view, receiver, asset_of(amount)), tecFROZEN)
    elif isinstance(amount, MPTAmount) and receiver != mptokens.issuer_of(amount.issuance_id):
        tokens.require_auth(view, receiver, asset_of(amount), Auth.WEAK)
        require(not tokens.is_frozen(view, receiver, asset_of(amount)), tecLOCKED)


def apply(tx: EscrowFinish, view: ApplyView) -> None:
    """Give the value to the receiver, between the two times and with the condition fulfilled.

    1. The escrow exists: tecNO_TARGET.
    2. FinishAfter has passed, and CancelAfter has not: tecNO_PERMISSION.
    3. The fulfilment is one of the condition, and that is the escrow's: tecCRYPTOCONDITION_ERROR.
    4. The receiver exists: tecNO_DST.
    5. No credential that is named has expired (tecEXPIRED), and the receiver lets the sender of this
       transaction in (tecNO_PERMISSION).
    6. The value can be given: see ``escrows.release``.
    """
    escrow = view.need(_keylet(tx), tecNO_TARGET)
    if escrow.finish_after is not None:
        require(accounts.passed(view, escrow.finish_after), tecNO_PERMISSION)
    require(not accounts.passed(view, escrow.cancel_after), tecNO_PERMISSION)
    if tx.condition is not None:
        fulfilled = conditions.fulfills(tx.fulfillment or b"", tx.condition)
        require(fulfilled, tecCRYPTOCONDITION_ERROR)
    require(escrow.condition == tx.condition, tecCRYPTOCONDITION_ERROR)
    require(view.exists(keylets.account(escrow.destination)), tecNO_DST)
    receiver = view.edit_needed(keylets.account(escrow.destination), tefINTERNAL)
    credentials.verify_deposit(view, tx.credential_ids, tx.account, receiver)
    rate = escrow.transfer_rate or rates.PARITY
    escrows.release(view, _keylet(tx), receiver, rate, by_receiver=tx.account == escrow.destination)
