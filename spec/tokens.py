"""Assets of every kind: the same questions of XRP, of what trust lines hold, and of multi-purpose tokens.

Rules that do not care what kind of value they move ask here. XRP is nobody's debt: it knows no freeze, no
authorisation and no transfer fee, but each account keeps a reserve of it.

Source: View.cpp, View.h, Asset.h (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterable

from spec import accounts, amendments, amounts, keylets, mptokens, trust_lines
from spec.rates import PARITY, Rate
from spec.results import (
    Result,
    require,
    tecFAILED_PROCESSING,
    tecFROZEN,
    tecINTERNAL,
    tecLOCKED,
    telFAILED_PROCESSING,
)
from spec.trust_lines import Auth
from spec.values import (
    ACCOUNT_ZERO,
    XRP,
    Account,
    Amount,
    Asset,
    Drops,
    Issue,
    IssuedAmount,
    MPTAmount,
    asset_of,
)
from spec.views import Layer, ReadView

__all__ = [
    "Auth",
    "account_funds",
    "account_holds",
    "account_send",
    "can_transfer",
    "check_deep_frozen",
    "check_frozen",
    "direct_send",
    "is_any_frozen",
    "is_deep_frozen",
    "is_frozen",
    "is_globally_frozen",
    "is_individually_frozen",
    "issuer_of",
    "require_auth",
    "send_xrp",
    "transfer_rate",
]


def issuer_of(asset: Asset) -> Account:
    """Who issues the asset; of XRP, ``ACCOUNT_ZERO``."""
    return asset.issuer if isinstance(asset, Issue) else mptokens.issuer_of(asset.issuance_id)


# What accounts have.


def account_holds(
    view: ReadView,
    account: Account,
    asset: Asset,
    *,
    zero_if_frozen: bool,
    zero_if_unauthorized: bool = False,
) -> Amount:
    """What the account can spend of XRP, or what it holds of anything else; see there."""
    if not isinstance(asset, Issue):
        return mptokens.account_holds(
            view,
            account,
            asset.issuance_id,
            zero_if_frozen=zero_if_frozen,
            zero_if_unauthorized=zero_if_unauthorized,
        )
    if asset == XRP:
        return accounts.liquid(view, account)
    return trust_lines.account_holds(view, account, asset, zero_if_frozen=zero_if_frozen)


def account_funds(view: ReadView, account: Account, amount: Amount, *, zero_if_frozen: bool) -> Amount:
    """How much the account could give of what the amount is of;

    the issuer can always give the amount itself.
    """
    if isinstance(amount, IssuedAmount) and amount.issuer == account:
        return amount
    return account_holds(view, account, asset_of(amount), zero_if_frozen=zero_if_frozen)


# Value moves.


def account_send(
    view: Layer, sender: Account, receiver: Account, amount: Amount, *, waive_fee: bool = False
) -> None:
    """Move an amount of anything; the sender pays a transfer fee on top where there is one.

    Limits and reserves are not looked at. Nothing moves to oneself. Raises Failure with tecINTERNAL for less
    than nothing, and as the kind of asset does.
    """
    negative = amounts.signum(amount) < 0
    require(not negative or not view.info.rules.enabled(amendments.fixAMMv1_1), tecINTERNAL)
    if amounts.is_zero(amount) or sender == receiver:
        return
    if isinstance(amount, int):
        send_xrp(view, sender, receiver, amount)
    elif isinstance(amount, IssuedAmount):
        trust_lines.send(view, sender, receiver, amount, waive_fee=waive_fee)
    else:
        mptokens.send(view, sender, receiver, amount, waive_fee=waive_fee)


def send_xrp(view: Layer, sender: Account, receiver: Account, drops: Drops) -> None:
    """Move XRP. ``ACCOUNT_ZERO`` stands for the other side of a payment that is done in steps.

    Raises Failure with telFAILED_PROCESSING in an open ledger, or else tecFAILED_PROCESSING, where the
    sender has not so much.
    """
    source = view.edit(keylets.account(sender)) if sender != ACCOUNT_ZERO else None
    target = view.edit(keylets.account(receiver)) if receiver != ACCOUNT_ZERO else None
    if source is not None:
        require(source.balance >= drops, telFAILED_PROCESSING if view.info.is_open else tecFAILED_PROCESSING)
        view.credit_hook(sender, ACCOUNT_ZERO, drops, source.balance)
        source.balance -= drops
    if target is not None:
        view.credit_hook(ACCOUNT_ZERO, receiver, drops, -target.balance)
        target.balance += drops


def direct_send(view: Layer, sender: Account, receiver: Account, amount: IssuedAmount | MPTAmount) -> None:
    """Move an amount between an issuer and a holder, without a fee; see there."""
    if isinstance(amount, IssuedAmount):
        trust_lines.direct_send(view, sender, receiver, amount)
    else:
        mptokens.direct_send(view, sender, receiver, amount)


def transfer_rate(view: ReadView, asset: Asset) -> Rate:
    """What holders pay on top when they send each other the asset, in billionths."""
    if not isinstance(asset, Issue):
        return mptokens.transfer_rate(view, asset.issuance_id)
    return PARITY if asset == XRP else trust_lines.transfer_rate(view, asset.issuer)


# Who may hold and move what.


def require_auth(view: ReadView, account: Account, asset: Asset, auth: Auth = Auth.LEGACY) -> None:
    """The issuer lets the account hold the asset. Raises Failure; see there."""
    if isinstance(asset, Issue):
        trust_lines.require_auth(view, account, asset, auth)
    else:
        mptokens.require_auth(view, account, asset.issuance_id, auth)


def can_transfer(view: ReadView, sender: Account, receiver: Account, asset: Asset) -> None:
    """The issuer lets holders send each other the asset. Raises Failure; see there."""
    if isinstance(asset, Issue):
        trust_lines.can_transfer(view, sender, receiver, asset)
    else:
        mptokens.can_transfer(view, sender, receiver, asset.issuance_id)


def is_globally_frozen(view: ReadView, asset: Asset) -> bool:
    """Whether the issuer has frozen or locked all of the asset."""
    if isinstance(asset, Issue):
        return asset != XRP and trust_lines.is_globally_frozen(view, asset.issuer)
    return mptokens.is_globally_locked(view, asset.issuance_id)


def is_individually_frozen(view: ReadView, account: Account, asset: Asset) -> bool:
    """Whether the issuer has frozen or locked what this account holds of the asset."""
    if isinstance(asset, Issue):
        return trust_lines.is_individually_frozen(view, account, asset)
    return mptokens.is_individually_locked(view, account, asset.issuance_id)


def is_frozen(view: ReadView, account: Account, asset: Asset) -> bool:
    """Whether the account's holding of the asset is frozen or locked, by itself or with all of it."""
    return is_any_frozen(view, (account,), asset)


def is_any_frozen(view: ReadView, holders: Iterable[Account], asset: Asset) -> bool:
    """Whether the holding of any of these accounts is frozen or locked."""
    if isinstance(asset, Issue):
        return any(trust_lines.is_frozen(view, one, asset) for one in holders)
    return mptokens.is_locked(view, holders, asset.issuance_id)


def is_deep_frozen(view: ReadView, account: Account, asset: Asset) -> bool:
    """Whether the account can neither send nor receive the asset. What is locked never can."""
    if isinstance(asset, Issue):
        return trust_lines.is_deep_frozen(view, account, asset)
    return mptokens.is_locked(view, (account,), asset.issuance_id)


def check_frozen(view: ReadView, account: Account, asset: Asset) -> None:
    """The account's holding is not frozen.

    Raises Failure with tecFROZEN or, of a multi-purpose token, tecLOCKED.
    """
    require(not is_frozen(view, account, asset), _frozen_result(asset))


def check_deep_frozen(view: ReadView, account: Account, asset: Asset) -> None:
    """The account can receive the asset.

    Raises Failure with tecFROZEN or, of a multi-purpose token, tecLOCKED.
    """
    require(not is_deep_frozen(view, account, asset), _frozen_result(asset))


def _frozen_result(asset: Asset) -> Result:
    return tecFROZEN if isinstance(asset, Issue) else tecLOCKED
