"""Requests for paths: what they ask, and their answers, ledger after ledger.

A request is answered at a level, which says how far a search goes: a level up after a search that found
nothing, and down again after one that did.

Source: PathRequest.cpp, Config.h (3.1.1).
"""

from __future__ import annotations

from typing import Any

from impl.boundary import LedgerView
from impl.edge import errors, loose, render
from impl.edge.assets import try_account, try_currency, try_issuer
from impl.edge.errors import ApiError, Json, Refusal
from impl.edge.reading import reading
from impl.path_finding.alternatives import Alternative, Finder, Question, TooManyCurrencies
from impl.path_finding.effort import Effort
from impl.path_finding.lines import Lines, destination_currencies
from impl.path_finding.order_books import OrderBooks
from impl.path_finding.payments import any_amount, issue_of
from spec import keylets
from spec.addresses import parse_hex
from spec.amounts import compare, signum
from spec.json_values import amount_from_json, paths_to_json
from spec.lengths import DecodeError
from spec.values import (
    ACCOUNT_ZERO,
    BAD_CURRENCY,
    XRP,
    XRP_CURRENCY,
    Account,
    Amount,
    Hash256,
    Issue,
    MPTAmount,
)

LEVEL = 2
"""At which a search begins."""
MAX_LEVEL = 3
MAX_SOURCES = 18
"""How many currencies a request may name."""


def read_question(params: Json) -> Question:
    """What a request asks. Raises Refusal."""
    for name, missing in (
        ("source_account", errors.srcActMissing),
        ("destination_account", errors.dstActMissing),
        ("destination_amount", errors.dstAmtMissing),
    ):
        if name not in params:
            raise Refusal(missing)
    source = _account(params["source_account"], errors.srcActMalformed)
    destination = _account(params["destination_account"], errors.dstActMalformed)
    deliver = _amount(params["destination_amount"], errors.dstAmtMalformed)
    converts_all = deliver == any_amount(issue_of(deliver))
    if "send_max" in params and not converts_all:
        raise Refusal(errors.dstAmtMalformed)
    send_max = _amount(params["send_max"], errors.sendMaxMalformed) if "send_max" in params else None
    sources: frozenset[Issue] = frozenset()
    if "source_currencies" in params:
        sources = _sources(params["source_currencies"], source, send_max)
    domain = _domain(params["domain"]) if "domain" in params else None
    return Question(source, destination, deliver, send_max, sources, domain)


def _account(value: Any, malformed: ApiError) -> Account:
    found = try_account(loose.text(value))
    if found is None:
        raise Refusal(malformed)
    return found


def _amount(value: Any, malformed: ApiError) -> Amount:
    """A positive amount, or the one that stands for any."""
    try:
        amount = amount_from_json(value)
    except DecodeError:
        raise Refusal(malformed) from None
    if isinstance(amount, MPTAmount):
        raise Refusal(malformed)
    issue = issue_of(amount)
    if (issue.currency == XRP_CURRENCY and issue != XRP) or issue.currency == BAD_CURRENCY:
        raise Refusal(malformed)
    if signum(amount) <= 0 and amount != any_amount(issue):
        raise Refusal(malformed)
    return amount


def _sources(listed: Any, source: Account, send_max: Amount | None) -> frozenset[Issue]:
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_SOURCES:
        raise Refusal(errors.srcCurMalformed)
    found = (_source(each, source, send_max) for each in listed)
    return frozenset(issue for issue in found if issue is not None)


def _source(given: Any, source: Account, send_max: Amount | None) -> Issue | None:
    """One of the assets that may be spent; None, where it is not what ``send_max`` is of."""
    code = given.get("currency") if isinstance(given, dict) else None
    currency = try_currency(code) if isinstance(code, str) else None
    if currency is None:
        raise Refusal(errors.srcCurMalformed)
    issuer: Account | None = ACCOUNT_ZERO
    if "issuer" in given:
        issuer = try_issuer(given["issuer"]) if isinstance(given["issuer"], str) else None
        if issuer is None:
            raise Refusal(errors.srcIsrMalformed)
    if currency == XRP_CURRENCY:
        if issuer != ACCOUNT_ZERO:
            raise Refusal(errors.srcCurMalformed)
    elif issuer == ACCOUNT_ZERO:
        issuer = source
    assert issuer is not None
    return Issue(currency, issuer) if send_max is None else _narrowed(currency, issuer, source, send_max)


def _narrowed(currency: bytes, issuer: Account, source: Account, send_max: Amount) -> Issue | None:
    limit = issue_of(send_max)
    if currency != limit.currency:
        return None
    if issuer not in (source, limit.issuer) and limit.issuer != source:
        raise Refusal(errors.srcIsrMalformed)
    return Issue(currency, issuer if issuer != source else limit.issuer)


def _domain(value: Any) -> Hash256:
    found = parse_hex(value, 32) if isinstance(value, str) else None
    if found is None:
        raise Refusal(errors.domainMalformed)
    return found


class PathRequest:
    """A request that is answered again whenever there is a new ledger."""

    def __init__(self, params: Json) -> None:
        """Raises Refusal."""
        self.question = read_question(params)
        self.marked = {"id": params["id"]} if "id" in params else {}
        """By what the client knows it."""
        self.status: Json = {}
        """The last answer."""
        self._finder = Finder(self.question)
        self._level = 0
        self._succeeded = False

    def check(self, view: LedgerView) -> None:
        """Both accounts can take part, as the ledger stands. Raises Refusal."""
        question, state = self.question, reading(view)
        if not state.exists(keylets.account(question.source)):
            raise Refusal(errors.srcActNotFound)
        if state.exists(keylets.account(question.destination)):
            return
        if issue_of(question.deliver) != XRP:
            raise Refusal(errors.actNotFound)
        reserve = state.info.fees.account_reserve(0)
        if not question.converts_all and compare(question.deliver, reserve) < 0:
            raise Refusal(errors.dstAmtMalformed)

    def update(
        self, view: LedgerView, books: OrderBooks, effort: Effort, *, fast: bool, legacy: bool
    ) -> Json:
        """The answer as the ledger stands.

        ``fast`` is what can be said at once; ``legacy``, whether the older method asks, whose answer says
        more.

        Raises:
            Refusal: the accounts cannot take part, or the source could spend too much.
            Abandoned: nobody waits for it.

        """
        self.check(view)
        question, lines = self.question, Lines(reading(view), effort)
        answer: Json = {}
        if legacy:
            currencies = destination_currencies(lines, question.destination)
            answer["destination_currencies"] = [render.currency(each) for each in currencies]
        answer |= {
            "source_account": render.account(question.source),
            "destination_account": render.account(question.destination),
            "destination_amount": render.amount(question.deliver),
            "full_reply": not fast,
            **self.marked,
        }
        self._level = self._next_level(fast=fast)
        try:
            found = self._finder.find(lines, books, effort, self._level)
        except TooManyCurrencies:
            self._succeeded = False
            raise Refusal(errors.internal) from None
        self._succeeded = bool(found)
        answer["alternatives"] = [self._alternative(each, legacy=legacy) for each in found]
        self.status = answer
        return answer

    def _next_level(self, *, fast: bool) -> int:
        if self._level == 0 or fast:
            return self._level or LEVEL
        if self._succeeded:
            return max(self._level - 1, LEVEL)
        return min(self._level + 1, MAX_LEVEL)

    def _alternative(self, found: Alternative, *, legacy: bool) -> Json:
        shown: Json = {
            "source_amount": render.amount(found.cost),
            "paths_computed": paths_to_json(found.paths),
        }
        if self.question.converts_all:
            shown["destination_amount"] = render.amount(found.arriving)
        if legacy:
            shown["paths_canonical"] = []
        return shown
