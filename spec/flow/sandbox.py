"""The ledger as a payment in progress sees it.

Steps are executed in an order that has nothing to do with the order in which value moves, and several times.
If what an account receives could be spent in the same payment, the outcome would depend on that order, and
an account could pay with what it has not got yet. So a payment's layer remembers, for each pair of accounts
and each currency, the balance before anything moved and what each has given the other since; what an account
can spend is what it had, less what it gave.

For the same reason an account whose objects become fewer, because an offer of its was taken, has the reserve
for them freed only when the payment is over.

Source: PaymentSandbox.cpp (3.1.1).
"""

from __future__ import annotations

from typing import TypeVar, cast

from msgspec.structs import replace

from spec import amounts
from spec.values import ACCOUNT_ZERO, XRP_CURRENCY, Account, Amount, Currency, IssuedAmount
from spec.views import Layer, ReadView

A = TypeVar("A", bound=Amount)

Pair = tuple[Account, Account, Currency]
"""The lower account, the higher one, and the currency."""


class Transfers:
    """What two accounts gave each other in one currency."""

    __slots__ = ("low_balance", "to_high", "to_low")

    def __init__(self, to_low: Amount, to_high: Amount, low_balance: Amount) -> None:
        self.to_low = to_low
        self.to_high = to_high
        self.low_balance = low_balance
        """What the low account held at first, of the other's; of XRP, which has ``ACCOUNT_ZERO`` for the low
        account, the negative of what the other had."""


def _pair(one: Account, other: Account, amount: Amount) -> Pair:
    currency = amount.currency if isinstance(amount, IssuedAmount) else XRP_CURRENCY
    return (one, other, currency) if one < other else (other, one, currency)


class PaymentSandbox(Layer):
    """A layer in which what is received cannot be spent.

    It sees what the sandboxes below it remember, and hands over to them what it remembers itself.
    """

    def __init__(self, base: ReadView) -> None:
        super().__init__(base)
        self._below = base if isinstance(base, PaymentSandbox) else None
        self.transfers: dict[Pair, Transfers] = {}
        self.owner_counts: dict[Account, int] = {}
        """The most objects that an account has owned since this layer began."""

    def credit_hook(self, sender: Account, receiver: Account, amount: Amount, before: Amount) -> None:
        """Remember what moves; ``before`` is the sender's balance before it does."""
        pair = _pair(sender, receiver, amount)
        known = self.transfers.get(pair)
        if known is None:
            nothing = amounts.zero_like(amount)
            if sender < receiver:
                self.transfers[pair] = Transfers(nothing, amount, before)
            else:
                self.transfers[pair] = Transfers(amount, nothing, amounts.negate(before))
        elif sender < receiver:
            known.to_high = self._sum(known.to_high, amount)
        else:
            known.to_low = self._sum(known.to_low, amount)

    def _sum(self, one: Amount, other: Amount) -> Amount:
        return amounts.sum_in(self.info.rules.numbers, one, other)

    def balance_hook(self, account: Account, issuer: Account, amount: A) -> A:
        """What the account can spend of a balance: the least of what it has, what it had at the beginning of
        each sandbox, and what it had first of all less all that it gave."""
        pair = _pair(account, issuer, amount)
        given: Amount | None = None
        first: Amount = amount
        least: Amount = amount
        sandbox: PaymentSandbox | None = self
        while sandbox is not None:
            known = sandbox.transfers.get(pair)
            if known is not None:
                if account < issuer:
                    gave, first = known.to_high, known.low_balance
                else:
                    gave, first = known.to_low, amounts.negate(known.low_balance)
                given = gave if given is None else self._sum(given, gave)
                least = amounts.minimum(least, first)
            sandbox = sandbox._below
        if given is None:
            return amount
        left = amounts.difference_in(self.info.rules.numbers, first, given)
        usable = amounts.minimum(amounts.minimum(amount, left), least)
        if isinstance(usable, int):
            return cast(A, max(usable, 0) if issuer == ACCOUNT_ZERO else usable)
        if isinstance(usable, IssuedAmount) and isinstance(amount, IssuedAmount):
            return cast(A, IssuedAmount(usable.mantissa, usable.exponent, usable.currency, amount.issuer))
        return cast(A, usable)

    def adjust_owner_count_hook(self, account: Account, before: int, after: int) -> None:
        """Remember the most that the account has owned."""
        self.owner_counts[account] = max(before, after, self.owner_counts.get(account, 0))

    def owner_count_hook(self, account: Account, count: int) -> int:
        """The most objects that the account has owned since the payment began."""
        sandbox: PaymentSandbox | None = self
        while sandbox is not None:
            count = max(count, sandbox.owner_counts.get(account, 0))
            sandbox = sandbox._below
        return count

    def commit(self, target: Layer | None = None) -> None:
        """Hand over every change and, to a sandbox, what is remembered."""
        super().commit(target)
        receiver = self._below if target is None else target
        if not isinstance(receiver, PaymentSandbox):
            return
        for pair, made in self.transfers.items():
            known = receiver.transfers.get(pair)
            if known is None:
                receiver.transfers[pair] = made
            else:
                known.to_low = self._sum(known.to_low, made.to_low)
                known.to_high = self._sum(known.to_high, made.to_high)
        for account, count in self.owner_counts.items():
            receiver.adjust_owner_count_hook(account, count, count)


class EstimateSandbox(PaymentSandbox):
    """A place to try payments outside of transactions, to see what they would come to."""

    def __init__(self, base: ReadView) -> None:
        super().__init__(base)
        self.info = replace(base.info, rules=base.info.rules.outside_of_transactions())
