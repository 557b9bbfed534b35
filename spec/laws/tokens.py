"""Laws of tokens: what holders have is what issuers owe.

Source: View.cpp, Escrow.cpp, AMMUtils.cpp, NFTokenMint.cpp (3.1.1); vectors: all families.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spec import amendments, keylets
from spec.entries import (
    AMM,
    AccountRoot,
    DirectoryNode,
    Entry,
    Escrow,
    MPToken,
    MPTokenIssuance,
    NFTokenPage,
    Offer,
    RippleState,
)
from spec.laws.frame import Faults, Parts, balance, law, net, show, total
from spec.laws.steps import TransactionStep, Whole
from spec.rounding import MIN_ISSUED_EXPONENT
from spec.trust_lines import Line
from spec.values import ACCOUNT_ONE, XRP_CURRENCY, Account, Currency, IssuedAmount, MPTAmount
from spec.views import Change

LP_TOKEN_PREFIX = 0x03
"""How the currency of a pool's shares begins."""


def units(amount: IssuedAmount) -> int:
    """The amount as a whole number of the smallest units that any issued amount has, of 10**-96."""
    return amount.mantissa * 10 ** (amount.exponent - MIN_ISSUED_EXPONENT) if amount.mantissa else 0


def rounding(step: TransactionStep, currency: Currency) -> int:
    """What sums and differences may lose in all when each is rounded to sixteen digits: for each entry that
    was changed, a unit of the last digit of the largest amount of the currency that was computed with.

    A balance may have been larger on the way than it was before and is now, by what offers brought: so the
    unit is ten times that of the largest amount that can be seen.
    """
    seen = [
        amount.exponent
        for _, before, after in step.differences
        for entry in (before, after)
        for amount in _amounts(entry)
        if amount.currency == currency and amount.mantissa
    ]
    unit: int = 10 ** (max(seen, default=MIN_ISSUED_EXPONENT) + 1 - MIN_ISSUED_EXPONENT)
    return len(step.differences) * unit


def _amounts(entry: Entry | None) -> Iterator[IssuedAmount]:
    if isinstance(entry, AMM):
        yield entry.lp_token_balance
    elif isinstance(entry, RippleState):
        yield entry.balance
    elif isinstance(entry, Offer):
        yield from (one for one in (entry.taker_pays, entry.taker_gets) if isinstance(one, IssuedAmount))


# Trust lines


def seen_by_both(line: RippleState) -> int:
    """What the two accounts of a line see of it together."""
    low, high = line.low_limit.issuer, line.high_limit.issuer
    return units(Line(line, low, high).balance) + units(Line(line, high, low).balance)


def is_well_formed(line: RippleState) -> bool:
    """Whether the line is the only one that its two accounts can have in its currency, and no limit is below
    nothing."""
    low, high, currency = line.low_limit.issuer, line.high_limit.issuer, line.balance.currency
    return (
        low < high
        and line.key == keylets.line(low, high, currency).key
        and line.low_limit.currency == line.high_limit.currency == currency != XRP_CURRENCY
        and line.balance.issuer == ACCOUNT_ONE
        and line.low_limit.mantissa >= 0
        and line.high_limit.mantissa >= 0
    )


def _accounts_see_nothing_in_sum(ledger: Whole) -> Faults:
    entries = {entry.key: entry for entry in ledger.entries}
    sums: Counter[Currency] = Counter()
    for page in entries.values():
        if not isinstance(page, DirectoryNode) or page.owner is None:
            continue
        for key in page.indexes:
            line = entries.get(key)
            if isinstance(line, RippleState):
                low, high = line.low_limit.issuer, line.high_limit.issuer
                seen = Line(line, page.owner, high if page.owner == low else low)
                sums[line.balance.currency] += units(seen.balance)
    for currency, value in sums.items():
        if value:
            yield f"in the currency {currency.hex().upper()} accounts have {value:+} units in sum"


@law("issued-balances-sum-to-zero", failure_mode=83, whole=_accounts_see_nothing_in_sum)
def issued_balances_sum_to_zero(step: TransactionStep) -> Faults:
    """What one account has of an issued currency another owes: in each currency, the balances that all
    accounts see on their trust lines add up to nothing."""
    for line in step.kept(RippleState):
        if not is_well_formed(line):
            yield f"the line {show(line.key)} is not the one of its accounts and its currency"
        elif seen_by_both(line):
            yield f"the two accounts of the line {show(line.key)} have {seen_by_both(line):+} units in sum"


# Pools


def _shares(entry: Entry) -> Iterator[tuple[tuple[Account, Currency], int]]:
    """How much of the tokens of whom, if that is a pool, the entry adds to what holders have."""
    if isinstance(entry, AMM):
        yield (entry.account, entry.lp_token_balance.currency), -units(entry.lp_token_balance)
    elif isinstance(entry, RippleState) and entry.balance.currency[0] == LP_TOKEN_PREFIX:
        owes = entry.high_limit if entry.balance.mantissa > 0 else entry.low_limit
        yield (owes.issuer, entry.balance.currency), abs(units(entry.balance))


@law("pool-shares-are-held", failure_mode=83)
def pool_shares_are_held(step: TransactionStep) -> Faults:
    """What becomes more or less of a pool's shares, its liquidity providers have more or less of its token.

    Each side is rounded by itself, so that the two may part by a last digit each time. When one provider has
    all that is left, the pool takes its word for it. Others can issue tokens in the same currency, of which a
    pool knows nothing.
    """
    if step.touched.isdisjoint((AMM, RippleState)):
        return
    now = total(_shares, (entry for change, _, entry in step.differences if change is not Change.ERASED))
    for (issuer, currency), value in net(_shares, step.differences).items():
        root = step.view.read(keylets.account(issuer))
        of_pool = root is not None and root.amm_id is not None
        if of_pool and now[issuer, currency] and abs(value) > rounding(step, currency):
            yield f"of {show(currency)} there are {value:+} units more with holders than with the pool"


# Multi-purpose tokens


@balance("mpt-outstanding-is-held", failure_mode=83)
def mpt_outstanding(entry: Entry) -> Parts:
    """What is outstanding of a multi-purpose token is what its holders have, free or locked."""
    if isinstance(entry, MPTokenIssuance):
        yield keylets.issuance_id(entry.sequence, entry.issuer), -entry.outstanding_amount
    elif isinstance(entry, MPToken):
        yield entry.mptoken_issuance_id, entry.mpt_amount + (entry.locked_amount or 0)


@balance("mpt-locked-is-in-escrow", failure_mode=83, since=amendments.fixTokenEscrowV1)
def mpt_locked(entry: Entry) -> Parts:
    """What is locked of a multi-purpose token is what escrows hold of it, and its holders and its issuer say
    the same.

    Before fixTokenEscrowV1 a transfer fee stayed locked when the escrow was finished.
    """
    if isinstance(entry, MPTokenIssuance):
        name = keylets.issuance_id(entry.sequence, entry.issuer)
        yield (name, "holdings"), -(entry.locked_amount or 0)
        yield (name, "escrows"), -(entry.locked_amount or 0)
    elif isinstance(entry, MPToken):
        yield (entry.mptoken_issuance_id, "holdings"), entry.locked_amount or 0
    elif isinstance(entry, Escrow) and isinstance(entry.amount, MPTAmount):
        yield (entry.amount.issuance_id, "escrows"), entry.amount.value


# Non-fungible tokens


@balance("nftokens-are-minted-and-burned")
def nftoken_supply(entry: Entry) -> Parts:
    """There are as many non-fungible tokens of an issuer as it minted and were not burned."""
    if isinstance(entry, AccountRoot):
        yield entry.account, entry.burned_nftokens - entry.minted_nftokens
    elif isinstance(entry, NFTokenPage):
        for token in entry.nftokens:
            yield token.nftoken_id[4:24], 1
