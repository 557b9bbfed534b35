"""Who is told what: accounts, books, limits, and that each message is put together once."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import pytest

from impl.edge import envelope, stream_messages, subscriptions
from impl.edge.service import Role, Service
from tests.impl.standing import MASTER, STRANGER, Listener, pay, standing_service

Json = dict[str, Any]


def request(service: Service, listener: Listener, command: str, **params: Any) -> Json:
    return envelope.websocket_answer(service, {"command": command, **params}, Role.ADMIN, listener)


def types(listener: Listener) -> list[tuple[str, bool | None]]:
    return [(each["type"], each.get("validated")) for each in listener.messages]


def test_an_account_is_followed_through_validated_transactions_only() -> None:
    service, listener = standing_service(), Listener()
    request(service, listener, "subscribe", accounts=[STRANGER])
    pay(service)
    assert types(listener) == []
    service.close_ledger()
    assert types(listener) == [("transaction", True)]
    request(service, listener, "unsubscribe", accounts=[STRANGER])
    pay(service)
    service.close_ledger()
    assert len(listener.messages) == 1
    assert service.subscriptions.accounts == {}


@pytest.mark.parametrize("name", ["accounts_proposed", "rt_accounts"])
def test_or_through_proposed_ones_as_well(name: str) -> None:
    service, listener = standing_service(), Listener()
    request(service, listener, "subscribe", **{name: [STRANGER]})
    pay(service)
    service.close_ledger()
    assert types(listener) == [("transaction", False), ("transaction", True)]


def test_each_transaction_is_told_once_however_many_of_its_accounts_are_followed() -> None:
    service, listener = standing_service(), Listener()
    request(service, listener, "subscribe", accounts=[STRANGER, MASTER], accounts_proposed=[MASTER])
    pay(service)
    service.close_ledger()
    assert types(listener) == [("transaction", False), ("transaction", True)]


def test_subscribing_twice_is_subscribing_once() -> None:
    service, listener = standing_service(), Listener()
    for _ in range(2):
        request(service, listener, "subscribe", streams=["ledger", "ledger"])
    service.close_ledger()
    assert types(listener) == [("ledgerClosed", None)]


@pytest.mark.parametrize(
    ("params", "token"),
    [
        ({"streams": "ledger"}, "invalidParams"),
        ({"streams": ["unicorn"]}, "malformedStream"),
        ({"streams": [7]}, "malformedStream"),
        ({"accounts": MASTER}, "invalidParams"),
        ({"accounts": []}, "actMalformed"),
        ({"accounts": [MASTER, "rBad"]}, "actMalformed"),
        ({"accounts_proposed": [7]}, "actMalformed"),
        ({"books": {}}, "invalidParams"),
        ({"books": [7]}, "invalidParams"),
        ({"books": [{"taker_pays": {"currency": "XRP"}}]}, "invalidParams"),
        ({"books": [{"taker_pays": {}, "taker_gets": {"currency": "XRP"}}]}, "srcCurMalformed"),
        (
            {"books": [{"taker_pays": {"currency": "XRP"}, "taker_gets": {"currency": "USD"}}]},
            "dstIsrMalformed",
        ),
        ({"books": [{"taker_pays": {"currency": "XRP"}, "taker_gets": {"currency": "XRP"}}]}, "badMarket"),
        ({"url": "http://127.0.0.1"}, "notSupported"),
    ],
)
def test_what_cannot_be_followed(params: Json, token: str) -> None:
    service = standing_service()
    for command in ("subscribe", "unsubscribe"):
        assert request(service, Listener(), command, **params)["error"] == token


def test_http_cannot_subscribe() -> None:
    answer = envelope.websocket_answer(standing_service(), {"command": "subscribe"}, Role.ADMIN, None)
    assert answer["error"] == "invalidParams"


def test_a_guest_cannot_follow_peers_nor_name_a_url() -> None:
    service = standing_service()
    for params in ({"streams": ["peer_status"]}, {"url": "http://127.0.0.1"}):
        answer = envelope.websocket_answer(
            service, {"command": "subscribe", **params}, Role.GUEST, Listener()
        )
        assert answer["error"] == "noPermission"


def test_a_book_is_shown_and_followed_from_both_sides() -> None:
    service, listener = standing_service(), Listener()
    book = {"taker_pays": {"currency": "XRP"}, "taker_gets": {"currency": "USD", "issuer": MASTER}}
    answer = request(service, listener, "subscribe", books=[book | {"both": True, "snapshot": True}])
    assert answer["result"] == {"bids": [], "asks": []}
    assert len(service.subscriptions.books) == 2
    request(service, listener, "unsubscribe", books=[book | {"both": True}])
    assert service.subscriptions.books == {}


@pytest.mark.failure_mode(91)
def test_one_connection_follows_a_limited_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "MAX_SUBSCRIPTIONS", 1)
    service, listener = standing_service(), Listener()
    assert request(service, listener, "subscribe", accounts=[MASTER])["status"] == "success"
    assert request(service, listener, "subscribe", accounts=[MASTER])["status"] == "success"
    assert request(service, listener, "subscribe", accounts=[STRANGER])["error"] == "slowDown"
    assert request(service, Listener(), "subscribe", accounts=[STRANGER])["status"] == "success"
    service.subscriptions.forget(listener)
    assert request(service, listener, "subscribe", accounts=[STRANGER])["status"] == "success"


@pytest.mark.failure_mode(91)
def test_ten_thousand_come_and_go_and_leave_nothing() -> None:
    service = standing_service()

    def cycle(times: int) -> None:
        for _ in range(times):
            listener = Listener()
            request(service, listener, "subscribe", streams=["ledger"], accounts=[MASTER, STRANGER])
            service.subscriptions.forget(listener)

    cycle(100)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    cycle(10_000)
    gc.collect()
    growth = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert not any(service.subscriptions.streams.values())
    assert service.subscriptions.accounts == {}
    assert growth < 100_000


@pytest.mark.failure_mode(92)
def test_a_message_is_put_together_once_for_each_api_version(monkeypatch: pytest.MonkeyPatch) -> None:
    service = standing_service()
    listeners = [Listener() for _ in range(20)]
    for place, listener in enumerate(listeners):
        request(service, listener, "subscribe", streams=["transactions"], api_version=1 + place % 2)
    built: list[int] = []
    original = stream_messages.validated_transaction

    def counting(*arguments: Any) -> Json:
        built.append(arguments[-1])
        return original(*arguments)

    monkeypatch.setattr(stream_messages, "validated_transaction", counting)
    pay(service)
    service.close_ledger()
    assert sorted(built) == [1, 2]
    assert all("transaction" in each.messages[0] for each in listeners[::2])
    assert all("tx_json" in each.messages[0] for each in listeners[1::2])
