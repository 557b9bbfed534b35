"""The whole answer: for each asset that the sender could spend, what it would cost and by which paths.

Source: PathRequest.cpp (3.1.1).
"""

from __future__ import annotations

from msgspec import Struct

from impl.path_finding.effort import LIQUIDITY, Effort
from impl.path_finding.lines import Lines, source_currencies
from impl.path_finding.order_books import OrderBooks
from impl.path_finding.payments import Payment, any_amount, attempt, issue_of, largest
from impl.path_finding.ranking import Ranking, path_of
from impl.path_finding.search import Goal, Search, Trail
from spec.flow.flow import FlowResult
from spec.flow.sandbox import EstimateSandbox
from spec.results import tecPATH_PARTIAL, terNO_LINE, tesSUCCESS
from spec.values import (
    ACCOUNT_ZERO,
    XRP_CURRENCY,
    Account,
    Amount,
    Currency,
    Hash256,
    Issue,
    IssuedAmount,
    PathSet,
)

MAX_SOURCE_CURRENCIES = 88
"""How many currencies of the sender's are tried, where the request does not name any."""


class TooManyCurrencies(Exception):
    """The sender could spend more currencies than can be tried."""


class Question(Struct, frozen=True):
    """What is asked: how this could be delivered."""

    source: Account
    destination: Account
    deliver: Amount
    """What is to arrive; minus one stands for as much as possible."""
    send_max: Amount | None = None
    """What it may cost at most; a negative amount stands for any."""
    sources: frozenset[Issue] = frozenset()
    """What may be spent; none stands for all that the sender has."""
    domain: Hash256 | None = None

    @property
    def converts_all(self) -> bool:
        """Whether as much as possible is to arrive."""
        return self.deliver == any_amount(issue_of(self.deliver))


class Alternative(Struct, frozen=True):
    """One way to pay."""

    cost: Amount
    arriving: Amount
    paths: PathSet


class Finder:
    """Answers one question, ledger after ledger: what was best before is tried again."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._best: dict[Issue, tuple[Trail, ...]] = {}

    def find(self, lines: Lines, books: OrderBooks, effort: Effort, level: int) -> list[Alternative]:
        """The ways to pay, in the order of what is spent.

        Raises:
            Abandoned: nobody waits for the answer.
            TooManyCurrencies: the question names no currency, and the sender has too many.

        """
        rankings: dict[Currency, Ranking | None] = {}
        found = []
        for issue in self._sources(lines):
            if issue.currency not in rankings:
                rankings[issue.currency] = self._rank(issue.currency, lines, books, effort, level)
            ranking = rankings[issue.currency]
            if ranking is not None:
                alternative = self._alternative(issue, ranking, lines, effort)
                if alternative is not None:
                    found.append(alternative)
        return found

    def _sources(self, lines: Lines) -> list[Issue]:
        question = self.question
        if question.sources:
            sources = set(question.sources)
        elif question.send_max is not None:
            sources = {issue_of(question.send_max)}
        else:
            to_self = question.source == question.destination
            delivered = issue_of(question.deliver).currency
            currencies = source_currencies(lines, question.source)
            sources = {_own(question.source, each) for each in currencies if not to_self or each != delivered}
            if len(sources) > MAX_SOURCE_CURRENCIES:
                raise TooManyCurrencies
        return sorted(sources, key=lambda issue: (issue.currency, issue.issuer))

    def _deliver(self) -> Amount:
        question = self.question
        return largest(issue_of(question.deliver)) if question.converts_all else question.deliver

    def _rank(
        self, currency: Currency, lines: Lines, books: OrderBooks, effort: Effort, level: int
    ) -> Ranking | None:
        question, deliver = self.question, self._deliver()
        goal = Goal(question.source, question.destination, currency, deliver, question.domain)
        search = Search(goal, lines, books, effort)
        if not search.run(level):
            return None
        spend = question.send_max
        if spend is None:
            spend = any_amount(_own(question.source, currency))
        payment = Payment(question.source, question.destination, spend, question.domain)
        ranking = Ranking(lines.view, payment, deliver, effort)
        ranking.judge(search.complete)
        return ranking

    def _alternative(
        self, issue: Issue, ranking: Ranking, lines: Lines, effort: Effort
    ) -> Alternative | None:
        question, deliver = self.question, self._deliver()
        best = ranking.best(issue.issuer, self._best.get(issue, ()))
        self._best[issue] = best.trails
        payer = issue.issuer
        if payer == ACCOUNT_ZERO and issue.currency != XRP_CURRENCY:
            payer = question.source
        spend = question.send_max
        if spend is None:
            spend = any_amount(Issue(issue.currency, payer))
        payment = Payment(question.source, question.destination, spend, question.domain)
        paths = tuple(path_of(trail) for trail in best.trails)
        if not effort.spend(LIQUIDITY):
            return None
        view = lines.view
        found = attempt(EstimateSandbox(view), payment, deliver, paths, partial=question.converts_all)
        if best.covering is not None and not question.converts_all and _falls_short(found):
            paths = (*paths, path_of(best.covering))
            found = attempt(EstimateSandbox(view), payment, deliver, paths)
        if found is None or found.result is not tesSUCCESS:
            return None
        return Alternative(_issued_by(found.actual_in, payer), found.actual_out, paths)


def _own(source: Account, currency: Currency) -> Issue:
    """XRP, or a currency of the sender's, whoever issued it."""
    return Issue(currency, ACCOUNT_ZERO if currency == XRP_CURRENCY else source)


def _falls_short(found: FlowResult | None) -> bool:
    return found is not None and found.result in (terNO_LINE, tecPATH_PARTIAL)


def _issued_by(amount: Amount, issuer: Account) -> Amount:
    if not isinstance(amount, IssuedAmount):
        return amount
    return IssuedAmount(amount.mantissa, amount.exponent, amount.currency, issuer)
