"""What is done with pools keeps every law: there are as many shares as providers have, and they are worth
what the pool holds.

What the pool and its providers have is known, and what they ask for is one of a few amounts: roots of unknown
numbers are beyond the solver. How much XRP the accounts have is unknown, and their settings and the times.
"""

from __future__ import annotations

from typing import Any

from proofs.effects import ALICE, BOB, SEQUENCE, UnknownLedger, keeps_the_laws
from proofs.replacing import Seed
from proofs.unknown_lines import TOP, USD
from proofs.unknowns import integer, one_of
from spec import canonical, keylets
from spec.amendments import SingleAssetVault
from spec.amm import pool, withdrawals
from spec.entries import AMM, AccountRoot, DirectoryNode, RippleState
from spec.flags import (
    lsfAMMNode,
    lsfHighReserve,
    lsfLowReserve,
    tfLPToken,
    tfOneAssetWithdrawAll,
    tfSingleAsset,
    tfTwoAsset,
    tfWithdrawAll,
)
from spec.inner import AuctionSlot, VoteEntry
from spec.invariants.accounts import PSEUDO_FLAGS
from spec.keylets import Keylet
from spec.transactions import amm_bid, amm_delete, amm_deposit
from spec.transactions.amm_bid import AMMBid
from spec.transactions.amm_delete import AMMDelete
from spec.transactions.amm_deposit import AMMDeposit
from spec.transactions.amm_vote import AMMVote
from spec.transactions.amm_withdraw import AMMWithdraw
from spec.values import ACCOUNT_ONE, XRP, Account, Currency, Issue, IssuedAmount

POOL: Account = b"\x05" * 20
DOLLARS = Issue(USD, TOP)
SHARES: Currency = pool.lp_currency(XRP, DOLLARS)
KEPT_LAWS = ("pool-shares-are-held", "pools-keep-their-worth", "pseudo-accounts-stay-so")
MILLION = 10**6


def _some(value: int, currency: Currency, issuer: Account) -> IssuedAmount:
    """So many thousandths of a token."""
    return canonical.issued(value, -3, currency, issuer)


def _dollars(value: int) -> IssuedAmount:
    return _some(value, USD, TOP)


def _shares(value: int) -> IssuedAmount:
    return _some(value, SHARES, POOL)


def _line(
    state: UnknownLedger, holder: Account, issuer: Account, amount: IssuedAmount, more: int = 0
) -> None:
    """What a holder, who owns the line, has of an issuer's tokens."""
    low, high = sorted((holder, issuer))
    value = amount.mantissa if holder == low else -amount.mantissa
    state.hold(
        RippleState(
            keylets.line(holder, issuer, amount.currency).key,
            balance=IssuedAmount(value, amount.exponent, amount.currency, ACCOUNT_ONE),
            low_limit=IssuedAmount(0, -100, amount.currency, low),
            high_limit=IssuedAmount(0, -100, amount.currency, high),
            low_node=0,
            high_node=0,
            flags=(lsfLowReserve if holder == low else lsfHighReserve) | more,
        )
    )


def _pool(
    state: UnknownLedger, of_alice: int = 400, of_bob: int = 600, last_expiration: int = 2**32 - 1
) -> None:
    """A pool of 1,000 XRP and 1,000 dollars, of which Alice and Bob have so many thousandths. Bob has its
    auction slot until any time up to the last."""
    entry = keylets.amm(XRP, DOLLARS)
    held = {who: keylets.line(who, TOP, USD) for who in (ALICE, POOL)}
    given = {who: keylets.line(who, POOL, SHARES) for who in (ALICE, BOB)}
    state.account("alice", ALICE, held[ALICE], *((given[ALICE],) if of_alice else ()), counts=2)
    state.account("bob", BOB, given[BOB], counts=1)
    state.account("issuer", TOP, *held.values(), counts=0)
    _line(state, ALICE, TOP, _dollars(500_000))
    _line(state, POOL, TOP, _dollars(1_000_000), lsfAMMNode)
    for who, thousandths in ((ALICE, of_alice), (BOB, of_bob)):
        if thousandths:
            _line(state, who, POOL, _shares(thousandths * MILLION))
        else:
            state.absent(given[who])
    _pool_account(
        state, entry, held[POOL], *(given[who] for who in (ALICE, BOB) if state.get(given[who].key))
    )
    state.hold(
        AMM(
            entry.key,
            account=POOL,
            asset=XRP,
            asset2=DOLLARS,
            lp_token_balance=_shares((of_alice + of_bob) * MILLION),
            trading_fee=one_of("trading fee", 0, 500),
            vote_slots=(VoteEntry(account=BOB, trading_fee=500, vote_weight=60_000),),
            auction_slot=AuctionSlot(
                account=BOB,
                expiration=integer("expiration", 0, last_expiration),
                discounted_fee=50,
                price=_shares(5_000),
            ),
            owner_node=0,
        )
    )


def _pool_account(
    state: UnknownLedger, *listed: Keylet[Any], balance: int = 1_000 * MILLION, counts: int = 2
) -> None:
    root = AccountRoot(
        keylets.account(POOL).key,
        account=POOL,
        balance=balance,
        sequence=integer("the pool's number", 0, SEQUENCE),
        owner_count=counts,
        flags=PSEUDO_FLAGS,
        amm_id=listed[0].key,
    )
    state.hold(root, root.balance)
    owner = keylets.owner_directory(POOL)
    keys = tuple(sorted(keylet.key for keylet in listed))
    state.hold(DirectoryNode(owner.key, owner=POOL, root_index=owner.key, indexes=keys))


_PAIR: dict[str, Any] = {"asset": XRP, "asset2": DOLLARS}


def _put_in(state: UnknownLedger) -> AMMDeposit:
    _pool(state, of_alice=one_of("alice's part", 0, 400))
    how = one_of("how", tfSingleAsset, tfTwoAsset, tfLPToken)
    drops, dollars = one_of("drops", 1, 7 * MILLION + 1), one_of("dollars", 1, 123_456)
    if how == tfLPToken:
        return AMMDeposit(flags=how, lp_token_out=_shares(one_of("shares", 1, 10**7 + 1)), **_PAIR)
    amount2 = _dollars(dollars) if how == tfTwoAsset else None
    return AMMDeposit(flags=how, amount=drops, amount2=amount2, **_PAIR)


keeps_the_laws(
    _put_in,
    Seed(amm_deposit.apply, "amounts.add(held.tokens, deposit.tokens)", "held.tokens"),
    Seed(
        amm_deposit._carry_out,
        "if amount is not None:\n            require",
        "if False:\n            require",
    ),
    covers=("tesSUCCESS", "tecUNFUNDED_AMM", "tecINSUF_RESERVE_LINE"),
    also=KEPT_LAWS,
    since=SingleAssetVault,
    slow=True,
)


def _take_out(state: UnknownLedger) -> AMMWithdraw:
    _pool(state)
    how = one_of("how", tfSingleAsset, tfTwoAsset, tfLPToken, tfWithdrawAll, tfOneAssetWithdrawAll)
    drops, dollars = one_of("drops", 1, 7 * MILLION + 1), one_of("dollars", 1, 123_456)
    if how == tfLPToken:
        return AMMWithdraw(flags=how, lp_token_in=_shares(one_of("shares", 1, 10**7 + 1)), **_PAIR)
    return AMMWithdraw(
        flags=how,
        amount=drops if how in (tfSingleAsset, tfTwoAsset) else 0 if how == tfOneAssetWithdrawAll else None,
        amount2=_dollars(dollars) if how == tfTwoAsset else None,
        **_PAIR,
    )


def _vote(state: UnknownLedger) -> AMMVote:
    _pool(state)
    return AMMVote(trading_fee=one_of("fee", 0, 1, 1_000), **_PAIR)


def _bid(state: UnknownLedger) -> AMMBid:
    """Nobody has the slot any more: what is left of a time would be a part of a price."""
    _pool(state, last_expiration=pool.AUCTION_SLOT_SECONDS - 1)
    return AMMBid(bid_min=one_of("least", None, _shares(1), _shares(10**7)), **_PAIR)


def _delete(state: UnknownLedger) -> AMMDelete:
    """A pool that is empty but for Bob's line to its shares, of which he has none, or a few."""
    entry, given = keylets.amm(XRP, DOLLARS), keylets.line(BOB, POOL, SHARES)
    shares = _shares(one_of("shares", 0, MILLION))
    state.account("alice", ALICE)
    state.account("bob", BOB, given)
    _line(state, BOB, POOL, shares)
    _pool_account(state, entry, given, balance=0, counts=0)
    first, last = keylets.nftoken_page_min(POOL), keylets.nftoken_page_max(POOL)
    state.known.append((first.key, last.key))
    state.absent(keylets.signer_list(POOL), keylets.did(POOL))
    state.hold(AMM(entry.key, account=POOL, asset=XRP, asset2=DOLLARS, lp_token_balance=shares, owner_node=0))
    return AMMDelete(**_PAIR)


keeps_the_laws(
    _take_out,
    Seed(withdrawals.carry_out, "trust_lines.redeem(view, owner, formulas.as_issued(taken))", "pass"),
    Seed(withdrawals.settle, "formulas.as_issued(total)", "entry.lp_token_balance"),
    also=KEPT_LAWS,
    since=SingleAssetVault,
    slow=True,
)
keeps_the_laws(
    _vote,
    Seed(pool.set_trading_fee, "pool.trading_fee = fee", "pool.lp_token_balance = None"),
    also=KEPT_LAWS,
    since=SingleAssetVault,
)
keeps_the_laws(
    _bid,
    Seed(amm_bid._take_slot, "trust_lines.redeem(view, tx.account, formulas.as_issued(burn))", "pass"),
    also=KEPT_LAWS,
    since=SingleAssetVault,
)
keeps_the_laws(
    _delete,
    Seed(pool.delete_line, "accounts.adjust_owner_count(view, owner, -1)", "pass"),
    Seed(pool.delete, "view.erase(keylets.account(pool.account))", "pass"),
    Seed(amm_delete.preclaim, "entry.lp_token_balance.mantissa == 0", "True"),
    covers=("tesSUCCESS", "tecAMM_NOT_EMPTY"),
    also=("deleted-accounts-leave-nothing", *KEPT_LAWS),
    since=SingleAssetVault,
)
