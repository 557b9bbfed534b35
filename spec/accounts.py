"""What rules ask of accounts and do to them.

Source: View.cpp (3.1.1).
"""

from __future__ import annotations

from spec import keylets
from spec.entries import AccountRoot
from spec.values import Account, Drops
from spec.views import Layer, ReadView

MAX_OWNER_COUNT = 2**32 - 1


def has_flag(view: ReadView, account: Account, flag: int) -> bool:
    """Whether the account exists and has the flag set."""
    root = view.read(keylets.account(account))
    return root is not None and bool(root.flags & flag)


def adjust_owner_count(view: Layer, account: Account, change: int) -> None:
    """Note that the account owns more or fewer objects; the count stays within its range."""
    root = view.edit(keylets.account(account))
    if root is not None:
        root.owner_count = min(max(root.owner_count + change, 0), MAX_OWNER_COUNT)


def is_pseudo(root: AccountRoot | None) -> bool:
    """Whether the account belongs to a pool, a vault or a loan broker, and so to nobody."""
    return root is not None and not (
        root.amm_id is None and root.vault_id is None and root.loan_broker_id is None
    )


def reserve(view: ReadView, root: AccountRoot, more: int = 0) -> Drops:
    """What the account must hold, if it owned so many objects more."""
    return view.info.fees.account_reserve(max(root.owner_count + more, 0))


def liquid(view: ReadView, account: Account, more: int = 0) -> Drops:
    """The XRP that the account can spend, if it owned so many objects more: what it holds above its reserve."""
    root = view.read(keylets.account(account))
    if root is None:
        return 0
    if is_pseudo(root):
        return root.balance
    return max(root.balance - reserve(view, root, more), 0)


def expired(view: ReadView, expiration: int | None) -> bool:
    """Whether the time has come: the parent ledger closed at it or later. Never, where there is none."""
    return expiration is not None and view.info.parent_close_time >= expiration


def passed(view: ReadView, moment: int | None) -> bool:
    """Whether the time is over: the parent ledger closed later. Never, where there is none."""
    return moment is not None and view.info.parent_close_time > moment
