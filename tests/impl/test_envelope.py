"""What stands around requests and answers, over both transports and in both API versions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impl.edge import dispatch, envelope, errors
from impl.edge.envelope import HttpError, Malformed
from impl.edge.service import Role, Service
from tests.impl.standing import MASTER, standing_service

Json = dict[str, Any]


@pytest.fixture(scope="module")
def service() -> Service:
    return standing_service()


def over_http(service: Service, outer: Json, role: Role = Role.ADMIN) -> tuple[int, Json]:
    return envelope.http_answer(service, outer, role)


def over_websocket(service: Service, params: Json, role: Role = Role.ADMIN) -> Json:
    return envelope.websocket_answer(service, params, role, None)


# --- WebSocket


def test_a_result_stands_under_result_and_the_id_comes_back(service: Service) -> None:
    answer = over_websocket(service, {"command": "ledger_current", "id": [1, "a"]})
    assert answer == {
        "id": [1, "a"],
        "result": {"ledger_current_index": 3},
        "status": "success",
        "type": "response",
    }


def test_an_error_stands_in_the_answer_itself_with_the_request(service: Service) -> None:
    request = {"command": "account_info", "account": "rBad", "id": 7, "api_version": 2}
    answer = over_websocket(service, request)
    assert answer == {
        "error": "actMalformed",
        "error_code": 35,
        "error_message": "Account malformed.",
        "ledger_current_index": 3,
        "validated": False,
        "request": request,
        "status": "error",
        "type": "response",
        "id": 7,
        "api_version": 2,
    }


def test_secrets_are_masked(service: Service) -> None:
    secrets = {"secret": "s1", "seed": "s2", "seed_hex": "s3", "passphrase": "s4"}
    answer = over_websocket(service, {"command": "sign", **secrets})
    assert answer["request"] == {"command": "sign"} | dict.fromkeys(secrets, "<masked>")


@pytest.mark.parametrize(
    ("request_", "token"),
    [
        ({"id": 1}, "missingCommand"),
        ({"command": 7}, "missingCommand"),
        ({"command": "ping", "method": "random"}, "missingCommand"),
        ({"command": "ping", "api_version": 3}, "invalid_API_version"),
        ({"command": "ping", "api_version": 0}, "invalid_API_version"),
        ({"command": "ping", "api_version": "1"}, "invalid_API_version"),
        ({"command": "ping", "api_version": True}, "invalid_API_version"),
    ],
)
def test_what_names_no_method_or_no_version(service: Service, request_: Json, token: str) -> None:
    answer = over_websocket(service, request_)
    assert (answer["error"], answer["status"], answer["type"]) == (token, "error", "response")
    assert answer["request"] == request_


def test_the_method_may_be_called_method(service: Service) -> None:
    assert "random" in over_websocket(service, {"method": "random", "command": "random"})["result"]
    assert "random" in over_websocket(service, {"method": "random"})["result"]


# --- HTTP


def test_all_of_an_http_answer_stands_under_result(service: Service) -> None:
    assert over_http(service, {"method": "ledger_current", "params": [{}], "id": 1}) == (
        200,
        {"result": {"ledger_current_index": 3, "status": "success"}},
    )


def test_an_http_error_has_status_200_and_repeats_the_request(service: Service) -> None:
    status, answer = over_http(service, {"method": "account_info", "params": [{"account": 7, "id": 5}]})
    assert status == 200
    assert answer == {
        "id": 5,
        "result": {
            "error": "invalidParams",
            "error_code": 31,
            "error_message": "Invalid field 'account'.",
            "request": {"account": 7, "command": "account_info", "id": 5},
            "status": "error",
        },
    }


def test_newer_json_rpc_puts_errors_beside_results(service: Service) -> None:
    params = {"account": "rBad", "ripplerpc": "2.0"}
    status, answer = over_http(service, {"method": "account_info", "params": [params]})
    assert status == 200
    assert answer["ripplerpc"] == "2.0"
    error = answer["error"]
    assert (error["code"], error["message"], error["status"]) == (35, "Account malformed.", "error")
    assert "error_message" not in error


def test_the_newest_takes_the_status_from_the_table(service: Service) -> None:
    def status(method: str, **params: Any) -> int:
        return over_http(service, {"method": method, "params": [{"ripplerpc": "3.0", **params}]})[0]

    assert status("no_such_command") == errors.unknownCmd.http_status == 405
    assert status("account_info") == errors.invalidParams.http_status == 400
    assert status("ping") == 200


@pytest.mark.parametrize(
    ("outer", "status", "text"),
    [
        ({"params": []}, 400, "Null method"),
        ({"method": None}, 400, "Null method"),
        ({"method": 7}, 400, "method is not string"),
        ({"method": ""}, 400, "method is empty"),
        ({"method": "ping", "params": [{}, {}]}, 400, "params unparseable"),
        ({"method": "ping", "params": {"a": 1}}, 400, "params unparseable"),
        ({"method": "ping", "params": [7]}, 400, "params unparseable"),
        ({"method": "ping", "params": [{"api_version": 9}]}, 400, "invalid_API_version"),
        ({"method": "ping", "params": [{"ripplerpc": 2}]}, 400, "ripplerpc is not a string"),
    ],
)
def test_plain_errors(service: Service, outer: Json, status: int, text: str) -> None:
    with pytest.raises(HttpError, match=f"^{text}$") as refused:
        over_http(service, outer)
    assert refused.value.status == status


@pytest.mark.parametrize("params", [None, [], {}, "", [None], [{}]])
def test_parameters_may_be_absent_in_many_ways(service: Service, params: Any) -> None:
    assert over_http(service, {"method": "ping", "params": params})[1]["result"]["status"] == "success"


def test_a_guest_is_kept_from_what_is_the_administrators(service: Service) -> None:
    with pytest.raises(HttpError, match=r"^Forbidden$") as refused:
        over_http(service, {"method": "stop"}, Role.GUEST)
    assert refused.value.status == 403
    assert over_websocket(service, {"command": "stop"}, Role.GUEST)["error"] == "noPermission"


def test_a_batch_answers_each_for_itself(service: Service) -> None:
    items = envelope.batch_items(
        {
            "method": "batch",
            "params": [
                {"method": "ledger_current", "id": 1},
                {"method": "no_such_command", "id": 2},
                7,
                {"id": 3},
                {"method": "ping", "api_version": 9},
            ],
        }
    )
    assert items is not None
    answers = [envelope.batch_answer(service, each, Role.GUEST) for each in items]
    assert answers[0] == {"id": 1, "result": {"ledger_current_index": 3, "status": "success"}}
    assert answers[1]["result"]["error"] == "unknownCmd"
    assert answers[2] == {"request": 7, "error": {"code": -32601, "message": "Method not found"}}
    assert answers[3] == {"id": 3, "error": {"code": -32601, "message": "Null method"}}
    assert answers[4]["error"] == {"code": -32606, "message": "invalid_API_version"}
    forbidden = envelope.batch_answer(service, {"method": "stop"}, Role.GUEST)
    assert forbidden["error"] == {"code": -32605, "message": "Forbidden"}


def test_a_batch_must_be_a_list_of_limited_length() -> None:
    assert envelope.batch_items({"method": "ping"}) is None
    wrong: list[Any] = [None, {}, [{}] * (envelope.MAX_BATCH + 1)]
    for params in wrong:
        with pytest.raises(HttpError, match="Malformed batch request"):
            envelope.batch_items({"method": "batch", "params": params})


# --- bodies


@pytest.mark.failure_mode(89)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"null",
        b'{"a":',
        b'{"a":NaN}',
        b'{"a":4294967296}',
        b'{"a":[-2147483649]}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' * 26 + b"1" + b"}" * 26,
    ],
)
def test_what_is_no_request(body: bytes) -> None:
    with pytest.raises(Malformed):
        envelope.parse(body)


@pytest.mark.failure_mode(89)
def test_values_may_stand_25_deep() -> None:
    assert envelope.parse(b'{"a":' * 25 + b"1" + b"}" * 25)
    assert envelope.parse(b'{"a":"' + b"[" * 1_000 + b'\\""}') == {"a": "[" * 1_000 + '"'}


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**31), 2**32 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from([MASTER, "validated", "USD", "0" * 64, "F" * 48, "masterpassphrase"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.failure_mode(89)
@given(data=st.data())
def test_no_parameters_make_a_handler_fail(data: st.DataObject) -> None:
    """Whatever a client sends, handlers raise nothing but refusals."""
    service = standing_service() if not SERVICES else SERVICES[0]
    SERVICES[:] = [service]
    name = data.draw(st.sampled_from(sorted(set(dispatch.METHODS) - {"stop", "ledger_accept"})))
    method = dispatch.METHODS[name]
    names = st.sampled_from(method.parameters or ("x",))
    params = data.draw(st.dictionaries(names, json_values, max_size=4))
    failures: list[str] = []
    log, dispatch.log = dispatch.log, Failures(failures)
    try:
        answer = over_websocket(
            service,
            {"command": name, "api_version": data.draw(st.sampled_from(method.versions)), **params},
            data.draw(st.sampled_from(Role)),
        )
    finally:
        dispatch.log = log
    assert failures == []
    assert answer["type"] == "response"
    assert envelope.encode(answer)


SERVICES: list[Service] = []


class Failures:
    """A log that keeps what failed."""

    def __init__(self, kept: list[str]) -> None:
        self.kept = kept

    def exception(self, event: str, **values: Any) -> None:
        import traceback

        self.kept.append(f"{event} {values} {traceback.format_exc()}")

    def debug(self, event: str, **values: Any) -> None:
        """A refusal is no failure."""
