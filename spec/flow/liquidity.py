"""What a book step takes from: the offers of a book, and the offers that a pool makes up.

A pool of two assets stands beside their order book. A book step treats it as the owner of one more offer,
which is made for the occasion: of the size that makes its quality as good as that of the book's best offer,
or as much as there is where no other offer competes. ``TakenOffer`` is what a step asks of either;
``AMMLiquidity`` is what it asks of a pool.

Source: Offer.h, AMMOffer.h, AMMLiquidity.h, AMMContext.h (3.1.1).
"""

from __future__ import annotations

from typing import Protocol

from spec.flow.quality_function import QualityFunction
from spec.quality import Amounts, Quality
from spec.rates import Rate
from spec.values import Account, Amount, Hash256
from spec.views import Layer, ReadView

MAX_AMM_ITERATIONS = 30
"""A payment takes from pools in no more passes: they are not counted with the offers."""


class TakenOffer(Protocol):
    """An offer as a book step takes it."""

    @property
    def owner(self) -> Account:
        """Who gives."""

    @property
    def quality(self) -> Quality:
        """That of the book's directory, or that of the pool."""

    @property
    def amounts(self) -> Amounts:
        """What goes in and what comes out when all of it is taken."""

    @property
    def key(self) -> Hash256 | None:
        """Where the offer stands in the ledger; a pool's stands nowhere."""

    @property
    def is_funded(self) -> bool:
        """Whether the owner can certainly give all of it."""

    @property
    def is_consumed(self) -> bool:
        """Whether nothing is left of it."""

    @property
    def waives_fee(self) -> bool:
        """Whether no transfer fee is paid for what moves."""

    def rates(self, rate_in: Rate, rate_out: Rate) -> tuple[Rate, Rate]:
        """The transfer rates that apply where these would."""

    def limit_in(self, amounts: Amounts, limit: Amount, *, round_up: bool) -> Amounts:
        """The amounts when no more than ``limit`` goes in."""

    def limit_out(self, amounts: Amounts, limit: Amount, *, round_up: bool) -> Amounts:
        """The amounts when no more than ``limit`` comes out."""

    def is_sound(self, taken: Amounts) -> bool:
        """Whether so much can be taken without loss to the owner."""

    def consume(self, view: Layer, taken: Amounts) -> None:
        """Note in the ledger what was taken; the value has moved already.

        Raises NumberOverflow where it is more than there was.
        """


class AMMOffer(TakenOffer, Protocol):
    """An offer that a pool makes up."""

    def quality_function(self) -> QualityFunction:
        """How the pool's quality depends on what is taken."""


class AMMContext:
    """What all pools of one payment have to know."""

    __slots__ = ("account", "iterations", "multi_path", "used")

    def __init__(self, account: Account) -> None:
        self.account = account
        """Whose payment it is: trading fees may depend on it."""
        self.multi_path = False
        """Whether several strands compete. Then a pool makes offers of fixed quality, in growing sizes."""
        self.used = False
        """Whether a pool was taken from in this attempt."""
        self.iterations = 0
        """In how many passes a pool was taken from."""

    def clear(self) -> None:
        """Begin an attempt."""
        self.used = False

    def update(self) -> None:
        """Count a pass."""
        self.iterations += self.used
        self.used = False

    @property
    def is_exhausted(self) -> bool:
        """Whether pools have been used as often as may be."""
        return self.iterations >= MAX_AMM_ITERATIONS


class AMMLiquidity(Protocol):
    """The pool beside an order book, for the time of one payment."""

    context: AMMContext

    def offer(self, view: ReadView, competing: Quality | None) -> AMMOffer | None:
        """The offer that the pool makes beside a book whose best offer has this quality, or none if it can
        make none that is better."""
