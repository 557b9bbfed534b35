"""MPTokenAuthorize makes or takes out a holding of a multi-purpose token, or lets a holder have it.

A holder sends it in its own name: nobody can be given a token before it has made a place for it. The issuer
sends it and names a holder, where the token is one that needs its leave.

Source: MPTokenAuthorize.cpp, View.cpp (3.1.1); vectors: mpt.
"""

from __future__ import annotations

from spec import accounts, amendments, keylets, mptokens
from spec.amendments import Rules
from spec.flags import lsfMPTAuthorized, lsfMPTLocked, lsfMPTRequireAuth, tfMPTUnauthorize
from spec.objects import optional, required
from spec.results import (
    fail,
    require,
    tecDUPLICATE,
    tecHAS_OBLIGATIONS,
    tecINTERNAL,
    tecNO_AUTH,
    tecNO_DST,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tefINTERNAL,
    temMALFORMED,
)
from spec.transaction import Privilege, Transaction
from spec.values import Account
from spec.views import ApplyView, ReadView


class MPTokenAuthorize(
    Transaction, code=57, amendment=amendments.MPTokensV1, privileges=Privilege.MUST_AUTHORIZE_MPT
):
    """Which token; with tfMPTUnauthorize the holding is taken out, or the leave withdrawn."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")
    holder: Account | None = optional("Holder")  #: whom the issuer gives leave, or takes it from


def preflight(tx: MPTokenAuthorize, rules: Rules) -> None:
    """The issuer does not name itself: temMALFORMED."""
    require(tx.holder != tx.account, temMALFORMED)


def preclaim(tx: MPTokenAuthorize, view: ReadView) -> None:
    """The token is there, and the sender may do what it asks for."""
    if tx.holder is not None:
        _check_issuer(tx, view, tx.holder)
    elif tx.has_flag(tfMPTUnauthorize):
        _check_empty(tx, view)
    else:
        _check_new(tx, view)


def _check_new(tx: MPTokenAuthorize, view: ReadView) -> None:
    """A holding is made of a token that exists (tecOBJECT_NOT_FOUND) and is another's (tecNO_PERMISSION), and
    once (tecDUPLICATE)."""
    issuance = view.need(keylets.mptoken_issuance(tx.mptoken_issuance_id), tecOBJECT_NOT_FOUND)
    require(issuance.issuer != tx.account, tecNO_PERMISSION)
    require(not view.exists(keylets.mptoken(tx.mptoken_issuance_id, tx.account)), tecDUPLICATE)


def _check_empty(tx: MPTokenAuthorize, view: ReadView) -> None:
    """A holding that is taken out is there (tecOBJECT_NOT_FOUND) and empty (tecHAS_OBLIGATIONS); its issuance
    may be gone already. Since SingleAssetVault it is not locked (tecNO_PERMISSION)."""
    holding = view.need(keylets.mptoken(tx.mptoken_issuance_id, tx.account), tecOBJECT_NOT_FOUND)
    if holding.mpt_amount or holding.locked_amount:
        require(view.exists(keylets.mptoken_issuance(tx.mptoken_issuance_id)), tefINTERNAL)
        fail(tecHAS_OBLIGATIONS)
    if view.info.rules.enabled(amendments.SingleAssetVault):
        require(not holding.flags & lsfMPTLocked, tecNO_PERMISSION)


def _check_issuer(tx: MPTokenAuthorize, view: ReadView, holder: Account) -> None:
    """The holder made a holding, of a token that needs leave; pools, vaults and brokers need none.

    1. The holder exists (tecNO_DST), and so does the token (tecOBJECT_NOT_FOUND).
    2. The sender issued it (tecNO_PERMISSION), and asks for authorisation (tecNO_AUTH).
    3. There is a holding (tecOBJECT_NOT_FOUND), of somebody (tecNO_PERMISSION).
    """
    root = view.need(keylets.account(holder), tecNO_DST)
    issuance = view.need(keylets.mptoken_issuance(tx.mptoken_issuance_id), tecOBJECT_NOT_FOUND)
    require(issuance.issuer == tx.account, tecNO_PERMISSION)
    require(issuance.flags & lsfMPTRequireAuth, tecNO_AUTH)
    require(view.exists(keylets.mptoken(tx.mptoken_issuance_id, holder)), tecOBJECT_NOT_FOUND)
    require(not accounts.is_pseudo(root), tecNO_PERMISSION)


def apply(tx: MPTokenAuthorize, view: ApplyView) -> None:
    """Make the holding or take it out, or give leave or withdraw it."""
    if tx.holder is not None:
        holding = view.edit_needed(keylets.mptoken(tx.mptoken_issuance_id, tx.holder), tecINTERNAL)
        if tx.has_flag(tfMPTUnauthorize):
            holding.flags &= ~lsfMPTAuthorized
        else:
            holding.flags |= lsfMPTAuthorized
    elif tx.has_flag(tfMPTUnauthorize):
        mptokens.delete_holding(view, tx.account, tx.mptoken_issuance_id)
    else:
        mptokens.create_holding(view, tx.account, tx.mptoken_issuance_id, view.prior_balance)
