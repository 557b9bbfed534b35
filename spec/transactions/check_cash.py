"""CheckCash takes what a check promises: an amount, or with DeliverMin as much as there is, if it is enough.

XRP moves directly. The writer may use for it what the reserve for the check was. Tokens move through the
payment engine, from the writer to whoever cashes; the limit that the latter set on its trust line does not
count, for it asked for them, and a line is made if there is none.

Source: CashCheck.cpp (3.1.1); vectors: check.
"""

from __future__ import annotations

from spec import accounts, amounts, keylets, tokens, trust_lines
from spec.amendments import Rules
from spec.entries import Check
from spec.flags import lsfDefaultRipple, lsfRequireAuth, lsfRequireDestTag
from spec.flow.crossing import unlimited
from spec.flow.flow import flow
from spec.flow.sandbox import PaymentSandbox
from spec.flow.strand import Request
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import (
    fail,
    require,
    tecDST_TAG_NEEDED,
    tecEXPIRED,
    tecFAILED_PROCESSING,
    tecFROZEN,
    tecINTERNAL,
    tecNO_AUTH,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_LINE_INSUF_RESERVE,
    tecNO_PERMISSION,
    tecPATH_PARTIAL,
    tecUNFUNDED_PAYMENT,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temMALFORMED,
    tesSUCCESS,
)
from spec.rounding import ZERO_ISSUED_EXPONENT
from spec.transaction import Privilege, Transaction
from spec.transactions import check_cancel
from spec.trust_lines import AUTHORIZED, Line
from spec.values import (
    BAD_CURRENCY,
    Account,
    Amount,
    Drops,
    Hash256,
    Issue,
    IssuedAmount,
    MPTAmount,
    asset_of,
)
from spec.views import ApplyView, ReadView


class CheckCash(Transaction, code=17, privileges=Privilege.MAY_CREATE_MPT):
    """Which check, and how much of it: one of the two amounts."""

    check_id: Hash256 = required("CheckID")
    amount: Amount | None = optional("Amount", mpt=True)  #: just so much
    deliver_min: Amount | None = optional("DeliverMin", mpt=True)  #: at least so much, or as much as there is


def _asked(tx: CheckCash) -> Amount:
    """The one amount that is there; temMALFORMED where there is none."""
    value = tx.deliver_min if tx.amount is None else tx.amount
    if value is None:
        fail(temMALFORMED)
    return value


# Preflight


def enabled(tx: CheckCash, rules: Rules) -> bool:
    """There are no checks of multi-purpose tokens yet."""
    return not isinstance(tx.amount, MPTAmount) and not isinstance(tx.deliver_min, MPTAmount)


def preflight(tx: CheckCash, rules: Rules) -> None:
    """One amount is named, and it can exist.

    1. Amount or DeliverMin, and not both: temMALFORMED.
    2. It can exist and is more than nothing (temBAD_AMOUNT), and not of the currency that stands for none
       (temBAD_CURRENCY).
    """
    require((tx.amount is None) != (tx.deliver_min is None), temMALFORMED)
    value = _asked(tx)
    require(amounts.is_legal_net(value) and amounts.signum(value) > 0, temBAD_AMOUNT)
    if isinstance(value, IssuedAmount):
        require(value.currency != BAD_CURRENCY, temBAD_CURRENCY)


# Preclaim


def preclaim(tx: CheckCash, view: ReadView) -> None:
    """The check is the sender's to cash, it counts still, and its writer has what is asked.

    1. The check exists (tecNO_ENTRY), and is the sender's to cash (tecNO_PERMISSION).
    2. Writer and addressee exist: tecNO_ENTRY.
    3. The check has the tag that the addressee asks for by now: tecDST_TAG_NEEDED.
    4. It has not expired: tecEXPIRED.
    5. What is asked is of what the check is of: temMALFORMED.
    6. It is not more than the check is for, nor more than the writer has: of XRP with the reserve of one
       object, of a token what is not frozen: tecPATH_PARTIAL.
    7. Of a token that is not the addressee's own, the issuer exists (tecNO_ISSUER), has authorised the
       addressee where it asks for that (tecNO_AUTH), and has not frozen its line (tecFROZEN).
    """
    check = view.need(Keylet(tx.check_id, Check), tecNO_ENTRY)
    require(tx.account == check.destination, tecNO_PERMISSION)
    require(check.account != check.destination, tecINTERNAL)
    view.need(keylets.account(check.account), tecNO_ENTRY)
    root = view.need(keylets.account(check.destination), tecNO_ENTRY)
    require(not root.flags & lsfRequireDestTag or check.destination_tag is not None, tecDST_TAG_NEEDED)
    require(not accounts.expired(view, check.expiration), tecEXPIRED)
    value = _asked(tx)
    require(asset_of(value) == asset_of(check.send_max), temMALFORMED)
    require(amounts.compare(value, check.send_max) <= 0, tecPATH_PARTIAL)
    funds = tokens.account_funds(view, check.account, value, zero_if_frozen=True)
    if isinstance(funds, int):  # the reserve for the check is set free
        funds += view.info.fees.increment
    require(amounts.compare(value, funds) <= 0, tecPATH_PARTIAL)
    if isinstance(value, IssuedAmount) and value.issuer != tx.account:
        _check_may_hold(view, tx.account, Issue(value.currency, value.issuer))


def _check_may_hold(view: ReadView, account: Account, issue: Issue) -> None:
    """The issuer exists, and lets the account hold what it issues."""
    issuer = view.need(keylets.account(issue.issuer), tecNO_ISSUER)
    if issuer.flags & lsfRequireAuth:
        line = trust_lines.read(view, account, issue.issuer, issue.currency)
        require(line is not None and line.peer_has(AUTHORIZED), tecNO_AUTH)
    require(not trust_lines.is_frozen(view, account, issue), tecFROZEN)


# Apply


def apply(tx: CheckCash, view: ApplyView) -> None:
    """Move the value, and take the check out, which is there: tecFAILED_PROCESSING."""
    keylet = Keylet(tx.check_id, Check)
    check = view.need(keylet, tecFAILED_PROCESSING)
    sandbox = PaymentSandbox(view)
    if isinstance(check.send_max, int):
        _pay_xrp(tx, view, sandbox, check.account, check.send_max)
    else:
        _pay_tokens(tx, view, sandbox, check)
    check_cancel.remove(sandbox, keylet)
    sandbox.commit()


def _pay_xrp(
    tx: CheckCash, view: ApplyView, sandbox: PaymentSandbox, writer: Account, send_max: Drops
) -> None:
    """Move XRP; the writer counts as owning the check no more.

    1. What is asked is XRP: temMALFORMED.
    2. The writer has it above its reserve: tecUNFUNDED_PAYMENT. With DeliverMin that is all that it has, up
       to what the check is for.
    """
    liquid = accounts.liquid(sandbox, writer, -1)
    drops = _asked(tx)
    if not isinstance(drops, int):
        fail(temMALFORMED)
    if tx.deliver_min is not None:
        drops = max(drops, min(send_max, liquid))
    require(liquid >= drops, tecUNFUNDED_PAYMENT)
    if tx.deliver_min is not None:
        view.delivered = drops
    tokens.send_xrp(sandbox, writer, tx.account, drops)


def _pay_tokens(tx: CheckCash, view: ApplyView, sandbox: PaymentSandbox, check: Check) -> None:
    """Move tokens, without a limit to what the receiver's line can hold.

    1. Where a line has to be made, what the receiver held before the fee is enough for the reserve of one
       more object: tecNO_LINE_INSUF_RESERVE. (The receiver is there, or tecFAILED_PROCESSING; and now the
       line is, or tecNO_LINE.)
    2. The payment engine moves them, or ends with its own result.
    3. DeliverMin arrives at least: tecPATH_PARTIAL.
    """
    asked = _asked(tx)
    if not isinstance(asked, IssuedAmount):
        fail(temMALFORMED)
    line = _line(tx, view, sandbox, check.account, asked)
    saved = _lift_limit(line)
    done = flow(
        sandbox,
        Request(
            check.account,
            tx.account,
            asked if tx.deliver_min is None else unlimited(asked),
            send_max=check.send_max,
            partial=tx.deliver_min is not None,
            owner_pays_transfer_fee=True,
        ),
    )
    require(done.result is tesSUCCESS, done.result)
    if tx.deliver_min is not None:
        require(amounts.compare(done.actual_out, tx.deliver_min) >= 0, tecPATH_PARTIAL)
    view.delivered = done.actual_out
    line_after = trust_lines.edit(sandbox, line.account, line.peer, asked.currency)
    if line_after is not None:
        line_after.limit = saved


def _line(
    tx: CheckCash, view: ApplyView, sandbox: PaymentSandbox, writer: Account, asked: IssuedAmount
) -> Line:
    """The line to what the tokens go, as the side sees it whose limit is lifted. It is made if need be."""
    issuer, currency = asked.issuer, asked.currency
    holder = writer if issuer == tx.account else tx.account
    if not sandbox.exists(keylets.line(holder, issuer, currency)):
        root = sandbox.edit_needed(keylets.account(tx.account), tecFAILED_PROCESSING)
        require(view.prior_balance >= accounts.reserve(view, root, 1), tecNO_LINE_INSUF_RESERVE)
        no_ripple = not root.flags & lsfDefaultRipple
        limit = IssuedAmount(0, ZERO_ISSUED_EXPONENT, currency, tx.account)
        trust_lines.create(sandbox, tx.account, issuer, limit, no_ripple=no_ripple)
    # Where the issuer itself cashes, it is the high account's limit that is lifted, whoever that is.
    side = tx.account if issuer != tx.account else max(holder, issuer)
    line = trust_lines.edit(sandbox, side, issuer if side == holder else holder, currency)
    if line is None:
        fail(tecNO_LINE)
    return line


def _lift_limit(line: Line) -> IssuedAmount:
    """Let the side hold as much as there can be. Gives the limit that it has set."""
    saved = line.limit
    most = amounts.largest_of(Issue(saved.currency, saved.issuer))
    if isinstance(most, IssuedAmount):
        line.limit = most
    return saved
