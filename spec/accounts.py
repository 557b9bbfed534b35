"""What rules ask of accounts and do to them.

Source: View.cpp (3.1.1).
"""

from __future__ import annotations

from spec import keylets
from spec.entries import AccountRoot
from spec.values import ACCOUNT_ZERO, Account, Drops
from spec.views import Layer, ReadView

MAX_OWNER_COUNT = 2**32 - 1
FREE_HOLDINGS = 2
"""An account that owns fewer objects needs no reserve for a place to hold tokens."""


def has_flag(view: ReadView, account: Account, flag: int) -> bool:
    """Whether the account exists and has the flag set."""
    root = view.read(keylets.account(account))
    return root is not None and bool(root.flags & flag)


def adjust_owner_count(view: Layer, account: Account, change: int) -> None:
    """Note that the account owns more or fewer objects; the count stays within its range."""
    root = view.edit(keylets.account(account))
    if root is not None:
        before = root.owner_count
        root.owner_count = min(max(before + change, 0), MAX_OWNER_COUNT)
        view.adjust_owner_count_hook(account, before, root.owner_count)


def is_pseudo(root: AccountRoot | None) -> bool:
    """Whether the account belongs to a pool, a vault or a loan broker, and so to nobody."""
    return root is not None and not (
        root.amm_id is None and root.vault_id is None and root.loan_broker_id is None
    )


def reserve(view: ReadView, root: AccountRoot, more: int = 0) -> Drops:
    """What the account must hold, if it owned so many objects more."""
    return view.info.fees.account_reserve(max(root.owner_count + more, 0))


def holding_reserve(view: ReadView, root: AccountRoot) -> Drops:
    """What the account must hold to make one more place for tokens, a trust line or a holding.

    Nothing while it owns fewer than two objects, so that an issuer can make newcomers its customers without
    giving them a reserve that they could use otherwise.
    """
    return 0 if root.owner_count < FREE_HOLDINGS else reserve(view, root, 1)


def liquid(view: ReadView, account: Account, more: int = 0) -> Drops:
    """The XRP that the account could spend above its reserve, if it owned so many objects more."""
    root = view.read(keylets.account(account))
    if root is None:
        return 0
    balance = view.balance_hook(account, ACCOUNT_ZERO, root.balance)
    if is_pseudo(root):
        return balance
    owned = max(view.owner_count_hook(account, root.owner_count) + more, 0)
    return max(balance - view.info.fees.account_reserve(owned), 0)


def expired(view: ReadView, expiration: int | None) -> bool:
    """Whether the time has come: the parent ledger closed at it or later. Never, where there is none."""
    return expiration is not None and view.info.parent_close_time >= expiration


def passed(view: ReadView, moment: int | None) -> bool:
    """Whether the time is over: the parent ledger closed later. Never, where there is none."""
    return moment is not None and view.info.parent_close_time > moment
