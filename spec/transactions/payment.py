"""Payment moves value from one account to another, and creates the receiver where there is none.

XRP moves directly. Tokens of an issuer, and anything paid for with something else, move along paths of trust
lines and order books (see ``spec.flow``). Multi-purpose tokens move directly between holders and their
issuer.

Source: Payment.cpp (3.1.1); vectors: xrp, trust, paths, mpt.
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, credentials, keylets, mptokens, rates, tokens
from spec.amendments import Rules
from spec.entries import AccountRoot
from spec.flags import (
    lsfPasswordSpent,
    lsfRequireDestTag,
    tfLimitQuality,
    tfNoRippleDirect,
    tfPartialPayment,
    tfUniversal,
)
from spec.flow.flow import flow
from spec.flow.strand import Request
from spec.objects import default, optional, required
from spec.quality import Amounts, Quality
from spec.rates import PARITY
from spec.results import (
    Failure,
    fail,
    require,
    tecDST_TAG_NEEDED,
    tecINSUFFICIENT_FUNDS,
    tecINTERNAL,
    tecLOCKED,
    tecNO_DST,
    tecNO_DST_INSUF_XRP,
    tecNO_PERMISSION,
    tecPATH_DRY,
    tecPATH_PARTIAL,
    tecUNFUNDED_PAYMENT,
    tefINTERNAL,
    telBAD_PATH_COUNT,
    telNO_DST_PARTIAL,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_SEND_XRP_LIMIT,
    temBAD_SEND_XRP_MAX,
    temBAD_SEND_XRP_NO_DIRECT,
    temBAD_SEND_XRP_PARTIAL,
    temBAD_SEND_XRP_PATHS,
    temDISABLED,
    temDST_NEEDED,
    temMALFORMED,
    temREDUNDANT,
    tesSUCCESS,
)
from spec.transaction import Privilege, Transaction
from spec.values import (
    BAD_CURRENCY,
    Account,
    Amount,
    Asset,
    Drops,
    Hash256,
    Issue,
    IssuedAmount,
    MPTAmount,
    PathSet,
    asset_of,
)
from spec.views import ApplyView, ReadView

MAX_PATHS = 6
MAX_PATH_LENGTH = 8


class Payment(Transaction, code=0, privileges=Privilege.CREATE_ACCOUNT | Privilege.MAY_CREATE_MPT):
    """Who is to receive what, at which cost."""

    destination: Account = required("Destination")
    amount: Amount = required("Amount", mpt=True)  #: what is to arrive; with tfPartialPayment, at most
    send_max: Amount | None = optional("SendMax", mpt=True)  #: what it may cost
    paths: PathSet = default("Paths")  #: ways to try besides the direct one
    invoice_id: Hash256 | None = optional("InvoiceID")
    destination_tag: int | None = optional("DestinationTag")
    deliver_min: Amount | None = optional("DeliverMin", mpt=True)  #: what must arrive of a partial payment
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")
    domain_id: Hash256 | None = optional("DomainID")  #: whose order books may be used


def max_source_amount(tx: Payment) -> Amount:
    """What the payment may cost: SendMax, or else the amount, of whoever the sender trusts where it is a
    token."""
    if tx.send_max is not None:
        return tx.send_max
    if isinstance(tx.amount, IssuedAmount):
        return IssuedAmount(tx.amount.mantissa, tx.amount.exponent, tx.amount.currency, tx.account)
    return tx.amount


def uses_paths(tx: Payment) -> bool:
    """Whether the payment needs the payment engine."""
    if isinstance(tx.amount, MPTAmount):
        return False
    return bool(tx.paths) or tx.send_max is not None or not isinstance(tx.amount, int)


# Preflight


def known_flags(tx: Payment, rules: Rules) -> int:
    """A multi-purpose token knows no paths, and so none of the flags that speak of them."""
    return tfUniversal | tfPartialPayment if isinstance(tx.amount, MPTAmount) else tx.known_flags


def enabled(tx: Payment, rules: Rules) -> bool:
    """Multi-purpose tokens and permissioned order books exist only with their amendments."""
    if tx.credential_ids is not None and not rules.enabled(amendments.Credentials):
        return False
    return tx.domain_id is None or rules.enabled(amendments.PermissionedDEX)


def preflight(tx: Payment, rules: Rules) -> None:
    """The parts fit together: nothing is asked for that the kind of payment does not have.

    1. Multi-purpose tokens exist (temDISABLED), and are not sent along paths (temMALFORMED).
    2. Since fixCleanup3_2_0 a domain is one that can exist: temMALFORMED.
    3. A multi-purpose token is paid for with the same token, and pays for nothing else: temMALFORMED.
    4. Amount and SendMax can exist: temBAD_AMOUNT.
    5. There is a destination: temDST_NEEDED.
    6. SendMax and then Amount are more than nothing: temBAD_AMOUNT.
    7. Their currencies are not the one that stands for none: temBAD_CURRENCY.
    8. Who pays itself the same thing does so along paths: temREDUNDANT.
    9. XRP for XRP needs no SendMax (temBAD_SEND_XRP_MAX). What goes directly, XRP or a multi-purpose token,
       has no paths (temBAD_SEND_XRP_PATHS); XRP is not partial (temBAD_SEND_XRP_PARTIAL); and what goes
       directly has no limit of quality (temBAD_SEND_XRP_LIMIT) and no way but its own
       (temBAD_SEND_XRP_NO_DIRECT).
    10. DeliverMin is for partial payments, can exist, is more than nothing, and of the same thing as Amount
        and no more: temBAD_AMOUNT.
    11. Credentials, if there are any, are 1 to 8, each once: temMALFORMED.
    """
    token = isinstance(tx.amount, MPTAmount)
    require(not token or rules.enabled(amendments.MPTokensV1), temDISABLED)
    require(not (token and "paths" in tx.__dict__), temMALFORMED)
    if rules.enabled(amendments.fixCleanup3_2_0):
        require(tx.domain_id is None or any(tx.domain_id), temMALFORMED)
    maximum = max_source_amount(tx)
    source, destination = asset_of(maximum), asset_of(tx.amount)
    require(source == destination if token else not isinstance(maximum, MPTAmount), temMALFORMED)
    require(amounts.is_legal_net(tx.amount) and amounts.is_legal_net(maximum), temBAD_AMOUNT)
    require(any(tx.destination), temDST_NEEDED)
    require(tx.send_max is None or amounts.signum(maximum) > 0, temBAD_AMOUNT)
    require(amounts.signum(tx.amount) > 0, temBAD_AMOUNT)
    require(not _is_bad(source) and not _is_bad(destination), temBAD_CURRENCY)
    to_self = tx.account == tx.destination and _same_currency(source, destination)
    require(not to_self or tx.paths, temREDUNDANT)
    _preflight_direct(tx, maximum)
    if tx.deliver_min is not None:
        _preflight_deliver_min(tx, tx.deliver_min)
    credentials.check_ids(tx.credential_ids)


def _is_bad(asset: Asset) -> bool:
    return isinstance(asset, Issue) and asset.currency == BAD_CURRENCY


def _same_currency(one: Asset, other: Asset) -> bool:
    if isinstance(one, Issue) and isinstance(other, Issue):
        return one.currency == other.currency
    return one == other


def _preflight_direct(tx: Payment, maximum: Amount) -> None:
    """What goes directly has no use for paths, nor for anything that is about them."""
    xrp = isinstance(tx.amount, int) and isinstance(maximum, int)
    if xrp:
        require(tx.send_max is None, temBAD_SEND_XRP_MAX)
    if xrp or isinstance(tx.amount, MPTAmount):
        require(not tx.paths, temBAD_SEND_XRP_PATHS)
        require(not (xrp and tx.has_flag(tfPartialPayment)), temBAD_SEND_XRP_PARTIAL)
        require(not tx.has_flag(tfLimitQuality), temBAD_SEND_XRP_LIMIT)
        require(not tx.has_flag(tfNoRippleDirect), temBAD_SEND_XRP_NO_DIRECT)


def _preflight_deliver_min(tx: Payment, least: Amount) -> None:
    require(tx.has_flag(tfPartialPayment), temBAD_AMOUNT)
    require(amounts.is_legal_net(least) and amounts.signum(least) > 0, temBAD_AMOUNT)
    require(asset_of(least) == asset_of(tx.amount), temBAD_AMOUNT)
    require(amounts.compare(least, tx.amount) <= 0, temBAD_AMOUNT)


# Preclaim


def preclaim(tx: Payment, view: ReadView) -> None:
    """The receiver exists, or becomes one by getting its reserve in XRP.

    1. Where it does not exist it gets XRP (tecNO_DST); in an open ledger not by a partial payment
       (telNO_DST_PARTIAL); and at least the reserve of an account (tecNO_DST_INSUF_XRP).
    2. Where it exists it gets the tag that it asks for: tecDST_TAG_NEEDED.
    3. An open ledger tries no more than 6 paths, of 8 elements each: telBAD_PATH_COUNT.
    4. Credentials that are named exist, are about the sender and accepted: tecBAD_CREDENTIALS.
    5. Sender and receiver may use the domain's order books: tecNO_PERMISSION.
    """
    root = view.read(keylets.account(tx.destination))
    if root is None:
        require(isinstance(tx.amount, int), tecNO_DST)
        require(not (view.info.is_open and tx.has_flag(tfPartialPayment)), telNO_DST_PARTIAL)
        require(amounts.compare(tx.amount, view.info.fees.account_reserve(0)) >= 0, tecNO_DST_INSUF_XRP)
    else:
        require(not root.flags & lsfRequireDestTag or tx.destination_tag is not None, tecDST_TAG_NEEDED)
    if view.info.is_open and uses_paths(tx):
        short = all(len(path) <= MAX_PATH_LENGTH for path in tx.paths)
        require(len(tx.paths) <= MAX_PATHS and short, telBAD_PATH_COUNT)
    credentials.check_valid(view, tx.credential_ids, tx.account)
    if tx.domain_id is not None:
        for account in (tx.account, tx.destination):
            require(credentials.account_in_domain(view, tx.domain_id, account), tecNO_PERMISSION)


# Apply


def apply(tx: Payment, view: ApplyView) -> None:
    """Create the receiver if need be, and move the value."""
    keylet = keylets.account(tx.destination)
    receiver = view.edit(keylet)
    if receiver is None:
        receiver = AccountRoot(keylet.key, account=tx.destination, sequence=view.info.sequence)
        view.insert(receiver)
    if uses_paths(tx):
        _apply_paths(tx, view, receiver)
    elif isinstance(tx.amount, MPTAmount):
        _apply_mpt(tx, view, receiver, tx.amount)
    elif isinstance(tx.amount, int):
        _apply_xrp(tx, view, receiver, tx.amount)


def _apply_paths(tx: Payment, view: ApplyView, receiver: AccountRoot) -> None:
    """Move value through the payment engine.

    If less arrives than the amount, metadata say how much. A failure that another ledger could mend costs a
    fee even so, for the work that it was.

    1. No credential that is named has expired (tecEXPIRED), and the receiver lets the sender in
       (tecNO_PERMISSION).
    2. The payment engine finds a way, or ends with its own result; where that could be mended, and where
       there is none, with tecPATH_DRY.
    3. DeliverMin arrives at least: tecPATH_PARTIAL.
    """
    credentials.verify_deposit(view, tx.credential_ids, tx.account, receiver)
    maximum = max_source_amount(tx)
    request = Request(
        tx.account,
        tx.destination,
        tx.amount,
        send_max=maximum,
        paths=tx.paths,
        default_path=not tx.has_flag(tfNoRippleDirect),
        partial=tx.has_flag(tfPartialPayment),
        limit_quality=Quality.of(Amounts(maximum, tx.amount)) if tx.has_flag(tfLimitQuality) else None,
        domain=tx.domain_id,
    )
    try:
        done = flow(view, request)
    except ArithmeticError:
        fail(tecINTERNAL)
    require(not done.result.is_ter, tecPATH_DRY)
    require(done.result is tesSUCCESS, done.result)
    if not amounts.equal(done.actual_out, tx.amount):
        enough = tx.deliver_min is None or amounts.compare(done.actual_out, tx.deliver_min) >= 0
        require(enough, tecPATH_PARTIAL)
        view.delivered = done.actual_out


def _apply_xrp(tx: Payment, view: ApplyView, receiver: AccountRoot, drops: Drops) -> None:
    """Move XRP. The sender keeps its reserve, of which it may spend as much as the fee.

    An account that refuses deposits still takes small ones while it is poor, so that it can never be stuck
    without the means to pay a fee.

    1. What the sender held before the fee is enough for the amount and the larger of reserve and fee:
       tecUNFUNDED_PAYMENT.
    2. The receiver is somebody, and no pool or vault: tecNO_PERMISSION.
    3. Where the amount or what the receiver holds is more than the reserve of an account: no credential that
       is named has expired (tecEXPIRED), and the receiver lets the sender in (tecNO_PERMISSION).
    """
    sender = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    kept = max(accounts.reserve(view, sender), tx.fee)
    require(view.prior_balance >= drops + kept, tecUNFUNDED_PAYMENT)
    require(not accounts.is_pseudo(receiver), tecNO_PERMISSION)
    little = view.info.fees.account_reserve(0)
    if drops > little or receiver.balance > little:
        credentials.verify_deposit(view, tx.credential_ids, tx.account, receiver)
    sender.balance -= drops
    receiver.balance += drops
    receiver.flags &= ~lsfPasswordSpent


def _apply_mpt(tx: Payment, view: ApplyView, receiver: AccountRoot, amount: MPTAmount) -> None:
    """Move a multi-purpose token. Between holders its transfer fee goes on top, and nothing moves while it
    is locked.

    SendMax, or without it the amount, is the most that it may cost; a partial payment delivers what that
    pays for.

    1. Sender and then receiver may hold it, and the one may send it to the other: see
       ``mptokens.require_auth`` and ``mptokens.can_transfer``.
    2. No credential that is named has expired (tecEXPIRED), and the receiver lets the sender in
       (tecNO_PERMISSION).
    3. Between holders nothing is locked: tecLOCKED.
    4. It does not cost more than it may, delivers DeliverMin at least, the sender has enough and not more
       comes into being than may: tecPATH_PARTIAL.
    """
    issuance_id = amount.issuance_id
    for party in (tx.account, tx.destination):
        mptokens.require_auth(view, party, issuance_id)
    mptokens.can_transfer(view, tx.account, tx.destination, issuance_id)
    credentials.verify_deposit(view, tx.credential_ids, tx.account, receiver)
    rate = PARITY
    if mptokens.issuer_of(issuance_id) not in (tx.account, tx.destination):
        require(not mptokens.is_locked(view, (tx.account, tx.destination), issuance_id), tecLOCKED)
        rate = mptokens.transfer_rate(view, issuance_id)
    maximum = max_source_amount(tx)
    delivered: Amount = amount
    cost = rates.multiply(amount, rate)
    if tx.has_flag(tfPartialPayment) and amounts.compare(cost, maximum) > 0:
        cost = maximum
        delivered = rates.divide(maximum, rate)
    require(amounts.compare(cost, maximum) <= 0, tecPATH_PARTIAL)
    require(tx.deliver_min is None or amounts.compare(delivered, tx.deliver_min) >= 0, tecPATH_PARTIAL)
    try:
        tokens.account_send(view, tx.account, tx.destination, delivered)
    except Failure as failure:
        fail(tecPATH_PARTIAL if failure.result in (tecINSUFFICIENT_FUNDS, tecPATH_DRY) else failure.result)
    if delivered != amount and view.info.rules.enabled(amendments.fixMPTDeliveredAmount):
        view.delivered = delivered
