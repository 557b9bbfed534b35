"""AMMCreate makes a pool of two assets, from what the account puts in.

The account gets all the liquidity tokens, the only vote on the trading fee, and the auction slot. There is at
most one pool for a pair of assets. It costs as much as the reserve of an object.

Source: AMMCreate.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, directories, keylets, tokens, trust_lines
from spec.amendments import Rules
from spec.amm import formulas, pool
from spec.entries import AMM
from spec.flags import lsfAllowTrustLineClawback, lsfAMMNode, lsfDefaultRipple
from spec.keylets import asset_order
from spec.objects import required
from spec.results import (
    require,
    tecAMM_INVALID_TOKENS,
    tecDUPLICATE,
    tecFROZEN,
    tecINSUF_RESERVE_LINE,
    tecNO_PERMISSION,
    tecUNFUNDED_AMM,
    tefINTERNAL,
    temBAD_AMM_TOKENS,
    temBAD_FEE,
    terNO_RIPPLE,
)
from spec.transaction import Privilege, Transaction
from spec.values import XRP, Account, Amount, Asset, Drops, Issue, IssuedAmount, asset_of
from spec.views import ApplyView, ReadView


class AMMCreate(
    Transaction,
    code=35,
    amendment=amendments.AMM,
    privileges=Privilege.CREATE_PSEUDO_ACCOUNT | Privilege.MAY_CREATE_MPT,
):
    """What the pool begins with."""

    amount: Amount = required("Amount", mpt=True)
    amount2: Amount = required("Amount2", mpt=True)
    trading_fee: int = required("TradingFee")  #: parts of 100,000, up to 1,000


def base_fee(tx: AMMCreate, view: ReadView) -> Drops:
    """As much as the reserve of an object."""
    return view.info.fees.increment


def enabled(tx: AMMCreate, rules: Rules) -> bool:
    """There are pools, and of these assets."""
    return pool.enabled(rules, tx.amount, tx.amount2)


def preflight(tx: AMMCreate, rules: Rules) -> None:
    """Some (see ``pool.check_amount``) of two different assets (temBAD_AMM_TOKENS), and a fee of no more than
    1 % (temBAD_FEE)."""
    require(asset_of(tx.amount) != asset_of(tx.amount2), temBAD_AMM_TOKENS)
    pool.check_amount(tx.amount)
    pool.check_amount(tx.amount2)
    require(tx.trading_fee <= pool.MAX_TRADING_FEE, temBAD_FEE)


def preclaim(tx: AMMCreate, view: ReadView) -> None:
    """The account has what it puts in and may give it away, and the assets can be traded by anyone.

    1. There is no such pool yet: tecDUPLICATE.
    2. The account may hold both assets (see ``tokens.require_auth``), and neither is frozen (tecFROZEN).
    3. Their issuers let them ripple: terNO_RIPPLE.
    4. The account can pay the reserve for the line to the pool's tokens (tecINSUF_RESERVE_LINE), and has what
       it puts in (tecUNFUNDED_AMM).
    5. Neither asset is a share of another pool (tecAMM_INVALID_TOKENS) nor, before AMMClawback, could be
       clawed back (tecNO_PERMISSION).
    """
    account = tx.account
    both = asset_of(tx.amount), asset_of(tx.amount2)
    require(not view.exists(keylets.amm(*both)), tecDUPLICATE)
    for asset in both:
        tokens.require_auth(view, account, asset)
    require(not any(tokens.is_frozen(view, account, asset) for asset in both), tecFROZEN)
    for asset in both:
        require(_ripples(view, asset), terNO_RIPPLE)
    xrp = accounts.liquid(view, account, 1)
    require(xrp > 0, tecINSUF_RESERVE_LINE)
    for amount in (tx.amount, tx.amount2):
        require(_has(view, account, amount, xrp), tecUNFUNDED_AMM)
    for asset in both:
        require(not _is_share(view, asset), tecAMM_INVALID_TOKENS)
    if not view.info.rules.enabled(amendments.AMMClawback):
        for asset in both:
            clawed = accounts.has_flag(view, tokens.issuer_of(asset), lsfAllowTrustLineClawback)
            require(asset == XRP or not clawed, tecNO_PERMISSION)


def _ripples(view: ReadView, asset: Asset) -> bool:
    """Whether what the issuer issues ripples through it, as it must to be traded."""
    issuer = view.read(keylets.account(tokens.issuer_of(asset)))
    return asset == XRP or issuer is None or bool(issuer.flags & lsfDefaultRipple)


def _has(view: ReadView, account: Account, amount: Amount, xrp: Drops) -> bool:
    if isinstance(amount, int):
        return xrp >= amount
    if tokens.issuer_of(asset_of(amount)) == account:
        return True
    held = tokens.account_holds(view, account, asset_of(amount), zero_if_frozen=True)
    return amounts.compare(held, amount) >= 0


def _is_share(view: ReadView, asset: Asset) -> bool:
    """Whether the asset is a share of another pool."""
    issuer = view.read(keylets.account(tokens.issuer_of(asset)))
    return issuer is not None and issuer.amm_id is not None


def apply(tx: AMMCreate, view: ApplyView) -> None:
    """Make the pool and its account, give out the tokens, and take the assets without a transfer fee."""
    one, other = sorted((asset_of(tx.amount), asset_of(tx.amount2)), key=asset_order)
    keylet = keylets.amm(one, other)
    root = pool.create_account(view, keylet.key)
    token = Issue(pool.lp_currency(one, other), root.account)
    shares = formulas.initial_tokens(tx.amount, tx.amount2, token)
    entry = AMM(
        keylet.key, account=root.account, lp_token_balance=formulas.as_issued(shares), asset=one, asset2=other
    )
    pool.begin(view, entry, tx.account, tx.trading_fee)
    entry.owner_node = directories.add_owned(view, root.account, keylet.key)
    view.insert(entry)
    tokens.account_send(view, root.account, tx.account, shares)
    for amount in (tx.amount, tx.amount2):
        tokens.account_send(view, tx.account, root.account, amount, waive_fee=True)
        if isinstance(amount, IssuedAmount):
            line = trust_lines.edit(view, root.account, amount.issuer, amount.currency)
            require(line is not None, tefINTERNAL)
            if line is not None:
                line.state.flags |= lsfAMMNode
