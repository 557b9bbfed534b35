"""CheckCreate writes a check: leave for another account to take up to an amount, when and if it wants to.

Nothing is set aside for it. Whether there is enough is seen when it is cashed.

Source: CreateCheck.cpp (3.1.1), CheckCreate.cpp (3.3.0-b0); vectors: check.
"""

from __future__ import annotations

from spec import accounts, amounts, directories, keylets, trust_lines
from spec.amendments import Rules
from spec.entries import Check
from spec.flags import lsfDisallowIncomingCheck, lsfRequireDestTag
from spec.objects import optional, required
from spec.results import (
    require,
    tecDST_TAG_NEEDED,
    tecEXPIRED,
    tecFROZEN,
    tecINSUFFICIENT_RESERVE,
    tecNO_DST,
    tecNO_PERMISSION,
    tefINTERNAL,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_EXPIRATION,
    temREDUNDANT,
)
from spec.transaction import Transaction
from spec.values import BAD_CURRENCY, Account, Amount, Hash256, IssuedAmount, MPTAmount
from spec.views import ApplyView, ReadView


class CheckCreate(Transaction, code=16):
    """For whom, and how much at most."""

    destination: Account = required("Destination")
    send_max: Amount = required("SendMax", mpt=True)  #: what it may cost the writer, transfer fees included
    expiration: int | None = optional("Expiration")
    destination_tag: int | None = optional("DestinationTag")
    invoice_id: Hash256 | None = optional("InvoiceID")


def enabled(tx: CheckCreate, rules: Rules) -> bool:
    """There are no checks of multi-purpose tokens yet."""
    return not isinstance(tx.send_max, MPTAmount)


def preflight(tx: CheckCreate, rules: Rules) -> None:
    """To someone else, for some value that can exist.

    1. The addressee is not the writer: temREDUNDANT.
    2. The value can exist and is more than nothing (temBAD_AMOUNT), and not of the currency that stands for
       none (temBAD_CURRENCY).
    3. A time to expire is not zero: temBAD_EXPIRATION.
    """
    require(tx.account != tx.destination, temREDUNDANT)
    require(amounts.is_legal_net(tx.send_max) and amounts.signum(tx.send_max) > 0, temBAD_AMOUNT)
    if isinstance(tx.send_max, IssuedAmount):
        require(tx.send_max.currency != BAD_CURRENCY, temBAD_CURRENCY)
    require(tx.expiration != 0, temBAD_EXPIRATION)


def preclaim(tx: CheckCreate, view: ReadView) -> None:
    """The addressee takes checks, the token is not frozen for either side, and the check has not expired
    already.

    1. The addressee exists (tecNO_DST), takes checks, and is somebody, and no pool or vault
       (tecNO_PERMISSION).
    2. It gets the tag that it asks for: tecDST_TAG_NEEDED.
    3. A token is not frozen: not all of it, not the writer's line by the issuer, and not the addressee's line
       by the addressee: tecFROZEN.
    4. The time to expire has not come: tecEXPIRED.
    """
    root = view.need(keylets.account(tx.destination), tecNO_DST)
    require(not root.flags & lsfDisallowIncomingCheck, tecNO_PERMISSION)
    require(not accounts.is_pseudo(root), tecNO_PERMISSION)
    require(not root.flags & lsfRequireDestTag or tx.destination_tag is not None, tecDST_TAG_NEEDED)
    if isinstance(tx.send_max, IssuedAmount):
        _check_frozen(tx, view, tx.send_max)
    require(not accounts.expired(view, tx.expiration), tecEXPIRED)


def _check_frozen(tx: CheckCreate, view: ReadView, amount: IssuedAmount) -> None:
    """The issuer has not frozen the writer's line, and the addressee has not frozen its own."""
    issuer, currency = amount.issuer, amount.currency
    require(not trust_lines.is_globally_frozen(view, issuer), tecFROZEN)
    if issuer != tx.account:
        line = trust_lines.read(view, tx.account, issuer, currency)
        require(line is None or not line.peer_has(trust_lines.FREEZE), tecFROZEN)
    if issuer != tx.destination:
        line = trust_lines.read(view, tx.destination, issuer, currency)
        require(line is None or not line.has(trust_lines.FREEZE), tecFROZEN)


def apply(tx: CheckCreate, view: ApplyView) -> None:
    """List the check with its addressee and its writer, who holds the reserve for it.

    What the writer held before the fee is enough for the reserve of one more object:
    tecINSUFFICIENT_RESERVE.
    """
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    require(view.prior_balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    check = Check(
        keylets.check(tx.account, tx.sequence_or_ticket).key,
        account=tx.account,
        destination=tx.destination,
        sequence=tx.sequence_or_ticket,
        send_max=tx.send_max,
        source_tag=tx.source_tag,
        destination_tag=tx.destination_tag,
        invoice_id=tx.invoice_id,
        expiration=tx.expiration,
    )
    check.destination_node = directories.add_owned(view, tx.destination, check.key)
    check.owner_node = directories.add_owned(view, tx.account, check.key)
    view.insert(check)
    accounts.adjust_owner_count(view, tx.account, 1)
