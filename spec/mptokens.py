"""Multi-purpose tokens: what an issuer defined once, and what each holder has of it.

The issuance says what may be done with the token and how much of it is outstanding. A holder makes a holding
of its own before it can get anything, and pays a reserve for it; the issuer holds nothing, for what comes
back to it no longer exists. An amount that waits in an escrow is locked: it is outstanding, but no longer
the holder's to spend.

An issuer can lock the whole issuance or one holding, where it kept that right, and then holders can do
nothing but give back. It can demand that each holding be authorised by it or, by way of a domain, by a
credential.

The issuance of a vault's shares follows what the vault holds: a share is locked when the asset is, and held
only by who may hold the asset.

Source: View.cpp (3.1.1), MPTokenHelpers.cpp (3.3.0).
"""

from __future__ import annotations

from collections.abc import Iterable

from spec import accounts, amendments, amounts, credentials, directories, keylets, rates, trust_lines
from spec.entries import MPToken, MPTokenIssuance, Vault
from spec.flags import lsfMPTAuthorized, lsfMPTCanTransfer, lsfMPTLocked, lsfMPTRequireAuth
from spec.keylets import Keylet
from spec.rates import PARITY, Rate
from spec.results import (
    Failure,
    require,
    tecINSUFFICIENT_FUNDS,
    tecINSUFFICIENT_RESERVE,
    tecINTERNAL,
    tecNO_AUTH,
    tecOBJECT_NOT_FOUND,
    tecPATH_DRY,
    tesSUCCESS,
)
from spec.trust_lines import Auth
from spec.values import Account, Drops, Issue, MPTAmount
from spec.views import Layer, ReadView

MAX_ASSET_DEPTH = 5
"""A vault's asset can be shares in another vault so often."""


def issuer_of(issuance_id: bytes) -> Account:
    """Who issued the token of that name."""
    return issuance_id[4:]


# Holdings come and go.


def create_holding(view: Layer, account: Account, issuance_id: bytes, prior_balance: Drops) -> None:
    """A new and empty holding. ``prior_balance`` is what pays its reserve: the XRP before the fee was taken.

    Raises Failure with tecINSUFFICIENT_RESERVE or tecDIR_FULL.
    """
    root = view.need(keylets.account(account), tecINTERNAL)
    require(prior_balance >= accounts.holding_reserve(view, root), tecINSUFFICIENT_RESERVE)
    holding = MPToken(
        keylets.mptoken(issuance_id, account).key, flags=0, account=account, mptoken_issuance_id=issuance_id
    )
    holding.owner_node = directories.add_owned(view, account, holding.key)
    view.insert(holding)
    accounts.adjust_owner_count(view, account, 1)


def delete_holding(view: Layer, account: Account, issuance_id: bytes) -> None:
    """Take out a holding that is empty. Raises Failure with tecINTERNAL or tefBAD_LEDGER."""
    keylet = keylets.mptoken(issuance_id, account)
    holding = view.edit_needed(keylet, tecINTERNAL)
    locked = holding.locked_amount and view.info.rules.enabled(amendments.fixCleanup3_1_3)
    require(holding.mpt_amount == 0 and not locked, tecINTERNAL)
    directories.remove_owned(view, account, holding.owner_node, keylet.key, keep_root=False)
    accounts.adjust_owner_count(view, account, -1)
    view.erase(keylet)


# Value moves.


def direct_send(view: Layer, sender: Account, receiver: Account, amount: MPTAmount) -> None:
    """Move an amount between two holdings, or from or to the issuer, whatever the limits say.

    Raises Failure with tecOBJECT_NOT_FOUND where there is no issuance, tecNO_AUTH where there is no holding,
    and tecINSUFFICIENT_FUNDS.
    """
    issuance = view.edit_needed(keylets.mptoken_issuance(amount.issuance_id), tecOBJECT_NOT_FOUND)
    if sender == issuance.issuer:
        issuance.outstanding_amount += amount.value
    else:
        holding = view.edit_needed(keylets.mptoken(amount.issuance_id, sender), tecNO_AUTH)
        require(holding.mpt_amount >= amount.value, tecINSUFFICIENT_FUNDS)
        holding.mpt_amount -= amount.value
    if receiver == issuance.issuer:
        require(issuance.outstanding_amount >= amount.value, tecINTERNAL)
        issuance.outstanding_amount -= amount.value
    else:
        holding = view.edit_needed(keylets.mptoken(amount.issuance_id, receiver), tecNO_AUTH)
        holding.mpt_amount += amount.value


def send(
    view: Layer, sender: Account, receiver: Account, amount: MPTAmount, *, waive_fee: bool = False
) -> None:
    """Move an amount; between holders it goes through the issuer, who keeps a transfer fee.

    The receiver gets the amount; the sender pays the fee on top. Raises Failure as ``direct_send`` does, and
    with tecPATH_DRY where there would be more than the issuer said there would ever be.
    """
    issuance = view.need(keylets.mptoken_issuance(amount.issuance_id), tecOBJECT_NOT_FOUND)
    issuer = issuance.issuer
    if issuer in (sender, receiver):
        if sender == issuer:
            require(issuance.outstanding_amount + amount.value <= maximum(issuance), tecPATH_DRY)
        direct_send(view, sender, receiver, amount)
        return
    rate = PARITY if waive_fee else transfer_rate(view, amount.issuance_id)
    cost = rates.multiply(amount, rate)
    direct_send(view, issuer, receiver, amount)
    direct_send(view, sender, issuer, MPTAmount(amounts.mantissa_of(cost), amount.issuance_id))


def maximum(issuance: MPTokenIssuance) -> int:
    """How much of the token there may ever be."""
    return amounts.MAX_MPT if issuance.maximum_amount is None else issuance.maximum_amount


def transfer_rate(view: ReadView, issuance_id: bytes) -> Rate:
    """What holders pay on top when they send each other the token, in billionths."""
    issuance = view.read(keylets.mptoken_issuance(issuance_id))
    return PARITY if issuance is None else rates.mpt_fee_as_rate(issuance.transfer_fee)


def lock(view: Layer, holder: Account, amount: MPTAmount) -> None:
    """Lock an amount of what the holder has, as an escrow does. It stays outstanding.

    Raises Failure with tecOBJECT_NOT_FOUND where there is no issuance or holding, and with tecINTERNAL.
    """
    issuance = view.edit_needed(keylets.mptoken_issuance(amount.issuance_id), tecOBJECT_NOT_FOUND)
    require(holder != issuance.issuer, tecINTERNAL)
    holding = view.edit_needed(keylets.mptoken(amount.issuance_id, holder), tecOBJECT_NOT_FOUND)
    require(holding.mpt_amount >= amount.value, tecINTERNAL)
    holding.mpt_amount -= amount.value
    for entry in (holding, issuance):
        locked = (entry.locked_amount or 0) + amount.value
        require(locked <= amounts.MAX_MPT, tecINTERNAL)
        entry.locked_amount = locked


def unlock(view: Layer, holder: Account, receiver: Account, amount: MPTAmount, fee: int) -> None:
    """Give an amount that was locked, less a fee, to the receiver. What goes to the issuer, and the fee, is
    no more.

    Raises Failure with tecOBJECT_NOT_FOUND where there is no issuance or holding, and with tecINTERNAL.
    """
    issuance = view.edit_needed(keylets.mptoken_issuance(amount.issuance_id), tecOBJECT_NOT_FOUND)
    _reduce_locked(issuance, amount.value)
    if receiver == issuance.issuer:
        fee = amount.value
    else:
        holding = view.edit_needed(keylets.mptoken(amount.issuance_id, receiver), tecOBJECT_NOT_FOUND)
        require(holding.mpt_amount + amount.value - fee <= amounts.MAX_MPT, tecINTERNAL)
        holding.mpt_amount += amount.value - fee
    require(holder != issuance.issuer, tecINTERNAL)
    locked = view.edit_needed(keylets.mptoken(amount.issuance_id, holder), tecOBJECT_NOT_FOUND)
    _reduce_locked(locked, amount.value)
    require(issuance.outstanding_amount >= fee, tecINTERNAL)
    issuance.outstanding_amount -= fee


def _reduce_locked(entry: MPToken | MPTokenIssuance, value: int) -> None:
    require(entry.locked_amount is not None and entry.locked_amount >= value, tecINTERNAL)
    entry.locked_amount = (entry.locked_amount or 0) - value or None


# Who may hold and move what.


def is_globally_locked(view: ReadView, issuance_id: bytes) -> bool:
    """Whether the issuer has locked the whole issuance."""
    issuance = view.read(keylets.mptoken_issuance(issuance_id))
    return issuance is not None and bool(issuance.flags & lsfMPTLocked)


def is_individually_locked(view: ReadView, account: Account, issuance_id: bytes) -> bool:
    """Whether the issuer has locked what this account holds."""
    holding = view.read(keylets.mptoken(issuance_id, account))
    return holding is not None and bool(holding.flags & lsfMPTLocked)


def is_locked(view: ReadView, holders: Iterable[Account], issuance_id: bytes, depth: int = 0) -> bool:
    """Whether what any of these accounts holds is locked, by itself, as a whole, or with a vault's asset."""
    holders = tuple(holders)
    if is_globally_locked(view, issuance_id):
        return True
    if any(is_individually_locked(view, one, issuance_id) for one in holders):
        return True
    vault = _vault_of(view, issuance_id)
    if vault is None or not holders:
        return False
    if depth >= MAX_ASSET_DEPTH:
        return True
    involved = (issuer_of(issuance_id), *holders)
    if isinstance(vault.asset, Issue):
        asset = vault.asset
        return any(trust_lines.is_frozen(view, one, asset) for one in involved)
    return is_locked(view, involved, vault.asset.issuance_id, depth + 1)


def _vault_of(view: ReadView, issuance_id: bytes) -> Vault | None:
    """The vault whose shares these are."""
    if not view.info.rules.enabled(amendments.SingleAssetVault):
        return None
    issuance = view.read(keylets.mptoken_issuance(issuance_id))
    root = None if issuance is None else view.read(keylets.account(issuance.issuer))
    return None if root is None or root.vault_id is None else view.read(Keylet(root.vault_id, Vault))


def require_auth(
    view: ReadView, account: Account, issuance_id: bytes, auth: Auth = Auth.LEGACY, depth: int = 0
) -> None:
    """The issuer lets the account hold the token.

    Where the issuance names a domain, an account with a credential of it is authorised, and so is, as
    everywhere, a holding that the issuer authorised. Accounts of pools, vaults and brokers hold on behalf of
    others and need no authorisation.

    Raises Failure with tecOBJECT_NOT_FOUND where there is no issuance, with tecNO_AUTH, and with tecEXPIRED
    where the only credential has expired.
    """
    rules = view.info.rules
    issuance = view.need(keylets.mptoken_issuance(issuance_id), tecOBJECT_NOT_FOUND)
    if issuance.issuer == account:
        return
    exempt = (
        rules.enabled(amendments.SingleAssetVault) or rules.enabled(amendments.MPTokensV2)
    ) and accounts.is_pseudo(view.read(keylets.account(account)))
    if exempt and rules.enabled(amendments.fixCleanup3_3_0):
        return
    vault = _vault_of(view, issuance_id)
    if vault is not None:
        require(depth < MAX_ASSET_DEPTH, tecINTERNAL)
        if isinstance(vault.asset, Issue):
            trust_lines.require_auth(view, account, vault.asset, auth)
        else:
            require_auth(view, account, vault.asset.issuance_id, auth, depth + 1)
    holding = view.read(keylets.mptoken(issuance_id, account))
    require(holding is not None or auth is Auth.WEAK, tecNO_AUTH)
    if issuance.domain_id is not None:
        standing = credentials.domain_standing(view, issuance.domain_id, account)
        if standing is tesSUCCESS:
            return
        require(holding is not None, standing)
    if not exempt and issuance.flags & lsfMPTRequireAuth:
        require(holding is not None and holding.flags & lsfMPTAuthorized, tecNO_AUTH)


def can_transfer(view: ReadView, sender: Account, receiver: Account, issuance_id: bytes) -> None:
    """The issuer lets holders send each other the token.

    Raises Failure with tecOBJECT_NOT_FOUND or tecNO_AUTH.
    """
    issuance = view.need(keylets.mptoken_issuance(issuance_id), tecOBJECT_NOT_FOUND)
    require(issuance.flags & lsfMPTCanTransfer or issuance.issuer in (sender, receiver), tecNO_AUTH)


# What accounts have.


def account_holds(
    view: ReadView, account: Account, issuance_id: bytes, *, zero_if_frozen: bool, zero_if_unauthorized: bool
) -> MPTAmount:
    """What the account holds of the token;

    as asked for, nothing while it cannot move it or should not have it.
    """
    holding = view.read(keylets.mptoken(issuance_id, account))
    if holding is None or (zero_if_frozen and is_locked(view, (account,), issuance_id)):
        return MPTAmount(0, issuance_id)
    if zero_if_unauthorized and not _is_authorized(view, account, issuance_id, holding):
        return MPTAmount(0, issuance_id)
    return MPTAmount(holding.mpt_amount, issuance_id)


def _is_authorized(view: ReadView, account: Account, issuance_id: bytes, holding: MPToken) -> bool:
    if view.info.rules.enabled(amendments.SingleAssetVault):
        try:
            require_auth(view, account, issuance_id, Auth.STRONG)
        except Failure:
            return False
        return True
    issuance = view.read(keylets.mptoken_issuance(issuance_id))
    demanded = issuance is not None and issuance.flags & lsfMPTRequireAuth
    return not demanded or bool(holding.flags & lsfMPTAuthorized)
