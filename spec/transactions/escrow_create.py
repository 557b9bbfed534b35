"""EscrowCreate sets value aside for a receiver, until a time has come or a condition is fulfilled.

Once it can be finished anyone may do so. When it is not finished by a second time it can be cancelled
instead, and the value goes back.

A token can be held in escrow only if its issuer allows it.

Source: Escrow.cpp (3.1.1), EscrowCreate.cpp (3.3.0-b0); vectors: escrow, tokenescrow.
"""

from __future__ import annotations

from spec import (
    accounts,
    amendments,
    amounts,
    conditions,
    directories,
    escrows,
    keylets,
    mptokens,
    rates,
    tokens,
)
from spec.amendments import Rules
from spec.conditions import ConditionError
from spec.entries import Escrow
from spec.flags import lsfAllowTrustLineLocking, lsfMPTCanEscrow, lsfRequireDestTag
from spec.objects import optional, required
from spec.results import (
    fail,
    require,
    tecDST_TAG_NEEDED,
    tecFROZEN,
    tecINSUFFICIENT_FUNDS,
    tecINSUFFICIENT_RESERVE,
    tecLOCKED,
    tecNO_DST,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tecPRECISION_LOSS,
    tecUNFUNDED,
    tefINTERNAL,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_EXPIRATION,
    temDISABLED,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.trust_lines import Auth
from spec.values import BAD_CURRENCY, Account, Amount, IssuedAmount, MPTAmount, asset_of
from spec.views import ApplyView, ReadView


class EscrowCreate(Transaction, code=1):
    """For whom, how much, from when or on which condition, and until when."""

    destination: Account = required("Destination")
    amount: Amount = required("Amount", mpt=True)
    condition: bytes | None = optional("Condition")  #: a PREIMAGE-SHA-256 crypto-condition
    cancel_after: int | None = optional("CancelAfter")  #: after which it can only be cancelled
    finish_after: int | None = optional("FinishAfter")  #: after which it can be finished
    destination_tag: int | None = optional("DestinationTag")


def enabled(tx: EscrowCreate, rules: Rules) -> bool:
    """Since fixCleanup3_2_0 the type does not exist for tokens that do not."""
    if rules.enabled(amendments.fixCleanup3_2_0) and isinstance(tx.amount, MPTAmount):
        return rules.enabled(amendments.MPTokensV1)
    return True


def preflight(tx: EscrowCreate, rules: Rules) -> None:
    """Some value, and a way to get it out again: a time to finish or a condition, and the end after the
    start.

    1. Only XRP, until TokenEscrow allows tokens: temBAD_AMOUNT.
    2. Multi-purpose tokens exist (temDISABLED), and there can be as many (temBAD_AMOUNT).
    3. It is more than nothing (temBAD_AMOUNT), and not of the currency that stands for none
       (temBAD_CURRENCY).
    4. There is a time to finish or to cancel, and cancelling comes after finishing: temBAD_EXPIRATION.
    5. There is a time to finish or a condition, and that is one of the kind that the ledger supports:
       temMALFORMED.
    """
    amount = tx.amount
    if not isinstance(amount, int):
        require(rules.enabled(amendments.TokenEscrow), temBAD_AMOUNT)
    if isinstance(amount, MPTAmount):
        require(rules.enabled(amendments.MPTokensV1), temDISABLED)
        require(amount.value <= amounts.MAX_MPT, temBAD_AMOUNT)
    require(amounts.signum(amount) > 0, temBAD_AMOUNT)
    if isinstance(amount, IssuedAmount):
        require(amount.currency != BAD_CURRENCY, temBAD_CURRENCY)
    require(tx.cancel_after is not None or tx.finish_after is not None, temBAD_EXPIRATION)
    if tx.cancel_after is not None and tx.finish_after is not None:
        require(tx.cancel_after > tx.finish_after, temBAD_EXPIRATION)
    require(tx.finish_after is not None or tx.condition is not None, temMALFORMED)
    if tx.condition is not None:
        try:
            conditions.parse_condition(tx.condition)
        except ConditionError:
            fail(temMALFORMED)


def preclaim(tx: EscrowCreate, view: ReadView) -> None:
    """The receiver can receive it, and of a token the sender has enough that it may give away.

    1. The receiver exists (tecNO_DST) and is somebody, and no pool or vault (tecNO_PERMISSION).
    2. A token is not the sender's own (tecNO_PERMISSION), and its issuer exists (tecNO_ISSUER) and lets it
       into escrows (tecNO_PERMISSION).
    3. The sender has a line to the issuer (tecNO_LINE) and is not the one who owes (tecNO_PERMISSION).
    4. Sender and receiver may hold the token (see ``tokens.require_auth``), and it is frozen for neither:
       tecFROZEN.
    5. The sender has enough (tecINSUFFICIENT_FUNDS), and what it has and the amount are not so far apart that
       adding them loses digits (tecPRECISION_LOSS).
    6. A multi-purpose token is not the sender's own (tecNO_PERMISSION), exists (tecOBJECT_NOT_FOUND), is let
       into escrows (tecNO_PERMISSION), and the sender has a place for it (tecOBJECT_NOT_FOUND).
    7. Sender and receiver may hold it (see ``tokens.require_auth``), it is locked for neither (tecLOCKED),
       and the one may send it to the other (see ``tokens.can_transfer``).
    8. The sender has enough: tecINSUFFICIENT_FUNDS.
    """
    root = view.need(keylets.account(tx.destination), tecNO_DST)
    require(not accounts.is_pseudo(root), tecNO_PERMISSION)
    if isinstance(tx.amount, IssuedAmount):
        _check_issued(tx, view, tx.amount)
    elif isinstance(tx.amount, MPTAmount):
        _check_mpt(tx, view, tx.amount)


def _check_issued(tx: EscrowCreate, view: ReadView, amount: IssuedAmount) -> None:
    issuer, asset = amount.issuer, asset_of(amount)
    require(issuer != tx.account, tecNO_PERMISSION)
    root = view.need(keylets.account(issuer), tecNO_ISSUER)
    require(root.flags & lsfAllowTrustLineLocking, tecNO_PERMISSION)
    line = view.need(keylets.line(tx.account, issuer, amount.currency), tecNO_LINE)
    owes = line.balance.mantissa if tx.account > issuer else -line.balance.mantissa
    require(owes <= 0, tecNO_PERMISSION)
    for account in (tx.account, tx.destination):
        tokens.require_auth(view, account, asset)
    for account in (tx.account, tx.destination):
        require(not tokens.is_frozen(view, account, asset), tecFROZEN)
    held = tokens.account_holds(view, tx.account, asset, zero_if_frozen=False)
    require(amounts.compare(held, amount) >= 0, tecINSUFFICIENT_FUNDS)
    require(amounts.can_add(held, amount), tecPRECISION_LOSS)


def _check_mpt(tx: EscrowCreate, view: ReadView, amount: MPTAmount) -> None:
    asset = asset_of(amount)
    issuer = mptokens.issuer_of(amount.issuance_id)
    require(issuer != tx.account, tecNO_PERMISSION)
    issuance = view.need(keylets.mptoken_issuance(amount.issuance_id), tecOBJECT_NOT_FOUND)
    require(issuance.flags & lsfMPTCanEscrow, tecNO_PERMISSION)
    require(view.exists(keylets.mptoken(amount.issuance_id, tx.account)), tecOBJECT_NOT_FOUND)
    for account in (tx.account, tx.destination):
        tokens.require_auth(view, account, asset, Auth.WEAK)
    for account in (tx.account, tx.destination):
        require(not tokens.is_frozen(view, account, asset), tecLOCKED)
    tokens.can_transfer(view, tx.account, tx.destination, asset)
    held = tokens.account_holds(view, tx.account, asset, zero_if_frozen=False)
    require(amounts.compare(held, amount) >= 0, tecINSUFFICIENT_FUNDS)


def apply(tx: EscrowCreate, view: ApplyView) -> None:
    """Make the escrow, list it with everyone concerned, and lock the value.

    1. Neither time has passed: tecNO_PERMISSION.
    2. After the fee the sender has enough for the reserve of one more object (tecINSUFFICIENT_RESERVE), and
       XRP besides (tecUNFUNDED).
    3. The receiver gets the tag that it asks for: tecDST_TAG_NEEDED.
    """
    for moment in (tx.cancel_after, tx.finish_after):
        require(not accounts.passed(view, moment), tecNO_PERMISSION)
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    kept = accounts.reserve(view, root, 1)
    require(root.balance >= kept, tecINSUFFICIENT_RESERVE)
    if isinstance(tx.amount, int):
        require(root.balance >= kept + tx.amount, tecUNFUNDED)
    destination = view.need(keylets.account(tx.destination), tefINTERNAL)
    has_tag = tx.destination_tag is not None
    require(not destination.flags & lsfRequireDestTag or has_tag, tecDST_TAG_NEEDED)
    escrow = Escrow(
        keylets.escrow(tx.account, tx.sequence_or_ticket).key,
        amount=tx.amount,
        account=tx.account,
        condition=tx.condition,
        source_tag=tx.source_tag,
        destination=tx.destination,
        cancel_after=tx.cancel_after,
        finish_after=tx.finish_after,
        destination_tag=tx.destination_tag,
    )
    if view.info.rules.enabled(amendments.fixIncludeKeyletFields):
        escrow.sequence = tx.sequence_or_ticket
    if not isinstance(tx.amount, int):
        rate = tokens.transfer_rate(view, asset_of(tx.amount))
        escrow.transfer_rate = rate if rate != rates.PARITY else None
    _list(tx, view, escrow)
    view.insert(escrow)
    escrows.lock(view, root, tx.amount)
    accounts.adjust_owner_count(view, tx.account, 1)


def _list(tx: EscrowCreate, view: ApplyView, escrow: Escrow) -> None:
    """List the escrow with the sender and the receiver, and with the issuer of the tokens in it."""
    escrow.owner_node = directories.add_owned(view, tx.account, escrow.key)
    if tx.destination != tx.account:
        escrow.destination_node = directories.add_owned(view, tx.destination, escrow.key)
    if isinstance(tx.amount, IssuedAmount) and tx.amount.issuer not in (tx.account, tx.destination):
        escrow.issuer_node = directories.add_owned(view, tx.amount.issuer, escrow.key)
