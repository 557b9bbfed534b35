"""The step where XRP leaves the account that pays, or reaches the one that is paid.

Between the two there is always a book. What has left the first account and has not reached the last belongs
to ``ACCOUNT_ZERO`` meanwhile.

Source: XRPEndpointStep.cpp (3.1.1).
"""

from __future__ import annotations

from typing import cast

from spec import accounts, keylets, tokens
from spec.flow.step import Debt, InOut, Step, StrandContext, check_freeze
from spec.quality import PARITY, Quality
from spec.results import require, temBAD_PATH, temBAD_PATH_LOOP, terNO_ACCOUNT
from spec.values import ACCOUNT_ZERO, XRP, XRP_CURRENCY, Account, Amount, Drops, Hash256
from spec.views import Layer, ReadView

PARITY_QUALITY = Quality(PARITY)


class XRPEndpointStep(Step):
    """XRP leaves the account in the strand's first step, and reaches it in the last."""

    def __init__(self, context: StrandContext, account: Account) -> None:
        self.previous = context.previous
        self.account = account
        self.is_last = context.is_last

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells this step from others."""
        return XRPEndpointStep, self.account, self.is_last

    @property
    def ends(self) -> tuple[Account, Account]:
        """From the account to nobody, or from nobody to the account."""
        return (ACCOUNT_ZERO, self.account) if self.is_last else (self.account, ACCOUNT_ZERO)

    def check(self, context: StrandContext) -> None:
        """The account exists, at one end of the strand, and has not frozen what it issues.

        Raises Failure with temBAD_PATH, terNO_ACCOUNT, terNO_LINE or temBAD_PATH_LOOP.
        """
        require(any(self.account), temBAD_PATH)
        require(context.view.exists(keylets.account(self.account)), terNO_ACCOUNT)
        require(context.is_first or context.is_last, temBAD_PATH)
        check_freeze(context.view, *self.ends, XRP_CURRENCY)
        seen = context.direct_sources if self.is_last else context.direct_destinations
        require(XRP not in seen, temBAD_PATH_LOOP)
        seen.add(XRP)

    def liquid(self, view: ReadView) -> Drops:
        """What the account can spend."""
        return accounts.liquid(view, self.account)

    def _move(self, view: Layer, wanted: Amount) -> InOut:
        drops = cast(Drops, wanted)
        if not self.is_last:
            drops = min(self.liquid(view), drops)
        tokens.account_send(view, *self.ends, drops)
        return self._remember(drops, drops)

    def reverse(self, view: Layer, all_funds: Layer, removable: set[Hash256], out: Amount) -> InOut:
        """Move what is wanted; the first account gives no more than it can spend. Raises Failure."""
        return self._move(view, out)

    def forward(self, view: Layer, all_funds: Layer, removable: set[Hash256], into: Amount) -> InOut:
        """Move what is given; the first account gives no more than it can spend. Raises Failure."""
        return self._move(view, into)

    def debt_direction(self, view: ReadView, forward: bool) -> Debt:
        """XRP is nobody's debt; there is no fee for it, as for what is issued."""
        return Debt.ISSUES

    def quality_upper_bound(self, view: ReadView, previous: Debt) -> tuple[Quality | None, Debt]:
        """One for one."""
        return PARITY_QUALITY, Debt.ISSUES


class CrossingXRPEndpointStep(XRPEndpointStep):
    """The same in crossing an offer: who sells XRP for the first tokens of a kind pays for their trust line
    afterwards, so that one object's reserve more can be spent."""

    def __init__(self, context: StrandContext, account: Account) -> None:
        super().__init__(context, account)
        self._more = 0
        if context.is_first:
            line = keylets.line(account, context.deliver.issuer, context.deliver.currency)
            self._more = 0 if context.view.exists(line) else -1

    def liquid(self, view: ReadView) -> Drops:
        """What the account can spend."""
        return accounts.liquid(view, self.account, self._more)
