"""Methods about streams: subscribe, unsubscribe.

Source: Subscribe.cpp, Unsubscribe.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from impl.edge import assets, books, errors, loose, stream_messages
from impl.edge.assets import try_account
from impl.edge.books import Book
from impl.edge.dispatch import method
from impl.edge.errors import ApiError, Json, Refusal
from impl.edge.service import Request, Role
from impl.edge.subscriptions import ADMIN_STREAMS, STREAMS, Subscriber
from impl.edge.transaction_json import hash_text
from spec.values import ACCOUNT_ONE, ACCOUNT_ZERO, XRP_CURRENCY, Account, Issue

SNAPSHOT = 60
"""How many offers a snapshot of a book shows."""
PARAMETERS = ("streams", "accounts", "accounts_proposed", "rt_accounts", "books", "account_history_tx_stream")


def _subscriber(request: Request) -> Subscriber:
    if "url" in request:
        raise Refusal(errors.notSupported if request.role is Role.ADMIN else errors.noPermission)
    if request.subscriber is None:
        raise Refusal(errors.invalidParams)
    return request.subscriber


def _list(request: Request, name: str) -> list[Any]:
    """A parameter that must be a list; none, where it is absent. Raises Refusal."""
    if name not in request:
        return []
    listed = request.get(name)
    if not isinstance(listed, list):
        raise Refusal(errors.invalidParams)
    return listed


def _accounts(request: Request, name: str) -> set[Account]:
    """The accounts in a parameter: at least one, where it is there at all. Raises Refusal."""
    listed = _list(request, name)
    found = {try_account(each) if isinstance(each, str) else None for each in listed}
    if name in request and (not found or None in found):
        raise Refusal(errors.actMalformed)
    return {each for each in found if each is not None}


def _streams(request: Request) -> Iterator[str]:
    """The canonical name of each stream that is asked for. Raises Refusal when it comes to one that is
    none."""
    for each in _list(request, "streams"):
        if not isinstance(each, str) or each not in STREAMS:
            raise Refusal(errors.malformedStream)
        yield STREAMS[each]


def _account_lists(request: Request) -> Iterator[tuple[set[Account], bool]]:
    proposed = "accounts_proposed" if "accounts_proposed" in request else "rt_accounts"
    yield _accounts(request, proposed), True
    yield _accounts(request, "accounts"), False


@method("subscribe", *PARAMETERS, "url", "url_username", "url_password")
def subscribe(request: Request) -> Json:
    """Ask to be told what happens. The answer says how things stand now."""
    subscriber = _subscriber(request)
    subscriber.version = request.version
    subscriptions = request.service.subscriptions
    answer: Json = {}
    for stream in _streams(request):
        if stream in ADMIN_STREAMS and request.role is not Role.ADMIN:
            raise Refusal(errors.noPermission)
        if stream == "server":
            answer |= _server(request)
        elif stream == "ledger":
            answer |= _ledger(request)
        subscriptions.join_stream(stream, subscriber)
    for accounts, proposed in _account_lists(request):
        for account in accounts:
            _permit(subscriptions.join_account(account, subscriber, proposed=proposed))
    if "account_history_tx_stream" in request:
        raise Refusal(errors.notSupported)
    for each in _list(request, "books"):
        book = _book(each)
        if "domain" in each:
            book = Book(book.pays, book.gets, _domain(each["domain"]))
        taker = _taker(each)
        _permit(subscriptions.join_book(book, subscriber))
        both = loose.flag(each.get("both")) or loose.flag(each.get("both_sides"))
        if both:
            _permit(subscriptions.join_book(book.reversed, subscriber))
        if loose.flag(each.get("snapshot")) or loose.flag(each.get("state_now")):
            sides = {"bids": book, "asks": book.reversed} if both else {"offers": book}
            for name, side in sides.items():
                offers = books.page(request.service.ledger.closed_ledger(), side, taker, SNAPSHOT)
                answer.setdefault(name, []).extend(offers)
    return answer


def _permit(joined: bool) -> None:
    if not joined:
        raise Refusal(errors.slowDown)


def _server(request: Request) -> Json:
    service = request.service
    shown: Json = {
        "random": hash_text(service.randomness.bytes(32)),
        "server_status": service.subscriptions.state,
        "load_base": stream_messages.LOAD_BASE,
        "load_factor": stream_messages.LOAD_BASE,
        "hostid": service.settings.host_name,
        "pubkey_node": service.settings.node_name,
    }
    if service.settings.standalone:
        shown["stand_alone"] = True
    return shown


def _ledger(request: Request) -> Json:
    service = request.service
    view = service.ledger.closed_ledger()
    return (
        stream_messages.ledger_name(view)
        | stream_messages.network(view, service.settings.network_id)
        | {"validated_ledgers": service.complete_ledgers()}
    )


def _book(value: Any) -> Book:
    """A book, as subscribe has it: other errors than book_offers. Raises Refusal."""
    if not isinstance(value, dict):
        raise Refusal(errors.invalidParams)
    sides = [value.get(name, False) for name in ("taker_pays", "taker_gets")]
    if not all(isinstance(side, dict | None) for side in sides):
        raise Refusal(errors.invalidParams)
    pays = _side(sides[0] or {}, errors.srcCurMalformed, errors.srcIsrMalformed)
    gets = _side(sides[1] or {}, errors.dstAmtMalformed, errors.dstIsrMalformed)
    if pays == gets:
        raise Refusal(errors.badMarket)
    return Book(pays, gets)


def _side(given: Json, bad_currency: ApiError, bad_issuer: ApiError) -> Issue:
    currency = assets.try_currency(loose.text(given["currency"])) if "currency" in given else None
    if currency is None:
        raise Refusal(bad_currency)
    issuer: Account | None = ACCOUNT_ZERO
    if "issuer" in given:
        issuer = assets.try_issuer(given["issuer"]) if isinstance(given["issuer"], str) else None
    xrp = currency == XRP_CURRENCY
    if issuer is None or issuer == ACCOUNT_ONE or xrp != (issuer == ACCOUNT_ZERO):
        raise Refusal(bad_issuer)
    return Issue(currency, issuer)


def _domain(value: Any) -> bytes:
    try:
        return books.domain_of(value)
    except Refusal:
        raise Refusal(errors.domainMalformed) from None


def _taker(given: Json) -> Account:
    if "taker" not in given:
        return ACCOUNT_ONE
    found = try_account(loose.text(given["taker"]))
    if found is None:
        raise Refusal(errors.badIssuer)
    return found


@method("unsubscribe", *PARAMETERS, "url")
def unsubscribe(request: Request) -> Json:
    """Ask no longer to be told. What was not followed is passed over."""
    subscriber = _subscriber(request)
    subscriptions = request.service.subscriptions
    for stream in _streams(request):
        subscriptions.leave_stream(stream, subscriber)
    for accounts, proposed in _account_lists(request):
        for account in accounts:
            subscriptions.leave_account(account, subscriber, proposed=proposed)
    for each in _list(request, "books"):
        book = _book(each)
        if "domain" in each:
            book = Book(book.pays, book.gets, _domain(each["domain"]))
        subscriptions.leave_book(book, subscriber)
        if loose.flag(each.get("both")) or loose.flag(each.get("both_sides")):
            subscriptions.leave_book(book.reversed, subscriber)
    return {}
