"""AMMVote says which trading fee an owner of liquidity tokens wants.

A pool counts the votes of up to eight owners, each with the weight of the tokens that it holds now, and takes
the mean. A ninth with more tokens, or as many and a higher fee, takes the place of the least.

Source: AMMVote.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from spec import amendments, amounts, keylets
from spec.amendments import Rules
from spec.amm import pool
from spec.amm.formulas import number
from spec.entries import AMM
from spec.inner import VoteEntry
from spec.number import Number
from spec.objects import required
from spec.results import require, tecAMM_INVALID_TOKENS, tecINTERNAL, temBAD_FEE
from spec.transaction import Transaction
from spec.values import Account, Asset, IssuedAmount
from spec.views import ApplyView, ReadView

MAX_VOTES = 8


class AMMVote(Transaction, code=38, amendment=amendments.AMM):
    """Which pool, and which fee."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    trading_fee: int = required("TradingFee")  #: parts of 100,000, up to 1,000


def enabled(tx: AMMVote, rules: Rules) -> bool:
    """There are pools, and of these assets."""
    return pool.enabled(rules, tx.asset, tx.asset2)


def preflight(tx: AMMVote, rules: Rules) -> None:
    """Two assets (see ``pool.check_pair``), and a fee of no more than 1 % (temBAD_FEE)."""
    pool.check_pair(tx.asset, tx.asset2)
    require(tx.trading_fee <= pool.MAX_TRADING_FEE, temBAD_FEE)


def preclaim(tx: AMMVote, view: ReadView) -> None:
    """There is a pool that is not empty (see ``pool.need_filled``), and the account owns a share of it
    (tecAMM_INVALID_TOKENS)."""
    entry = pool.need_filled(view, tx.asset, tx.asset2)
    require(pool.tokens_of(view, entry, tx.account).mantissa != 0, tecAMM_INVALID_TOKENS)


class _Vote:
    """A vote with the tokens that stand behind it."""

    def __init__(self, account: Account, fee: int, tokens: IssuedAmount) -> None:
        self.account = account
        self.fee = fee
        self.tokens = tokens

    def entry(self, total: IssuedAmount) -> VoteEntry:
        weight = (number(self.tokens) * pool.VOTE_WEIGHT_SCALE / number(total)).to_integer()
        return VoteEntry(account=self.account, trading_fee=self.fee, vote_weight=weight)

    def is_less_than(self, other: _Vote) -> bool:
        """Whether it gives way to a new vote before the other does."""
        order = amounts.compare(self.tokens, other.tokens)
        return (order, self.fee, self.account) < (0, other.fee, other.account)


def apply(tx: AMMVote, view: ApplyView) -> None:
    """Count the votes again with this one, and set the fee to the mean of them."""
    entry = view.edit_needed(keylets.amm(tx.asset, tx.asset2), tecINTERNAL)
    own = _Vote(tx.account, tx.trading_fee, pool.tokens_of(view, entry, tx.account))
    votes = _current_votes(view, entry, own)
    weighted, total = Number.of(0), Number.of(0)
    for vote in votes:
        weighted += vote.fee * number(vote.tokens)
        total += number(vote.tokens)
    if own not in votes:
        replaced = _place(votes, own)
        if replaced is not None:
            weighted -= replaced.fee * number(replaced.tokens)
            total -= number(replaced.tokens)
        if own in votes:
            weighted += own.fee * number(own.tokens)
            total += number(own.tokens)
    entry.vote_slots = tuple(vote.entry(entry.lp_token_balance) for vote in votes)
    pool.set_trading_fee(entry, (weighted / total).to_integer())


def _current_votes(view: ReadView, entry: AMM, own: _Vote) -> list[_Vote]:
    """The votes of those who still own tokens, with what they own now; the account's own is the new one."""
    votes = []
    for slot in entry.vote_slots or ():
        held = pool.tokens_of(view, entry, slot.account)
        if held.mantissa != 0:
            votes.append(own if slot.account == own.account else _Vote(slot.account, slot.trading_fee, held))
    return votes


def _place(votes: list[_Vote], own: _Vote) -> _Vote | None:
    """Add the vote, in the place of the least when all are taken. Gives the one whose place it takes."""
    if len(votes) < MAX_VOTES:
        votes.append(own)
        return None
    least = votes[0]
    for vote in votes[1:]:
        if vote.is_less_than(least):
            least = vote
    order = amounts.compare(own.tokens, least.tokens)
    if order > 0 or (order == 0 and own.fee > least.fee):
        votes[votes.index(least)] = own
        return least
    return None
