"""What the steps of a strand have in common.

Source: Steps.h (3.1.1).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum
from functools import lru_cache

from msgspec import Struct

from spec import amounts, keylets, trust_lines
from spec.flags import lsfGlobalFreeze
from spec.flow.liquidity import AMMContext
from spec.flow.offer_stream import Book
from spec.flow.quality_function import QualityFunction
from spec.quality import Quality, composed_quality, get_rate
from spec.rates import PARITY, Rate
from spec.results import require, terNO_LINE
from spec.trust_lines import DEEP_FREEZE, FREEZE
from spec.values import Account, Amount, Currency, Hash256, Issue
from spec.views import Layer, ReadView


class Debt(Enum):
    """What a step does to the debts of the account that it takes value from."""

    ISSUES = "issues"
    """It pays with its own debt."""
    REDEEMS = "redeems"
    """It gives back what it holds of another's."""


class Crossing(Enum):
    """Whether the engine pays, or crosses a new offer."""

    NO = "a payment"
    YES = "an offer that is to get all that it asks for"
    SELL = "an offer that is to give all that it has"

    def __bool__(self) -> bool:
        return self is not Crossing.NO


class StrandContext(Struct):
    """What is known while a strand is built, by the step that is to come next."""

    view: ReadView
    source: Account
    destination: Account
    deliver: Issue
    limit_quality: Quality | None
    crossing: Crossing
    owner_pays_transfer_fee: bool
    """The owner of an offer that is taken pays the transfer fee for what it gives; otherwise the sender
    does."""
    is_default_path: bool
    amm: AMMContext
    domain: Hash256 | None
    """Whose order books are used."""
    steps: list[Step]
    is_last: bool = False
    direct_sources: set[Issue] = set()
    """What has gone out from accounts: the strand may not leave an account twice in one currency."""
    direct_destinations: set[Issue] = set()
    """What has come to accounts."""
    book_outs: set[Issue] = set()
    """What has come out of books."""

    @property
    def is_first(self) -> bool:
        """Whether there is no step yet."""
        return not self.steps

    @property
    def previous(self) -> Step | None:
        """The step before."""
        return self.steps[-1] if self.steps else None


InOut = tuple[Amount, Amount]
"""What a step takes in and what it puts out."""


class Step(ABC):
    """One link of a strand.

    It remembers what it took in and put out when it was last executed: ``cached_in`` and ``cached_out``.

    Amounts of issued currencies carry whatever issuer they come with. Between steps only their currency and
    value count, and each step gives them the issuer that they have along it.
    """

    previous: Step | None
    cached_in: Amount | None = None
    cached_out: Amount | None = None
    offers_used: int = 0
    """How many offers were looked at in the last execution, dead ones included."""
    inactive: bool = False
    """Whether it looked at so many that the strand is not used again."""
    direct_source: Account | None = None
    """Where value leaves from along a trust line."""
    book: Book | None = None
    """The order book that is used."""
    has_pool: bool = False
    """Whether a pool stands beside the book, so that quality changes with the amount."""

    @property
    @abstractmethod
    def identity(self) -> tuple[object, ...]:
        """What tells this step from others: strands of the same steps are one."""

    @property
    @abstractmethod
    def ends(self) -> tuple[Account, Account]:
        """The accounts, or issuers, between which it moves value."""

    @abstractmethod
    def check(self, context: StrandContext) -> None:
        """The step can stand in the strand. Raises Failure."""

    @abstractmethod
    def reverse(self, view: Layer, all_funds: Layer, removable: set[Hash256], out: Amount) -> InOut:
        """Put out as much as is wanted, or as much as there is.

        ``all_funds`` is the ledger before the strand was executed. Dead offers are added to ``removable``.

        Raises Failure and ArithmeticError.
        """

    @abstractmethod
    def forward(self, view: Layer, all_funds: Layer, removable: set[Hash256], into: Amount) -> InOut:
        """Take in what is given, or as much as can be used; ``reverse`` must have been executed before."""

    @abstractmethod
    def debt_direction(self, view: ReadView, forward: bool) -> Debt:
        """Whether value that goes through is issued or redeemed; ``forward`` as it was when last executed."""

    @abstractmethod
    def quality_upper_bound(self, view: ReadView, previous: Debt) -> tuple[Quality | None, Debt]:
        """A quality that cannot be surpassed now, none where there is nothing, and the direction of debt."""

    def quality_function(self, view: ReadView, previous: Debt) -> tuple[QualityFunction | None, Debt]:
        """How the quality depends on the amount; see there."""
        quality, debt = self.quality_upper_bound(view, previous)
        if quality is None:
            return None, debt
        return QualityFunction.constant(quality, view.info.rules.numbers), debt

    def line_quality_in(self, view: ReadView) -> Rate:
        """What the receiver credits for a unit that comes in, in billionths."""
        return PARITY

    def _remember(self, into: Amount, out: Amount) -> InOut:
        self.cached_in, self.cached_out = into, out
        return into, out


@lru_cache(1 << 12)
def quality_of_rates(rate_out: Rate, rate_in: Rate) -> Quality:
    """The quality of what costs ``rate_in`` to take and gives ``rate_out``; remembered."""
    return Quality(get_rate(rate_out, rate_in))


composed = lru_cache(1 << 12)(composed_quality)
"""As ``quality.composed_quality``, and remembered: the strands of a payment are judged before each pass."""


def scaled(amount: Amount, numerator: Rate, denominator: Rate, *, round_up: bool) -> Amount:
    """The amount times a ratio; see ``amounts.mul_ratio``."""
    if numerator == denominator:
        return amount
    return amounts.mul_ratio(amount, numerator, denominator, round_up)


def check_freeze(view: ReadView, source: Account, destination: Account, currency: Currency) -> None:
    """Value can pass from the one to the other: neither the receiver's issues nor the line is frozen, nor
    what a pool is made of whose shares are sent. Raises Failure with terNO_LINE."""
    root = view.read(keylets.account(destination))
    require(root is None or not root.flags & lsfGlobalFreeze, terNO_LINE)
    line = trust_lines.read(view, source, destination, currency)
    if line is not None:
        require(not line.peer_has(FREEZE), terNO_LINE)
        require(not line.has(DEEP_FREEZE) and not line.peer_has(DEEP_FREEZE), terNO_LINE)
    require(not trust_lines.is_pool_frozen(view, source, destination), terNO_LINE)
