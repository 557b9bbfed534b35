"""Invariants of accounts, and of the XRP that they and others hold.

Source: InvariantCheck.cpp (3.1.1, 3.3.0-b0).
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, escrows, keylets
from spec.entries import AccountRoot, Entry, Escrow, NFTokenPage, PayChannel
from spec.flags import lsfDefaultRipple, lsfDepositAuth, lsfDisableMaster
from spec.invariants.frame import Step, invariant
from spec.keylets import Keylet
from spec.transaction import Privilege
from spec.values import BAD_CURRENCY, Drops, IssuedAmount
from spec.views import Change

PSEUDO_FLAGS = lsfDisableMaster | lsfDefaultRipple | lsfDepositAuth
"""What the flags of a pseudo-account are: nobody signs for it."""


@invariant("TransactionFeeCheck")
def fee_as_authorized(step: Step) -> bool:
    """The fee is not negative, less than all XRP, and no more than the transaction offers."""
    return 0 <= step.fee < amounts.MAX_DROPS and step.fee <= step.tx.fee


@invariant("AccountRootsNotDeleted")
def accounts_deleted_as_allowed(step: Step) -> bool:
    """An account is deleted by what is to delete one, and then just one."""
    deleted = sum(change is Change.ERASED for change, _, _ in step.changed(AccountRoot))
    if step.succeeded and step.may(Privilege.MUST_DELETE_ACCOUNT):
        return deleted == 1
    if step.succeeded and step.may(Privilege.MAY_DELETE_ACCOUNT):
        return deleted <= 1
    return deleted == 0


@invariant(
    "AccountRootsDeletedClean",
    AccountRoot,
    since=(amendments.fixCleanup3_2_0, amendments.SingleAssetVault, amendments.LendingProtocol),
)
def deleted_accounts_leave_nothing(step: Step) -> bool:
    """A deleted account has no XRP and owns nothing, and nothing that only it could have is left.

    In force since fixCleanup3_2_0.
    """
    return all(
        root.balance == 0 and root.owner_count == 0 and not _leaves_something(step, root)
        for change, _, root in step.changed(AccountRoot)
        if change is Change.ERASED
    )


def _leaves_something(step: Step, root: AccountRoot) -> bool:
    account = root.account
    first, last = keylets.nftoken_page_min(account), keylets.nftoken_page_max(account)
    own: list[Keylet[Entry]] = [
        keylets.unchecked(keylet.key)
        for keylet in (
            keylets.account(account),
            keylets.owner_directory(account),
            keylets.signer_list(account),
            first,
            last,
            keylets.did(account),
        )
    ]
    own += [
        keylets.unchecked(key) for key in (root.amm_id, root.vault_id, root.loan_broker_id) if key is not None
    ]
    page = step.view.successor(first.key, last.key)
    held = page is not None and step.view.exists(Keylet(page, NFTokenPage))
    return held or any(step.view.exists(keylet) for keylet in own)


@invariant("LedgerEntryTypesMatch")
def entries_keep_their_types(step: Step) -> bool:
    """No entry becomes one of another type."""
    return all(before is None or type(before) is type(after) for _, before, after in step.differences)


@invariant("XRPBalanceChecks", AccountRoot, failure_mode=84)
def balances_in_range(step: Step) -> bool:
    """No account holds less than nothing or more than there ever was."""
    return all(
        0 <= root.balance <= amounts.MAX_DROPS
        for _, before, after in step.changed(AccountRoot)
        for root in (before, after)
        if root is not None
    )


_WITH_DROPS = (AccountRoot, PayChannel, Escrow)
"""The kinds of entry that can hold XRP."""


def drops_of(entry: Entry) -> Drops:
    """The XRP that an entry holds."""
    if isinstance(entry, AccountRoot):
        return entry.balance
    if isinstance(entry, PayChannel):
        return amounts.mantissa_of(entry.amount) - entry.balance
    if isinstance(entry, Escrow) and isinstance(entry.amount, int):
        return entry.amount
    return 0


@invariant("XRPNotCreated", failure_mode=83)
def xrp_is_only_burned(step: Step) -> bool:
    """What accounts, channels and escrows hold together shrinks by exactly the fee."""
    change_in_all = 0
    for kind in _WITH_DROPS:
        for change, before, after in step.changed(kind):
            if before is not None:
                change_in_all -= drops_of(before)
            if change is not Change.ERASED or kind is AccountRoot:
                change_in_all += drops_of(after)
    return change_in_all == -step.fee


@invariant("NoZeroEscrow", *escrows.HOLDERS)
def escrows_hold_something(step: Step) -> bool:
    """An escrow holds a positive amount that can exist, and no more of a token is locked than there is.

    Before fixCleanup3_1_3 a later issuance could hide what was found wrong before.
    """
    forgets = not step.enabled(amendments.fixCleanup3_1_3)
    bad = False
    for _, before, after in step.differences:
        for entry in (before, after):
            if isinstance(entry, Escrow):
                bad |= not _can_be_held(entry)
        verdict = escrows.holding_verdict(after)
        if verdict is None:
            continue
        in_range, covered = verdict
        bad |= not in_range
        if covered is not None:
            bad = not covered if forgets else bad or not covered
    return not bad


def _can_be_held(escrow: Escrow) -> bool:
    amount = escrow.amount
    if isinstance(amount, int):
        return 0 < amount < amounts.MAX_DROPS
    if isinstance(amount, IssuedAmount):
        return amount.mantissa > 0 and amount.currency != BAD_CURRENCY
    return 0 < amount.value <= amounts.MAX_MPT


@invariant("ValidNewAccountRoot", AccountRoot)
def accounts_created_as_allowed(step: Step) -> bool:
    """At most one account is created, by what may create one, and it begins with the ledger's sequence
    number."""
    created = [root for change, before, root in step.changed(AccountRoot) if before is None]
    if not created:
        return True
    if len(created) > 1 or not step.succeeded:
        return False
    if not step.may(Privilege.CREATE_ACCOUNT | Privilege.CREATE_PSEUDO_ACCOUNT):
        return False
    root = created[0]
    counts = step.enabled(amendments.SingleAssetVault) or step.enabled(amendments.LendingProtocol)
    if not (counts and accounts.is_pseudo(root)):
        return root.sequence == step.view.info.sequence
    allowed = step.may(Privilege.CREATE_PSEUDO_ACCOUNT)
    return allowed and root.sequence == 0 and root.flags == PSEUDO_FLAGS


@invariant("ValidPseudoAccounts", AccountRoot, since=(amendments.SingleAssetVault,))
def pseudo_accounts_stay_so(step: Step) -> bool:
    """A pseudo-account belongs to one thing, nobody can sign for it, and its sequence number stands still.

    In force since SingleAssetVault.
    """
    for change, before, root in step.changed(AccountRoot):
        if change is Change.ERASED or not (accounts.is_pseudo(root) or root.sequence == 0):
            continue
        owners = sum(key is not None for key in (root.amm_id, root.vault_id, root.loan_broker_id))
        same = before is None or before.sequence == root.sequence
        if owners != 1 or not same or not root.flags & PSEUDO_FLAGS or root.regular_key is not None:
            return False
    return True


@invariant("ValidAmounts", since=(amendments.fixCleanup3_2_0,), failure_mode=84)
def amounts_can_exist(step: Step) -> bool:
    """No entry has an amount of XRP or of a multi-purpose token that cannot exist. In force since
    fixCleanup3_2_0."""
    return all(
        all(map(amounts.can_exist, after.amounts()))
        for change, _, after in step.differences
        if change is not Change.ERASED
    )
