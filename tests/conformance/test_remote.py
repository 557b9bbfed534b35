"""A server at a URL is held to the reference: one that tells the truth passes, and each lie is found and
written down."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from click.testing import CliRunner

from conformance import runs, vectors
from conformance.cli import conformance
from conformance.remote.mirror import Mirror
from conformance.remote.server import Server, ServerError
from conformance.replay import replay
from conformance.traffic import Actor, actor
from impl import building
from impl.genesis import MASTER_PASSPHRASE, Genesis, main_network_amendments
from impl.ledger_side import LedgerNode
from impl.node_store import MemoryDisk, NodeStore
from impl.ports import VirtualClock
from spec import header
from spec.amendments import AMENDMENTS, Status
from spec.transaction import Transaction, decode_transaction
from spec.transactions.enable_amendment import EnableAmendment
from spec.transactions.payment import Payment
from spec.values import ACCOUNT_ZERO, Account
from tests.conformance.lying import Ask, Json, Lie, lying, truth
from tests.conformance.served import running_node
from tests.impl.standing import standing_service

SUCCESS = "tesSUCCESS"
SEED = 4
"""Of a run whose lies can be made small."""


def remote(url: str, *options: object) -> tuple[int, list[str]]:
    result = CliRunner().invoke(conformance, ["remote", url, *map(str, options)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.splitlines()


def run_against(lie: Lie, tmp_path: Path, *options: object) -> tuple[int, list[str]]:
    with lying(standing_service(), lie) as url:
        return remote(
            url, "--out", tmp_path, "--family", "check", "--transactions", 60, "--seed", SEED, *options
        )


def kind_of(blob: str) -> str:
    return type(decode_transaction(bytes.fromhex(blob), canonical=False)).__name__


# ---------------------------------------------------------------------------------------------- the truth


def test_a_node_of_its_own_process_passes(tmp_path: Path) -> None:
    report = tmp_path / "remote.json"
    with running_node(tmp_path / "data", "--network-id", "4321") as url:
        status, lines = remote(url, "--transactions", 60, "--out", tmp_path, "--json", report)
    assert status == 0, lines
    assert "of network 4321" in lines[0]
    assert lines[-1].endswith(", 0 different")
    run = runs.read(report)
    assert run.subject == f"server 3.1.1 at {url}"
    assert run.passed == run.total > 3
    assert sum(count for each in run.outcomes.values() for count in each.values()) >= 60
    assert not list(tmp_path.glob("*.gz"))


def test_what_is_made_depends_on_the_seed_and_the_state_alone(tmp_path: Path) -> None:
    def told(seed: int) -> list[str]:
        _, lines = run_against(truth, tmp_path, "--seed", seed)
        return [line for line in lines if line.startswith("ledger ")]

    assert told(5) == told(5) != told(6)


# ---------------------------------------------------------------------------------------------------- lies


LIED_ABOUT = "CheckCreate"
"""The type of transaction that is lied about."""


def flipped(text: str, place: int) -> str:
    return text[:place] + f"{int(text[place], 16) ^ 1:X}" + text[place + 1 :]


def told_of_ledger(method: str, params: Json, answer: Json) -> list[Json]:
    """The transactions of a closed ledger, in an answer that has them."""
    closed = method == "ledger" and params.get("binary") and "ledger" in answer
    return answer["ledger"].get("transactions", []) if closed else []


def wrong_metadata(method: str, params: Json, ask: Ask) -> Json:
    """One byte of the metadata of a success is another, in the field Account."""
    answer = ask(method, params)
    for each in told_of_ledger(method, params, answer):
        succeeded = each["meta"].endswith("00")
        if kind_of(each["tx_blob"]) == LIED_ABOUT and succeeded and "8114" in each["meta"]:
            each["meta"] = flipped(each["meta"], each["meta"].index("8114") + 4)
    return answer


def wrong_final_result(method: str, params: Json, ask: Ask) -> Json:
    """The transaction is said to have failed; the result is the last byte of the metadata."""
    answer = ask(method, params)
    for each in told_of_ledger(method, params, answer):
        if kind_of(each["tx_blob"]) == LIED_ABOUT and each["meta"].endswith("00"):
            each["meta"] = each["meta"][:-2] + "65"
    return answer


def wrong_preliminary(method: str, params: Json, ask: Ask) -> Json:
    """Success is told as failure when it is submitted."""
    answer = ask(method, params)
    lied = method == "submit" and answer.get("engine_result") == SUCCESS
    if lied and kind_of(params["tx_blob"]) == LIED_ABOUT:
        answer["engine_result"] = "tecNO_DST"
    return answer


def without_first(method: str, params: Json, ask: Ask) -> Json:
    """A transaction is left out of every ledger with several."""
    answer = ask(method, params)
    listed = told_of_ledger(method, params, answer)
    if len(listed) > 3:
        del listed[0]
    return answer


@pytest.mark.parametrize(
    ("lie", "what", "expected", "found"),
    [
        (wrong_metadata, "the metadata", SUCCESS, SUCCESS),
        (wrong_final_result, "the result", SUCCESS, "tecPATH_PARTIAL"),
        (wrong_preliminary, "the preliminary result", SUCCESS, "tecNO_DST"),
    ],
)
def test_a_lie_is_found_made_small_and_written(
    lie: Lie, what: str, expected: str, found: str, tmp_path: Path
) -> None:
    report = tmp_path / "remote.json"
    status, lines = run_against(lie, tmp_path, "--json", report)
    assert status == 1
    assert lines[-1].endswith(", 1 different")
    assert any(line.startswith("the same with 1 transactions") for line in lines), lines
    whole, small = tmp_path / f"check-remote{SEED}.json.gz", tmp_path / f"check-remote{SEED}small.json.gz"
    for file in (whole, small):
        difference = replay(vectors.load(file)).difference
        assert difference is not None
        assert difference.what.startswith(what)
        assert difference.about["TransactionType"] == LIED_ABOUT
    data = json.loads(gzip.decompress(small.read_bytes()))
    count = len(json.loads(gzip.decompress(whole.read_bytes()))["state"])
    assert len(data["state"]) < count
    (theirs,), (ours,) = data["ledgers"][0]["transactions"], data["reference"]["transactions"]
    assert (theirs["blob"], ours["result"]) == (ours["blob"], expected)
    assert found in (theirs["result"], theirs["preliminary"])
    assert "entries that are left" in data["derived"]
    (difference,) = (each for case in runs.read(report).cases for each in case.differences)
    assert difference.places()


def test_a_missing_transaction_is_found(tmp_path: Path) -> None:
    status, lines = run_against(without_first, tmp_path)
    assert status == 1
    assert any("ledger " in line and "transaction" in line for line in lines)
    assert (tmp_path / f"check-remote{SEED}.json.gz").exists()


def wrong_root_from(sequence: int) -> Lie:
    """The state root in the header is another, and the ledger's hash fits it."""
    false_names: dict[str, str] = {}

    def lie(method: str, params: Json, ask: Ask) -> Json:
        if params.get("ledger_hash") in false_names:
            params = params | {"ledger_hash": false_names[params["ledger_hash"]]}
        answer = ask(method, params)
        if method == "ledger" and params.get("binary") and answer["ledger_index"] >= sequence:
            told = header.parse(bytes.fromhex(answer["ledger"]["ledger_data"]))
            false = header.LedgerHeader(**(_fields(told) | {"account_hash": b"\x01" * 32}))
            name = header.ledger_hash(false).hex().upper()
            false_names[name] = answer["ledger_hash"]
            answer["ledger_hash"] = name
            answer["ledger"]["ledger_data"] = header.serialise(false).hex().upper()
        return answer

    return lie


def _fields(told: header.LedgerHeader) -> dict[str, Any]:
    return {name: getattr(told, name) for name in told.__struct_fields__}


def test_a_wrong_root_is_found_and_its_ledger_written(tmp_path: Path) -> None:
    status, lines = run_against(wrong_root_from(6), tmp_path)
    assert status == 1
    assert "ledger 6: the header" in lines
    assert "  at account_hash" in lines
    assert any(line.startswith("not made smaller by asking again: ") for line in lines)
    difference = replay(vectors.load(tmp_path / f"check-remote{SEED}.json.gz")).difference
    assert difference is not None
    assert difference.what == "the header"
    assert not (tmp_path / f"check-remote{SEED}small.json.gz").exists(), "a root is over the whole state"


# --------------------------------------------------------------------------------------- what cannot be used


def refusing(token: str, at: str = "ledger_accept") -> Lie:
    def lie(method: str, params: Json, ask: Ask) -> Json:
        return {"error": token, "error_message": "No."} if method == at else ask(method, params)

    return lie


def silent_about(what: str) -> Lie:
    return lambda method, params, ask: {} if method == what else ask(method, params)


def wrong_state(method: str, params: Json, ask: Ask) -> Json:
    answer = ask(method, params)
    if method == "ledger_data":
        answer["state"][0]["data"] = flipped(answer["state"][0]["data"], -1)
    return answer


def wrong_hash(method: str, params: Json, ask: Ask) -> Json:
    answer = ask(method, params)
    return answer | {"ledger_hash": "AB" * 32} if method == "ledger" else answer


def closes_twice(method: str, params: Json, ask: Ask) -> Json:
    answer = ask(method, params)
    if method == "submit":
        ask("ledger_accept", {})
    return answer


def same_page_for_ever(method: str, params: Json, ask: Ask) -> Json:
    answer = ask(method, params)
    return answer | {"marker": "AB" * 32} if method == "ledger_data" else answer


@pytest.mark.parametrize(
    ("lie", "expected"),
    [
        (refusing("notStandAlone"), "start it in standalone mode"),
        (refusing("noPermission"), "not its administrator"),
        (refusing("unknownCmd", "ledger_data"), "refused ledger_data: unknownCmd: No."),
        (refusing("tooBusy", "submit"), "refused submit: tooBusy"),
        (wrong_state, "have the root"),
        (wrong_hash, "but the hash of the header that it gives is"),
        (closes_twice, "expected a server that closes ledgers only when ledger_accept is called"),
        (same_page_for_ever, "again and again"),
        (lambda method, params, ask: (403, b"Forbidden"), "HTTP status 403 (Forbidden): expected 200"),
        (lambda method, params, ask: (200, b"<html>"), "'<html>': expected JSON"),
        (lambda method, params, ask: (200, b"[]"), "expected JSON with the member 'result'"),
        (lambda method, params, ask: {} if method == "submit" else ask(method, params), "engine_result"),
        (
            lambda method, params, ask: {} if method == "ledger" else ask(method, params),
            "answers with ledger",
        ),
    ],
)
def test_a_server_that_cannot_be_used_is_a_clear_error(lie: Lie, expected: str, tmp_path: Path) -> None:
    status, lines = run_against(lie, tmp_path)
    assert status == 1
    assert lines[-1].startswith("Error: http://127.0.0.1:")
    assert expected in lines[-1]


def test_a_server_that_goes_away_is_told_with_what_was_done(tmp_path: Path) -> None:
    closed = []

    def lie(method: str, params: Json, ask: Ask) -> Json:
        if method == "ledger_accept":
            closed.append(method)
        if len(closed) > 5:
            raise ConnectionAbortedError
        return ask(method, params)

    status, lines = run_against(lie, tmp_path)
    assert status == 1
    assert "cannot be asked for ledger_accept" in lines[-1]
    assert "Until then: remote: 4 ledgers, " in lines[-1]


def test_a_server_that_does_not_answer_is_not_waited_for(tmp_path: Path) -> None:
    def lie(method: str, params: Json, ask: Ask) -> Json:
        if method == "ledger_data":
            sleep(0.5)
        return ask(method, params)

    status, lines = run_against(lie, tmp_path, "--timeout", "0.2")
    assert status == 1
    assert "did not answer ledger_data within 0.2 seconds" in lines[-1]


def test_somebody_elses_transactions_are_noticed(tmp_path: Path) -> None:
    def lie(method: str, params: Json, ask: Ask) -> Json:
        answer = ask(method, params)
        if method == "ledger" and params["ledger_index"] == "current":
            answer["ledger"]["transactions"] = ["CD" * 32]
        return answer

    assert "that 12 ledgers did not take" in run_against(lie, tmp_path)[1][-1]


def test_unknown_amendments_are_named() -> None:
    unknown = b"\xee" * 32
    disk = MemoryDisk()
    begin = Genesis(amendments=(*main_network_amendments(), unknown))
    service = standing_service()
    service.ledger = LedgerNode(NodeStore(lambda: disk), clock=VirtualClock(), begin=begin)
    with lying(service) as url, pytest.raises(ServerError, match="EE" * 32):
        Mirror.of(Server(url))


def test_a_funder_without_xrp_is_named(tmp_path: Path) -> None:
    status, lines = run_against(truth, tmp_path, "--seed-secret", "nobody at all")
    assert status == 1
    assert "name one that has XRP with --seed-secret" in lines[-1]
    status, lines = run_against(truth, tmp_path, "--seed-secret", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh")
    assert status == 2
    assert "--seed-secret" in lines[-1]


@pytest.mark.parametrize("url", ["127.0.0.1:5005", "ws://127.0.0.1:6006", "http://127.0.0.1:x", "http://"])
def test_what_is_no_url_is_a_clear_error(url: str) -> None:
    status, lines = remote(url)
    assert status == 1
    assert url in lines[-1]


# ------------------------------------------------------------------------------------------- a full server


def test_what_a_full_server_queues_is_not_compared(tmp_path: Path) -> None:
    """Of each ledger the third submission is queued, and applied when the ledger has closed."""
    queue: list[Json] = []
    count = 0

    def lie(method: str, params: Json, ask: Ask) -> Json:
        nonlocal count
        count = 0 if method == "ledger_accept" else count + (method == "submit")
        if method == "submit" and count == 3:
            queue.append(params)
            return {"engine_result": "terQUEUED"}
        answer = ask(method, params)
        if method == "ledger_accept":
            while queue:
                ask("submit", queue.pop())
        return answer

    report = tmp_path / "remote.json"
    status, lines = run_against(lie, tmp_path, "--json", report)
    assert status == 0, lines
    run = runs.read(report)
    assert run.skipped > 3
    assert any("open ledger was full" in line for line in lines)
    assert run.failed == 0


# ------------------------------------------------------------------------------------ what is tried again


def payment(sender: Actor, to: Account, drops: int, sequence: int, fee: int = 10) -> Transaction:
    tx = Payment(account=sender.account, destination=to, amount=drops, sequence=sequence, fee=fee)
    return sender.sign(tx)


MASTER = actor(MASTER_PASSPHRASE)


def test_what_waited_for_another_is_followed() -> None:
    """The second submission succeeds and takes the first along, which came too early."""
    with lying(standing_service()) as url:
        mirror = Mirror.of(Server(url))
        one, other = (payment(MASTER, bytes([place]) * 20, 50_000_000, place) for place in (1, 2))
        assert mirror.submit(other.blob).found == "terPRE_SEQ"
        assert mirror.submit(one.blob).found == SUCCESS
        assert mirror.node.open.transactions.keys() == {one.id, other.id}
        step = mirror.close()
    assert step.difference is None
    assert len(step.found.transactions) == 2


def test_what_is_tried_again_at_the_close_is_followed() -> None:
    """The poor one cannot pay its fee until it was paid; the server tries that when the ledger closes."""
    poor = actor("poor")
    with lying(standing_service()) as url:
        mirror = Mirror.of(Server(url))
        mirror.submit(payment(MASTER, poor.account, 20_000_000, 1).blob)
        mirror.close()
        number = mirror.node.open.info.sequence - 1
        dear = payment(poor, MASTER.account, 1, number, fee=25_000_000)
        assert mirror.submit(dear.blob).found == "terINSUF_FEE_B"
        assert mirror.submit(payment(MASTER, poor.account, 30_000_000, 2).blob).found == SUCCESS
        step = mirror.close()
    assert step.difference is None
    assert dear.blob in {each.blob for each in step.found.transactions}


def test_what_validators_voted_for_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's ledger has a pseudo-transaction that nobody submitted."""
    new = next(each.id for each in AMENDMENTS.values() if each.status is Status.VOTING)
    vote = EnableAmendment(account=ACCOUNT_ZERO, sequence=0, fee=0, signing_pub_key=b"")
    vote.ledger_sequence, vote.amendment = 4, new
    apply_set = building.apply_set

    def with_vote(parent: Any, info: Any, candidates: Any, salt: Any, checks: Any) -> Any:
        voted = [*candidates, vote]
        return apply_set(parent, info, voted, building.set_hash(tx.id for tx in voted), checks)

    with lying(standing_service()) as url:
        mirror = Mirror.of(Server(url))
        monkeypatch.setattr(building, "apply_set", with_vote)
        mirror.submit(payment(MASTER, b"\x01" * 20, 50_000_000, 1).blob)
        step = mirror.close()
        assert step.difference is None
        assert vote.blob in {each.blob for each in step.found.transactions}
        assert new in mirror.node.open.info.rules.ids
        vote = vote.replace(amendment=b"\xdd" * 32)
        with pytest.raises(ServerError, match="DD" * 32):
            mirror.close()
