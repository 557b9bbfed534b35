"""Methods about paths: ripple_path_find, path_find.

Source: RipplePathFind.cpp, PathFind.cpp (3.1.1).
"""

from __future__ import annotations

from impl.boundary import LedgerView
from impl.edge import errors, ledger_choice
from impl.edge.dispatch import LEDGER, Condition, method
from impl.edge.errors import Json, Refusal
from impl.edge.path_requests import PathRequest
from impl.edge.searches import Wait
from impl.edge.service import Request
from impl.edge.subscriptions import Subscriber

QUESTION = (
    "source_account",
    "destination_account",
    "destination_amount",
    "send_max",
    "source_currencies",
    "domain",
)


def _wait(request: Request) -> Wait:
    return request.wait if request.wait is not None else request.service.searches.waiting()


@method("ripple_path_find", *QUESTION, *LEDGER, long=True)
def ripple_path_find(request: Request) -> Json:
    """How a payment could be made, as one ledger stands."""
    searches, wait = request.service.searches, _wait(request)
    view, members = wait.of_ledger_side(lambda: _choose(request))
    with searches.place(unlimited=request.role.unlimited):
        try:
            asked = PathRequest(request.params)
            return searches.answer(asked, view, wait, fast=False, legacy=True) | members
        except Refusal as refusal:
            refusal.members |= members
            raise


def _choose(request: Request) -> tuple[LedgerView, Json]:
    view, members = ledger_choice.choose(request)
    return view.apart(), members


@method("path_find", "subcommand", *QUESTION, condition=Condition.CURRENT, long=True)
def path_find(request: Request) -> Json:
    """How a payment could be made, again with each ledger: ``create`` a request, ask for its ``status``, or
    ``close`` it."""
    subcommand = request.get("subcommand")
    if not isinstance(subcommand, str):
        raise Refusal(errors.invalidParams)
    subscriber = request.subscriber
    if subscriber is None:
        raise Refusal(errors.noEvents)
    subscriber.version = request.version
    searches, wait = request.service.searches, _wait(request)
    if subcommand == "create":
        return _create(request, subscriber)
    if subcommand not in ("close", "status"):
        raise Refusal(errors.invalidParams)
    asked = wait.of_ledger_side(lambda: searches.request_of(subscriber))
    if subcommand == "status":
        return asked.status
    wait.of_ledger_side(lambda: searches.forget(subscriber))
    return asked.status | {"closed": True}


def _create(request: Request, subscriber: Subscriber) -> Json:
    searches, wait = request.service.searches, _wait(request)
    wait.of_ledger_side(lambda: searches.forget(subscriber))
    view = wait.of_ledger_side(lambda: request.service.ledger.closed_ledger().apart())
    with searches.place(unlimited=request.role.unlimited):
        asked = PathRequest(request.params)
        answer = searches.answer(asked, view, wait, fast=True, legacy=False)
    wait.of_ledger_side(lambda: searches.begin(subscriber, asked))
    return answer
