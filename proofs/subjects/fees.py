"""Fees, reserves and transfer rates: what is charged, and for how much more or less of what."""

from __future__ import annotations

from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, every, implies
from proofs.unknown_state import SOME_BYTE, UnknownState, ledger_info, view_of
from proofs.unknowns import integer, note, one_of, truth
from proofs.values import ISSUE
from spec import accounts, amounts, engine, keylets, keys, rates
from spec.entries import AccountRoot
from spec.flags import lsfPasswordSpent
from spec.inner import Signer
from spec.rounding import MAX_MANTISSA, MIN_MANTISSA
from spec.transactions import escrow_finish, set_regular_key
from spec.transactions.account_set import AccountSet
from spec.transactions.escrow_finish import EscrowFinish
from spec.transactions.set_regular_key import SetRegularKey
from spec.values import IssuedAmount
from spec.views import ApplyView, Fees, LedgerInfo

OWNER = b"\x01" * 20
MAX_DROPS = 10**17
MAX_SIGNERS = 32
MAX_FEE = 10**9
"""A thousand XRP: more than any network asks for, be it as a fee or as a reserve."""


def fees() -> Fees:
    """Whatever a network may ask for."""
    base, reserve, increment = (integer(name, 0, MAX_FEE) for name in ("base", "reserve", "increment"))
    return Fees(base, reserve, increment)


def ledger() -> tuple[ApplyView, LedgerInfo]:
    """A ledger with one account in it, of which nothing else is known."""
    info = ledger_info(fees=fees())
    state = UnknownState().expect(
        keylets.account(OWNER), "owner", exists=True, balance=lambda name: integer(name, 0, MAX_DROPS)
    )
    return ApplyView(view_of(state, info), SOME_BYTE * 32), info


def owner_of(view: ApplyView) -> AccountRoot:
    """The account."""
    root = view.read(keylets.account(OWNER))
    assert root is not None
    return root


@proof(
    "fees",
    Fees.account_reserve,
    twins=[Seed(Fees.account_reserve, "owner_count * self.increment", "owner_count + self.increment")],
)
def each_object_adds_an_increment_to_the_reserve() -> Truth:
    """What an account must hold grows by one increment with each object that it owns, from the reserve of an
    account that owns nothing, and fits in 64 bits."""
    of, count = fees(), integer("count", 0, 2**32 - 2)
    reserve = of.account_reserve(count)
    return every(
        of.account_reserve(0) == of.reserve,
        of.account_reserve(count + 1) == reserve + of.increment,
        reserve < 2**63,
    )


@proof(
    "fees",
    LedgerInfo.scaled_fee,
    twins=[Seed(LedgerInfo.scaled_fee, "// NORMAL_LOAD", "// NORMAL_LOAD + 1")],
)
def load_scales_fees_and_never_lowers_them() -> Truth:
    """Under load a fee is so many 256ths of the base fee, without the fraction; at normal load it is the
    base fee, and more load never asks for less."""
    base = integer("fee", 0, MAX_DROPS)
    info, busier = (ledger_info(load_factor=integer(name, 256, 2**32 - 1)) for name in ("load", "more load"))
    fee, more = info.scaled_fee(base), busier.scaled_fee(base)
    exact = base * info.load_factor
    return every(
        fee * 256 <= exact,
        exact < fee * 256 + 256,
        fee >= base,
        implies(info.load_factor == 256, fee == base),
        implies(info.load_factor <= busier.load_factor, fee <= more),
    )


@proof(
    "fees",
    engine.default_base_fee,
    twins=[Seed(engine.default_base_fee, "1 + len(tx.signers or ())", "len(tx.signers or ())")],
)
def each_signer_adds_a_base_fee() -> Truth:
    """A transaction asks for the base fee, and as much again for each of several signers."""
    view, info = ledger()
    signer = Signer(account=OWNER, signing_pub_key=b"", txn_signature=b"")
    count = int(integer("signers", 0, MAX_SIGNERS))
    tx = AccountSet(account=OWNER, signers=(signer,) * count if count else None)
    return engine.default_base_fee(tx, view) == info.fees.base * (count + 1)


@proof(
    "fees",
    escrow_finish.base_fee,
    twins=[Seed(escrow_finish.base_fee, "// 16", "// 8")],
)
def a_fulfilment_adds_a_base_fee_for_sixteen_bytes() -> Truth:
    """Finishing an escrow with a fulfilment asks for 33 base fees, and one more for each sixteen bytes."""
    view, info = ledger()
    size = int(integer("size", 0, 256))
    tx = EscrowFinish(account=OWNER, fulfillment=bytes(size) if truth("fulfilled") else None)
    times = 33 + size // 16 if tx.fulfillment is not None else 1
    return escrow_finish.base_fee(tx, view) == info.fees.base * times


@proof(
    "fees",
    set_regular_key.base_fee,
    twins=[Seed(set_regular_key.base_fee, "not root.flags & lsfPasswordSpent", "True")],
    covers=["free", "paid"],
    instead={keys.account_id: lambda key: OWNER},
)
def a_regular_key_is_free_once() -> Truth:
    """Setting a regular key is free for the master key alone, while lsfPasswordSpent is clear."""
    view, info = ledger()
    key = one_of("key", b"", b"\xed" * 33)
    fee = set_regular_key.base_fee(SetRegularKey(account=OWNER, signing_pub_key=key), view)
    spent = owner_of(view).flags // lsfPasswordSpent % 2 == 1
    free = bool(key) and not spent
    note("free" if free else "paid")
    return fee == (0 if free else info.fees.base)


@proof(
    "fees",
    accounts.adjust_owner_count,
    twins=[Seed(accounts.adjust_owner_count, "max(before + change, 0)", "before + change")],
    covers=["within", "kept"],
)
def an_owner_count_stays_within_its_range() -> Truth:
    """The count of what an account owns changes by as much as is said, and stays between 0 and 2**32 - 1."""
    view, _ = ledger()
    before, change = owner_of(view).owner_count, integer("change", -(2**31), 2**31)
    accounts.adjust_owner_count(view, OWNER, change)
    after = owner_of(view).owner_count
    within = before + change >= 0 and before + change < 2**32
    note("within" if within else "kept")
    return every(after >= 0, after < 2**32, implies(within, after == before + change))


@proof(
    "fees",
    accounts.liquid,
    twins=[Seed(accounts.liquid, "max(balance", "min(balance")],
    covers=["pseudo", "poor", "rich"],
)
def what_is_liquid_is_above_the_reserve() -> Truth:
    """An account can spend what it holds above its reserve, and nothing while it holds less; what nobody
    owns has no reserve."""
    view, info = ledger()
    more = integer("more", -32, 32)
    root = owner_of(view)
    found = accounts.liquid(view, OWNER, more)
    if accounts.is_pseudo(root):
        note("pseudo")
        return found == root.balance
    reserve = info.fees.account_reserve(max(root.owner_count + more, 0))
    note("rich" if root.balance > reserve else "poor")
    return found == root.balance - reserve if root.balance > reserve else found == 0


@proof(
    "fees",
    accounts.holding_reserve,
    twins=[
        Seed(
            accounts.holding_reserve, "root.owner_count < FREE_HOLDINGS", "root.owner_count <= FREE_HOLDINGS"
        )
    ],
    covers=["free", "reserved"],
)
def the_first_two_holdings_are_free() -> Truth:
    """A place for tokens needs no reserve while the account owns fewer than two objects; after that, the
    reserve of one object more."""
    view, info = ledger()
    root = owner_of(view)
    found = accounts.holding_reserve(view, root)
    note("free" if root.owner_count < 2 else "reserved")
    return found == (0 if root.owner_count < 2 else info.fees.account_reserve(root.owner_count + 1))


@proof(
    "fees",
    rates.mpt_fee_as_rate,
    rates.nft_fee_as_rate,
    twins=[Seed(rates.mpt_fee_as_rate, "PARITY + fee", "fee")],
)
def fees_of_tokens_are_rates() -> Truth:
    """A fee of so many 100,000ths is that part of parity, on top of parity for a multi-purpose token."""
    fee = integer("fee", 0, 50_000)
    part = rates.nft_fee_as_rate(fee)
    return every(part * 100_000 == fee * rates.PARITY, rates.mpt_fee_as_rate(fee) == rates.PARITY + part)


def held() -> tuple[IssuedAmount, int]:
    """Some tokens, and a rate that takes nothing or more."""
    mantissa = integer("mantissa", MIN_MANTISSA, MAX_MANTISSA)
    rate = integer("rate", rates.PARITY, 2 * rates.PARITY)
    note("parity" if rate == rates.PARITY else "more")
    return IssuedAmount(mantissa, 0, ISSUE.currency, ISSUE.issuer), rate


@proof(
    "fees",
    rates.multiply,
    twins=[Seed(rates.multiply, "as_amount(rate)", "as_amount(2 * PARITY - rate)")],
    covers=["parity", "more"],
)
def what_a_transfer_costs_is_no_less_than_it_moves() -> Truth:
    """With a rate of parity or more on top an amount is no less; at parity it is itself."""
    amount, rate = held()
    cost = rates.multiply(amount, rate)
    return every(amounts.compare(cost, amount) >= 0, implies(rate == rates.PARITY, cost is amount))


@proof(
    "fees",
    rates.divide,
    twins=[Seed(rates.divide, "as_amount(rate)", "as_amount(rate // 2)")],
    covers=["parity", "more"],
)
def what_a_transfer_moves_is_no_more_than_it_costs() -> Truth:
    """Without a rate of parity or more on top an amount is no more; at parity it is itself."""
    amount, rate = held()
    moved = rates.divide(amount, rate)
    return every(amounts.compare(moved, amount) <= 0, implies(rate == rates.PARITY, moved is amount))
