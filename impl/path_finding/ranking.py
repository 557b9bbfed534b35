"""The best of the paths that were found.

Each path is tried alone. What delivers too little is dropped; the rest is ordered by what it costs, how much
it can deliver, and how long it is. Of these the first few are taken, as long as the last one of them can
deliver what the others leave. One more that could deliver all by itself is kept in case the others fail.

Source: Pathfinder.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cmp_to_key

from msgspec import Struct

from impl.path_finding.effort import LIQUIDITY, Effort
from impl.path_finding.payments import Payment, attempt, issue_of, largest
from impl.path_finding.search import Node, Trail
from spec.amounts import compare, difference_in, divide, sum_in
from spec.flow.sandbox import EstimateSandbox
from spec.number import LargeNumber
from spec.quality import get_rate
from spec.results import tesSUCCESS
from spec.values import ACCOUNT_ZERO, XRP_CURRENCY, Account, Amount, Path, PathElement
from spec.views import ReadView

MAX_PATHS = 4
"""How many paths an answer has, but for the one that covers all."""


class Rank(Struct, frozen=True):
    """A path that works, and how well."""

    trail: Trail
    rate: int
    """What it costs, in for out."""
    liquidity: Amount
    """How much it delivers."""
    index: int
    """When it was found."""


class Best(Struct, frozen=True):
    """The paths to use, and one to add if they fail."""

    trails: tuple[Trail, ...] = ()
    covering: Trail | None = None


class Ranking:
    """Judges the paths of one payment."""

    def __init__(self, view: ReadView, payment: Payment, deliver: Amount, effort: Effort) -> None:
        self.view = view
        self.payment = payment
        self.deliver = deliver
        self.effort = effort
        self.converts_all = deliver == largest(issue_of(deliver))
        """Whether as much as possible is to arrive."""
        self.remaining = deliver
        """What the default path does not deliver."""
        self.ranks: list[Rank] = []

    def judge(self, trails: Iterable[Trail]) -> None:
        """Rank the paths that a search found. Raises Abandoned."""
        if self.effort.spend(LIQUIDITY):
            found = attempt(EstimateSandbox(self.view), self.payment, self.deliver, (), partial=True)
            if found is not None and found.result is tesSUCCESS:
                self.remaining = difference_in(LargeNumber, self.remaining, found.actual_out)
        self.ranks = self.rank(trails)

    def rank(self, trails: Iterable[Trail]) -> list[Rank]:
        """The paths that deliver something worth the trouble, the best first. Raises Abandoned."""
        if self.converts_all:
            least = self.deliver
        else:
            least = divide(self.deliver, MAX_PATHS + 2, issue_of(self.deliver))
        ranks = []
        for index, trail in enumerate(trails):
            if not trail:
                continue
            if not self.effort.spend(LIQUIDITY):
                break
            rank = self._try(trail, least, index)
            if rank is not None:
                ranks.append(rank)
        return sorted(ranks, key=cmp_to_key(self._compare))

    def _compare(self, one: Rank, other: Rank) -> int:
        if not self.converts_all and one.rate != other.rate:
            return -1 if one.rate < other.rate else 1
        more = compare(other.liquidity, one.liquidity)
        return more or len(one.trail) - len(other.trail) or other.index - one.index

    def _try(self, trail: Trail, least: Amount, index: int) -> Rank | None:
        """How well a path works alone, beginning with the least that is useful; None where it does not."""
        sandbox, paths = EstimateSandbox(self.view), (path_of(trail),)
        first = attempt(sandbox, self.payment, least, paths, default_path=False, partial=self.converts_all)
        if first is None or first.result is not tesSUCCESS:
            return None
        liquidity = first.actual_out
        if not self.converts_all:
            left = difference_in(LargeNumber, self.deliver, liquidity)
            more = attempt(sandbox, self.payment, left, paths, default_path=False, partial=True)
            if more is None:
                return None
            if more.result is tesSUCCESS:
                liquidity = sum_in(LargeNumber, liquidity, more.actual_out)
        return Rank(trail, get_rate(first.actual_out, first.actual_in), liquidity, index)

    def best(self, issuer: Account, earlier: Iterable[Trail] = ()) -> Best:
        """The best paths that begin with what an issuer issued, out of those that were judged and of those
        that were best before. Raises Abandoned."""
        own = self.payment.source
        spent = issue_of(self.payment.spend)
        is_sender = spent.currency == XRP_CURRENCY or issuer == own
        remaining = self.remaining
        chosen: list[Trail] = []
        covering: Trail | None = None
        for rank, is_new in _merged(self.ranks, self.rank(earlier)):
            places = MAX_PATHS - len(chosen)
            if places == 0 and covering is not None:
                break
            trail = rank.trail
            if is_new and not is_sender:
                # The issuer is not the sender: the path has to lead there first, which then goes unsaid.
                if len(trail) == 1 or trail[0].account != issuer:
                    continue
                trail = trail[1:]
            if places > 1 or (places > 0 and compare(rank.liquidity, remaining) >= 0):
                remaining = difference_in(LargeNumber, remaining, rank.liquidity)
                chosen.append(trail)
            elif places == 0 and compare(rank.liquidity, self.deliver) >= 0:
                covering = trail
        return Best(tuple(chosen), covering)


def _merged(new: list[Rank], earlier: list[Rank]) -> Iterator[tuple[Rank, bool]]:
    """Both lists as one, the best first, with whether each is of the new ones. Where two are equally good
    they are taken to be the same path."""
    at_new = at_earlier = 0
    while at_new < len(new) or at_earlier < len(earlier):
        use_new, use_earlier = at_new < len(new), at_earlier < len(earlier)
        if use_new and use_earlier:
            one, other = new[at_new], earlier[at_earlier]
            order = other.rate - one.rate or compare(one.liquidity, other.liquidity)
            use_new, use_earlier = order >= 0, order <= 0
        yield (new[at_new], True) if use_new else (earlier[at_earlier], False)
        at_new += use_new
        at_earlier += use_earlier


def path_of(trail: Trail) -> Path:
    """A path as a payment has it."""
    return tuple(_element(node) for node in trail)


def _element(node: Node) -> PathElement:
    if not node.is_book:
        return PathElement(account=node.account)
    issuer = None if node.issuer == ACCOUNT_ZERO else node.issuer
    return PathElement(currency=node.currency, issuer=issuer)
