"""How much of an asset an account can spend, as books and offers show it.

Source: View.cpp (accountFunds, accountHolds) (3.1.1).
"""

from __future__ import annotations

from spec import accounts, keylets
from spec.trust_lines import account_holds
from spec.values import XRP_CURRENCY, Account, Amount, Issue, MPTAmount
from spec.views import ReadView


def spendable(view: ReadView, account: Account, asset: Amount) -> Amount:
    """How much the account has of what the amount is of; an issuer has all that it says. Freezes do not
    count."""
    if isinstance(asset, int):
        return accounts.liquid(view, account)
    if isinstance(asset, MPTAmount):
        holding = view.read(keylets.mptoken(asset.issuance_id, account))
        return MPTAmount(0 if holding is None else holding.mpt_amount, asset.issuance_id)
    if account == asset.issuer:
        return asset
    return held(view, account, Issue(asset.currency, asset.issuer))


def held(view: ReadView, account: Account, issue: Issue) -> Amount:
    """How much of an asset the account holds, frozen or not."""
    if issue.currency == XRP_CURRENCY:
        return accounts.liquid(view, account)
    return account_holds(view, account, issue, zero_if_frozen=False)


def usable(view: ReadView, account: Account, issue: Issue) -> Amount:
    """How much the account has of an asset and can move: nothing of what is frozen."""
    if issue.currency == XRP_CURRENCY:
        return accounts.liquid(view, account)
    return account_holds(view, account, issue, zero_if_frozen=True)
