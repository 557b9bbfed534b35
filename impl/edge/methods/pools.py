"""Methods about what is held together: amm_info, vault_info.

Source: AMMInfo.cpp, AMMCore.cpp, VaultInfo.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any

from impl.boundary import LedgerView
from impl.edge import assets, errors, funds, ledger_choice, loose, render
from impl.edge.assets import InvalidAsset, try_account
from impl.edge.dispatch import LEDGER, method
from impl.edge.errors import Json, Refusal
from impl.edge.reading import reading
from impl.edge.service import Request
from spec import keylets
from spec.addresses import parse_hex
from spec.amounts import zero_like
from spec.entries import AMM, AccountRoot, MPTokenIssuance, Vault
from spec.inner import AuctionSlot
from spec.keylets import Keylet
from spec.trust_lines import is_frozen
from spec.values import XRP, Account, Amount, Issue
from spec.views import StateView

SLOT_SECONDS = 24 * 60 * 60
SLOT_INTERVALS = 20
"""An auction slot lasts a day, in so many intervals."""


@method("amm_info", "asset", "asset2", "amm_account", "account", *LEDGER)
def amm_info(request: Request) -> Json:
    """A pool: what it holds, its fee, who votes for it, and who trades at a discount."""
    view, members = ledger_choice.choose(request)
    state = reading(view)
    by_assets = "asset" in request
    if by_assets != ("asset2" in request) or by_assets == ("amm_account" in request):
        raise Refusal(errors.invalidParams, members=members)
    key = _by_assets(request, members) if by_assets else _by_account(request, state, members)
    holder = _root(state, request.get("account"), members).account if "account" in request else None
    pool = state.read(key)
    if pool is None:
        raise Refusal(errors.actNotFound, members=members)
    sides = (pool.asset, pool.asset2)
    if by_assets:
        sides = (assets.issue(request.get("asset")), assets.issue(request.get("asset2")))
    members["amm"] = _pool(state, view, pool, sides, holder)
    return members


def _by_assets(request: Request, members: Json) -> Keylet[AMM]:
    try:
        return keylets.amm(assets.issue(request.get("asset")), assets.issue(request.get("asset2")))
    except InvalidAsset:
        raise Refusal(errors.issueMalformed, members=members) from None


def _by_account(request: Request, state: StateView, members: Json) -> Keylet[AMM]:
    root = _root(state, request.get("amm_account"), members)
    if root.amm_id is None:
        raise Refusal(errors.actNotFound, members=members)
    return Keylet(root.amm_id, AMM)


def _root(state: StateView, address: Any, members: Json) -> AccountRoot:
    account = try_account(loose.text(address))
    root = state.read(keylets.account(account)) if account is not None else None
    if root is None:
        raise Refusal(errors.actMalformed, members=members)
    return root


def _pool(
    state: StateView, view: LedgerView, pool: AMM, sides: tuple[Any, Any], holder: Account | None
) -> Json:
    shown: Json = {
        "account": render.account(pool.account),
        "trading_fee": pool.trading_fee,
        "lp_token": render.amount(_shares(state, pool, holder)),
    }
    for number, side in zip(("", "2"), sides, strict=True):
        if isinstance(side, Issue):
            shown[f"amount{number}"] = render.amount(funds.held(state, pool.account, side))
            if side != XRP:
                shown[f"asset{number}_frozen"] = is_frozen(state, pool.account, side)
    if pool.vote_slots:
        shown["vote_slots"] = [
            {
                "account": render.account(each.account),
                "trading_fee": each.trading_fee,
                "vote_weight": each.vote_weight,
            }
            for each in pool.vote_slots
        ]
    if pool.auction_slot is not None and pool.auction_slot.account:
        shown["auction_slot"] = _slot(pool.auction_slot, view.info.parent_close_time)
    return shown


def _shares(state: StateView, pool: AMM, holder: Account | None) -> Amount:
    """All shares in the pool, or those of one holder."""
    whole = pool.lp_token_balance
    if holder is None:
        return whole
    issue = Issue(whole.currency, pool.account)
    return zero_like(whole) if is_frozen(state, holder, issue) else funds.held(state, holder, issue)


def _slot(slot: AuctionSlot, now: int) -> Json:
    elapsed = now - (slot.expiration - SLOT_SECONDS)
    running = 0 <= elapsed < SLOT_SECONDS
    shown: Json = {
        "account": render.account(slot.account),
        "discounted_fee": slot.discounted_fee,
        "expiration": render.time_offset(slot.expiration),
        "price": render.amount(slot.price),
        "time_interval": elapsed * SLOT_INTERVALS // SLOT_SECONDS if running else SLOT_INTERVALS,
    }
    if slot.auth_accounts is not None:
        shown["auth_accounts"] = [{"account": render.account(each.account)} for each in slot.auth_accounts]
    return shown


@method("vault_info", "vault_id", "owner", "seq", *LEDGER)
def vault_info(request: Request) -> Json:
    """A vault, and the token that its shares are."""
    view, members = ledger_choice.choose(request)
    vault = view.get(_vault_key(request, members))
    issuance = None
    if isinstance(vault, Vault):
        issuance = view.get(keylets.mptoken_issuance(vault.share_mpt_id).key)
    if not isinstance(vault, Vault) or not isinstance(issuance, MPTokenIssuance):
        raise errors.TokenOnly("entryNotFound", members)
    members["vault"] = render.entry(vault) | {"shares": render.entry(issuance)}
    return members


def _vault_key(request: Request, members: Json) -> bytes:
    """The key that the request names. What is wrong with it goes under one token of its own."""
    given = tuple(name for name in ("vault_id", "owner", "seq") if name in request)
    key = None
    error = errors.invalidParams
    if given == ("vault_id",):
        key = parse_hex(loose.text(request.get("vault_id")), 32)
    elif given == ("owner", "seq"):
        owner = try_account(loose.text(request.get("owner")))
        sequence = request.get("seq")
        if owner is None:
            error = errors.actMalformed
        elif loose.is_unsigned(sequence) and sequence > 0:
            key = keylets.vault(owner, sequence).key
    if key is None or not any(key):
        refused = Refusal(error, members=members).answer()
        raise errors.TokenOnly("malformedRequest", refused)
    return key
