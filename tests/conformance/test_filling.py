"""Vectors from solver models: the reference does what the solver says, and a changed rule does not."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from canon import VERSION
from conformance import vectors
from conformance.cli import conformance
from conformance.filling import play, solved
from conformance.filling.cli import TYPES
from conformance.filling.solved import Solved, solve
from conformance.filling.stage import cast
from conformance.mutation.cases import cases
from conformance.replay import SUBJECTS, replay
from proofs.replacing import Seed, seeded
from reference.state import DictState
from spec import engine, laws, mptokens
from spec.entries import (
    AMM,
    Credential,
    Entry,
    Escrow,
    MPToken,
    MPTokenIssuance,
    NFTokenOffer,
    NFTokenPage,
    Offer,
    RippleState,
)
from spec.header import ledger_hash
from spec.laws import Whole
from spec.transactions import account_delete, check_cash, clawback, payment, ticket_create
from tests.shared import ROOT

FRAME = {
    "tefMASTER_DISABLED",
    "tefMAX_LEDGER",
    "tefNO_TICKET",
    "tefPAST_SEQ",
    "telINSUF_FEE_P",
    "telNETWORK_ID_MAKES_TX_NON_CANONICAL",
    "temBAD_FEE",
    "temINVALID_FLAG",
    "tefBAD_QUORUM",
    "tefBAD_SIGNATURE",
    "tefNOT_MULTI_SIGNING",
    "temSEQ_AND_TICKET",
    "terINSUF_FEE_B",
    "terPRE_SEQ",
    "terPRE_TICKET",
    "tesSUCCESS",
}
"""What the envelope of any transaction can lead to, among others."""
CARRIED = sorted((ROOT / "conformance" / "vectors").glob("solved-*.json.gz"))


def run(*options: str) -> tuple[int, list[str]]:
    ended = CliRunner().invoke(conformance, ["fill", *options])
    return ended.exit_code, ended.output.splitlines()


@pytest.fixture(scope="module")
def tickets() -> Solved:
    return solve("TicketCreate", 60)


def test_the_reference_does_what_the_solver_says(tickets: Solved) -> None:
    assert tickets.different == []
    assert tickets.left_out.total() == 0
    assert tickets.written.keys() >= FRAME | {"temINVALID_COUNT", "tecDIR_FULL", "tecINSUFFICIENT_RESERVE"}
    assert tickets.tally.edges > 20


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_was_solved_is_exact(tickets: Solved, subject: str) -> None:
    assert replay(tickets.vector, subject).exact


def test_the_stages_make_a_ledger_that_could_be(tickets: Solved) -> None:
    vector = tickets.vector
    assert ledger_hash(vector.parent.header) == vector.parent.hash
    entries = DictState.of(vector.entries()).entries.values()
    laws.uphold(Whole(vector.parent.header, tuple(entries)))


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        ("TicketCreate", Seed(ticket_create.preflight, "<= MAX_TICKETS", "< MAX_TICKETS")),
        ("TicketCreate", Seed(ticket_create.preclaim, "held <= MAX", "held < MAX")),
        ("Payment", Seed(payment.preclaim, "account_reserve(0)) >= 0", "account_reserve(0)) > 0")),
        ("Payment", Seed(payment._apply_xrp, ">= drops + kept", "> drops + kept")),
        ("Payment", Seed(payment._apply_xrp, "drops > little", "drops >= little")),
        ("Payment", Seed(payment._apply_xrp, "receiver.balance > little", "receiver.balance >= little")),
        ("CheckCash", Seed(check_cash.preclaim, "check.send_max) <= 0", "check.send_max) < 0")),
        ("CheckCash", Seed(check_cash.preclaim, "funds) <= 0", "funds) < 0")),
        ("AccountDelete", Seed(account_delete.is_old_enough, "<= sequence", "< sequence")),
        ("TicketCreate", Seed(engine.check_sequence, "number < root.sequence", "number <= root.sequence")),
        ("TicketCreate", Seed(engine._check_fee, "payer.balance < tx.fee", "payer.balance <= tx.fee")),
        ("TicketCreate", Seed(engine._check_prior, ">= view.info.sequence", "> view.info.sequence")),
        ("TicketCreate", Seed(engine.check_multi_sign, "total >= signer", "total > signer")),
        ("TicketCreate", Seed(engine.check_multi_sign, "signer == one.account", "True")),
        ("TicketCreate", Seed(engine.default_base_fee, "1 + len(", "0 + len(")),
    ],
    ids=str,
)
def test_an_off_by_one_in_a_rule_is_noticed(
    name: str, seed: Seed, tickets: Solved, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = {file.name: file for file in CARRIED}
    vector = tickets.vector if name == "TicketCreate" else vectors.load(carried[f"solved-{name}.json.gz"])
    (ledger,) = cases(vector)
    assert ledger.holds()
    monkeypatch.setattr(engine, "_RULES", {})  # they are found anew, with the mistake in them
    with seeded(seed):
        assert not ledger.holds()


def test_a_reference_that_does_something_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    run_unknown = play.run_unknown

    def wrong(*arguments: object) -> str:
        result = run_unknown(*arguments)  # type: ignore[arg-type]
        return "tecUNFUNDED" if result == "tesSUCCESS" else result

    monkeypatch.setattr(solved, "run_unknown", wrong)
    found = solve("DIDDelete", 10)
    assert found.different
    assert found.different[0].startswith("tesSUCCESS, and not tecUNFUNDED, with {")


@pytest.fixture(scope="module")
def tokens() -> Solved:
    return solve("Clawback", 60)


def test_tokens_are_held_on_the_stage(tokens: Solved) -> None:
    assert tokens.different == []
    assert tokens.left_out.total() == 0
    assert tokens.written.keys() >= {
        "tecINSUFFICIENT_FUNDS",
        "tecNO_LINE",
        "tecNO_PERMISSION",
        "tecOBJECT_NOT_FOUND",
        "tesSUCCESS",
    }
    kinds = Counter(type(entry) for entry in tokens.vector.entries())
    assert min(kinds[kind] for kind in (RippleState, MPToken, MPTokenIssuance)) > 10
    laws.uphold(Whole(tokens.vector.parent.header, tuple(tokens.vector.entries())))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_was_solved_of_tokens_is_exact(tokens: Solved, subject: str) -> None:
    assert replay(tokens.vector, subject).exact


@pytest.mark.parametrize(
    "seed",
    [
        Seed(clawback.preclaim, "signum(_spendable(tx, view)) > 0", "signum(_spendable(tx, view)) >= 0"),
        Seed(clawback._check_line, "is None", "is not None"),
        Seed(clawback.apply, "amounts.minimum", "amounts.maximum"),
        Seed(mptokens.direct_send, "holding.mpt_amount >= amount", "holding.mpt_amount > amount"),
    ],
    ids=str,
)
def test_a_mistake_about_tokens_is_noticed(
    seed: Seed, tokens: Solved, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ledger,) = cases(tokens.vector)
    assert ledger.holds()
    monkeypatch.setattr(engine, "_RULES", {})
    with seeded(seed):
        assert not ledger.holds()


@pytest.mark.parametrize(
    ("name", "results", "kinds"),
    [
        ("AMMDelete", {"tecAMM_NOT_EMPTY", "terNO_AMM", "tesSUCCESS"}, {AMM, RippleState}),
        ("AMMWithdraw", {"tecAMM_BALANCE", "tecAMM_EMPTY", "terNO_AMM", "tesSUCCESS"}, {AMM, RippleState}),
        ("AccountDelete", {"tecBAD_CREDENTIALS"}, {Credential}),
        ("EscrowCancel", {"tecNO_AUTH", "tesSUCCESS"}, {Escrow, MPToken, MPTokenIssuance}),
        ("OfferCancel", {"tesSUCCESS"}, {Offer}),
        ("NFTokenBurn", {"tecNO_ENTRY", "tecNO_PERMISSION", "tesSUCCESS"}, {NFTokenPage}),
        (
            "NFTokenAcceptOffer",
            {"tecNO_PERMISSION", "tecOBJECT_NOT_FOUND"},
            {NFTokenOffer, NFTokenPage, RippleState},
        ),
    ],
)
def test_what_can_be_traded_with_stands_on_the_stage(
    name: str, results: set[str], kinds: set[type[Entry]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solved, "PLAIN_PATHS", 20)
    found = solve(name, 20)
    assert found.different == []
    assert found.left_out.total() == 0
    assert found.written.keys() >= results
    assert {type(entry) for entry in found.vector.entries()} >= kinds
    for subject in SUBJECTS:
        assert replay(found.vector, subject).exact


def test_players_stand_in_the_same_order_in_every_cast() -> None:
    for number in range(9):
        players = cast(number)
        assert players.sender.account < players.peer.account < players.issuer.account


def test_every_type_that_can_be_sent_is_solved() -> None:
    assert len(TYPES) == 47
    assert {"Payment", "AMMBid", "OfferCreate"} <= set(TYPES)


def test_the_carried_ones_say_where_they_come_from() -> None:
    assert len(CARRIED) >= 3
    for file in CARRIED:
        vector = vectors.load(file)
        assert (vector.family, vector.server) == ("solved", f"canon {VERSION}")


def test_the_command_counts_what_it_did(tmp_path: Path) -> None:
    status, lines = run(str(tmp_path), "--type", "DIDDelete", "--paths", "12")
    assert status == 0, lines
    assert re.fullmatch(r"fill: 1 vectors, \d+ transactions, 0 different, 0 left out", lines[-1])
    found = re.search(r"(\d+) paths of at least (\d+), (\d+) boundaries", lines[0])
    assert found is not None
    assert int(found[1]) < int(found[2])
    assert replay(vectors.load(tmp_path / "solved-DIDDelete.json.gz"), "node").exact


def test_what_is_left_out_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solved, "local_fault", lambda _: "it is Sunday")
    found = solve("DIDDelete", 2)
    assert found.written.total() == 0
    assert re.fullmatch(r"left out: \d+: no server takes it: it is Sunday", "\n".join(found.faults()))


def test_without_a_sound_transaction_there_is_no_envelope(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solved, "run_unknown", lambda *_: "temINVALID")
    found = solve("DIDDelete", 2)
    assert "left out: 1: the envelope: no transaction gets past its frame" in found.faults()
