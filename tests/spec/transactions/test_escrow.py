"""EscrowCreate, EscrowFinish and EscrowCancel of XRP: when, by whom, on what condition.

Escrows of tokens are in ``test_escrow_tokens.py``, conditions themselves in
``tests/spec/test_conditions.py``.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from spec import amendments, conditions, directories, keylets
from spec.amounts import MAX_DROPS
from spec.conditions import condition_of, encode_condition, encode_fulfillment
from spec.entries import Escrow
from spec.flags import lsfRequireDestTag
from spec.results import (
    Result,
    tecBAD_CREDENTIALS,
    tecCRYPTOCONDITION_ERROR,
    tecDST_TAG_NEEDED,
    tecEXPIRED,
    tecINSUFFICIENT_RESERVE,
    tecNO_DST,
    tecNO_PERMISSION,
    tecNO_TARGET,
    tecUNFUNDED,
    tefBAD_LEDGER,
    telINSUF_FEE_P,
    temBAD_AMOUNT,
    temBAD_EXPIRATION,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.escrow_cancel import EscrowCancel
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.escrow_finish import EscrowFinish
from spec.transactions.ticket_create import TicketCreate
from tests.spec.deposits import KIND, listed, refuse_deposits, vouch
from tests.spec.ledgers import NOW, XRP, SmallLedger, account, issued, mpt

ALICE, BOB, CAROL = account("alice"), account("bob"), account("carol")
FIRST = 10
"""The number of alice's first transaction, and so of her first escrow."""
SECRET = b"aaa"
CONDITION = encode_condition(condition_of(SECRET))
FULFILLMENT = encode_fulfillment(SECRET)
PREFIX_CONDITION = b"\xa1" + CONDITION[1:]
"""Of a kind that the ledger does not support."""


def scene(**options: Any) -> SmallLedger:
    return SmallLedger("alice", "bob", "carol", **options)


def create(ledger: SmallLedger, to: str = "bob", amount: Any = XRP, **fields: Any) -> Result:
    if not fields.keys() & {"finish_after", "cancel_after", "condition"}:
        fields["finish_after"] = NOW + 10
    return ledger.apply(EscrowCreate, "alice", destination=account(to), amount=amount, **fields)


def made(**fields: Any) -> SmallLedger:
    """A ledger with an escrow from alice to bob."""
    ledger = scene()
    assert create(ledger, **fields) is tesSUCCESS
    return ledger


def finish(ledger: SmallLedger, by: str = "bob", *, number: int = FIRST, **fields: Any) -> Result:
    return ledger.apply(EscrowFinish, by, **{"owner": ALICE, "offer_sequence": number, **fields})


def cancel(ledger: SmallLedger, by: str = "alice", *, number: int = FIRST, **fields: Any) -> Result:
    return ledger.apply(EscrowCancel, by, owner=ALICE, offer_sequence=number, **fields)


def escrow(ledger: SmallLedger, number: int = FIRST) -> Escrow | None:
    return ledger.draft.read(keylets.escrow(ALICE, number))


def lists(ledger: SmallLedger, name: str) -> int:
    return len(list(directories.keys(ledger.draft, keylets.owner_directory(account(name)))))


# Making one


def test_xrp_is_set_aside() -> None:
    fields: dict[str, Any] = {"destination_tag": 5, "source_tag": 6, "condition": CONDITION}
    ledger = made(finish_after=NOW + 10, cancel_after=NOW + 20, fee=12, **fields)
    there = escrow(ledger)
    assert there is not None
    assert (there.account, there.destination, there.amount, there.sequence) == (ALICE, BOB, XRP, FIRST)
    assert (there.finish_after, there.cancel_after) == (NOW + 10, NOW + 20)
    assert {name: getattr(there, name) for name in fields} == fields
    assert (there.transfer_rate, there.issuer_node) == (None, None)
    assert ledger.root("alice").balance == 999 * XRP - 12
    assert [ledger.root(name).owner_count for name in ("alice", "bob")] == [1, 0]
    assert [lists(ledger, name) for name in ("alice", "bob")] == [1, 1]


def test_a_ticket_names_it_as_well() -> None:
    ledger = scene()
    ledger.apply(TicketCreate, "alice", ticket_count=1)
    assert create(ledger, ticket_sequence=FIRST + 1) is tesSUCCESS
    there = escrow(ledger, FIRST + 1)
    assert there is not None
    assert there.sequence == FIRST + 1


def test_it_did_not_say_its_number_before_the_fix() -> None:
    ledger = scene(without=[amendments.fixIncludeKeyletFields])
    create(ledger)
    there = escrow(ledger)
    assert there is not None
    assert there.sequence is None


def test_one_to_oneself_stands_in_one_list() -> None:
    ledger = made(to="alice")
    there = escrow(ledger)
    assert there is not None
    assert there.destination_node is None
    assert lists(ledger, "alice") == 1
    ledger.wait(11)
    assert finish(ledger, "alice") is tesSUCCESS
    assert lists(ledger, "alice") == 0


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"amount": 0}, temBAD_AMOUNT),
        ({"amount": -1}, temBAD_AMOUNT),
        ({"amount": MAX_DROPS + 1}, temBAD_AMOUNT),
        ({"condition": CONDITION}, temBAD_EXPIRATION),
        ({"finish_after": NOW + 10, "cancel_after": NOW + 10}, temBAD_EXPIRATION),
        ({"finish_after": NOW + 10, "cancel_after": NOW + 11}, tesSUCCESS),
        ({"cancel_after": NOW + 10}, temMALFORMED),
        ({"cancel_after": NOW + 10, "condition": CONDITION}, tesSUCCESS),
        ({"finish_after": NOW + 10, "condition": b""}, temMALFORMED),
        ({"finish_after": NOW + 10, "condition": CONDITION + b"\0"}, temMALFORMED),
        ({"finish_after": NOW + 10, "condition": PREFIX_CONDITION}, temMALFORMED),
        ({"flags": 1}, temINVALID_FLAG),
    ],
)
def test_what_makes_no_sense(fields: dict[str, Any], result: Result) -> None:
    assert create(scene(), **fields) is result


def test_there_is_neither_time() -> None:
    fields: dict[str, Any] = {"destination": BOB, "amount": XRP}
    assert scene().apply(EscrowCreate, "alice", **fields) is temBAD_EXPIRATION


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"amount": 0, "condition": b""}, temBAD_AMOUNT),
        ({"condition": b""}, temBAD_EXPIRATION),
        ({"finish_after": 1, "cancel_after": 1, "condition": b""}, temBAD_EXPIRATION),
        ({"to": "nobody", "cancel_after": 1}, temMALFORMED),
    ],
)
def test_of_two_faults_the_first_counts(fields: dict[str, Any], result: Result) -> None:
    assert create(scene(), **fields) is result


def test_the_destination_is_somebody() -> None:
    assert create(scene(), "nobody") is tecNO_DST
    for field in ("amm_id", "vault_id", "loan_broker_id"):
        ledger = scene()
        ledger.change("bob", **{field: b"\1" * 32})
        assert create(ledger, amount=5_000 * XRP) is tecNO_PERMISSION


@pytest.mark.parametrize("field", ["finish_after", "cancel_after"])
@pytest.mark.parametrize(("offset", "result"), [(-1, tecNO_PERMISSION), (0, tesSUCCESS)])
def test_neither_time_has_passed(field: str, offset: int, result: Result) -> None:
    ledger = scene()
    fields: dict[str, Any] = {field: NOW + offset}
    assert create(ledger, condition=CONDITION, **fields) is result


def test_it_needs_a_reserve_after_the_fee_and_the_xrp_besides() -> None:
    ledger = scene()
    for spare, result in (
        (2 * XRP + 9, tecINSUFFICIENT_RESERVE),
        (2 * XRP + 10, tecUNFUNDED),
        (3 * XRP + 9, tecUNFUNDED),
        (3 * XRP + 10, tesSUCCESS),
    ):
        ledger.spare("alice", spare)
        assert create(ledger) is result


def test_the_tag_comes_last() -> None:
    ledger = scene()
    ledger.change("bob", flags=lsfRequireDestTag)
    assert create(ledger, finish_after=NOW - 1) is tecNO_PERMISSION
    assert create(ledger, amount=5_000 * XRP) is tecUNFUNDED
    assert create(ledger) is tecDST_TAG_NEEDED
    assert create(ledger, destination_tag=0) is tesSUCCESS


# Finishing it


@pytest.mark.parametrize("by", ["alice", "bob", "carol"])
def test_anyone_finishes_it_once_the_time_has_passed(by: str) -> None:
    ledger = made(finish_after=NOW + 10)
    before = {name: ledger.root(name).balance for name in ("alice", "bob", "carol")}
    before[by] -= 10
    ledger.wait(10)
    assert ledger.apply(EscrowFinish, by, owner=ALICE, offer_sequence=FIRST, fee=0) is tecNO_PERMISSION
    ledger.wait(1)
    assert finish(ledger, by) is tesSUCCESS
    before["bob"] += XRP
    assert {name: ledger.root(name).balance for name in before} == before
    assert escrow(ledger) is None
    assert [lists(ledger, name) for name in ("alice", "bob")] == [0, 0]
    assert ledger.root("alice").owner_count == 0


@pytest.mark.parametrize(("later", "result"), [(20, tesSUCCESS), (21, tecNO_PERMISSION)])
def test_it_is_not_finished_once_it_can_be_cancelled(later: int, result: Result) -> None:
    ledger = made(finish_after=NOW + 10, cancel_after=NOW + 20)
    ledger.wait(later)
    assert finish(ledger) is result


@pytest.mark.parametrize("token_escrow", [True, False])
def test_it_is_there_and_named_rightly(token_escrow: bool) -> None:
    ledger = scene(without=() if token_escrow else [amendments.TokenEscrow])
    create(ledger)
    assert finish(ledger, number=FIRST + 1) is tecNO_TARGET
    assert finish(ledger, owner=BOB) is tecNO_TARGET
    assert cancel(ledger, number=FIRST + 1) is tecNO_TARGET
    ledger.wait(11)
    assert finish(ledger) is tesSUCCESS
    assert finish(ledger) is tecNO_TARGET


class TestConditions:
    BOTH: ClassVar[dict[str, Any]] = {"condition": CONDITION, "fulfillment": FULFILLMENT}

    @staticmethod
    def ledger(**fields: Any) -> SmallLedger:
        ledger = made(finish_after=NOW + 10, **fields)
        ledger.wait(11)
        return ledger

    def test_the_secret_opens_it(self) -> None:
        assert finish(self.ledger(condition=CONDITION), **self.BOTH) is tesSUCCESS

    @pytest.mark.parametrize("field", ["condition", "fulfillment"])
    def test_condition_and_fulfilment_come_together(self, field: str) -> None:
        fields: dict[str, Any] = {field: self.BOTH[field]}
        assert finish(self.ledger(condition=CONDITION), **fields) is temMALFORMED

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"condition": CONDITION, "fulfillment": encode_fulfillment(b"aab")},
            {"condition": CONDITION, "fulfillment": b""},
            {"condition": CONDITION, "fulfillment": FULFILLMENT + b"\0"},
            {
                "condition": encode_condition(condition_of(b"b")),
                "fulfillment": encode_fulfillment(b"b"),
            },
        ],
    )
    def test_nothing_else_does(self, fields: dict[str, Any]) -> None:
        assert finish(self.ledger(condition=CONDITION), **fields) is tecCRYPTOCONDITION_ERROR

    def test_none_is_fulfilled_where_there_is_none(self) -> None:
        assert finish(self.ledger(), **self.BOTH) is tecCRYPTOCONDITION_ERROR

    def test_the_same_condition_is_written_in_the_same_way(self) -> None:
        """A longer form of the escrow's condition is another one."""
        longer = CONDITION[:1] + b"\x81" + CONDITION[1:]
        assert conditions.fulfills(FULFILLMENT, longer)
        fields: dict[str, Any] = {"condition": longer, "fulfillment": FULFILLMENT}
        assert finish(self.ledger(condition=CONDITION), **fields) is tecCRYPTOCONDITION_ERROR
        assert finish(self.ledger(condition=longer), **fields) is tesSUCCESS

    def test_the_time_comes_before_the_condition(self) -> None:
        ledger = made(finish_after=NOW + 10, condition=CONDITION)
        assert finish(ledger) is tecNO_PERMISSION

    @pytest.mark.parametrize(("length", "fee"), [(0, 10 * 33), (11, 10 * 33), (12, 10 * 34), (128, 10 * 41)])
    def test_a_longer_fulfilment_costs_more(self, length: int, fee: int) -> None:
        """One base fee more for each 16 bytes of the fulfilment, which has 4 or 6 more than the secret."""
        secret = bytes(length)
        ledger = scene(is_open=True)
        condition = encode_condition(condition_of(secret))
        assert create(ledger, finish_after=NOW + 10, condition=condition) is tesSUCCESS
        ledger.wait(11)
        fields: dict[str, Any] = {"condition": condition, "fulfillment": encode_fulfillment(secret)}
        assert finish(ledger, **fields, fee=fee - 1) is telINSUF_FEE_P
        assert finish(ledger, **fields, fee=fee) is tesSUCCESS


class TestReceivers:
    @staticmethod
    def ledger() -> SmallLedger:
        ledger = made()
        ledger.wait(11)
        return ledger

    def test_one_that_is_gone(self) -> None:
        """As in an escrow of old, which did not stand in its destination's list."""
        ledger = self.ledger()
        ledger.draft.erase(keylets.account(BOB))
        assert finish(ledger, "carol", **TestConditions.BOTH) is tecCRYPTOCONDITION_ERROR
        assert finish(ledger, "carol") is tecNO_DST

    def test_one_that_refuses_deposits_finishes_for_itself(self) -> None:
        ledger = self.ledger()
        refuse_deposits(ledger, "bob")
        assert finish(ledger, "carol") is tecNO_PERMISSION
        assert finish(ledger, "bob") is tesSUCCESS

    def test_one_that_lets_someone_in(self) -> None:
        ledger = self.ledger()
        refuse_deposits(ledger, "bob", "carol")
        assert finish(ledger, "alice") is tecNO_PERMISSION
        assert finish(ledger, "carol") is tesSUCCESS

    def test_one_that_lets_credentials_in(self) -> None:
        ledger = self.ledger()
        refuse_deposits(ledger, "bob", credentials=listed(("alice", KIND)))
        key = vouch(ledger, "alice", "carol")
        assert finish(ledger, "carol") is tecNO_PERMISSION
        assert finish(ledger, "carol", credential_ids=(key,)) is tesSUCCESS

    def test_credentials_are_the_senders(self) -> None:
        ledger = self.ledger()
        key = vouch(ledger, "carol", "alice")
        assert finish(ledger, "bob", credential_ids=(key,)) is tecBAD_CREDENTIALS
        assert finish(ledger, "bob", credential_ids=(key,), number=99) is tecBAD_CREDENTIALS

    def test_expired_credentials_go(self) -> None:
        ledger = self.ledger()
        key = vouch(ledger, "alice", "carol", expiration=NOW + 20)
        ledger.wait(10)
        assert finish(ledger, "carol", credential_ids=(key,)) is tecEXPIRED
        assert ledger.draft.get(key) is None
        assert escrow(ledger) is not None

    def test_credentials_are_named_once_and_exist_with_their_amendment(self) -> None:
        ids: dict[str, Any] = {"credential_ids": (b"\1" * 32,) * 2}
        assert finish(self.ledger(), **ids) is temMALFORMED
        assert finish(self.ledger(), credential_ids=()) is temMALFORMED
        ledger = scene(without=[amendments.Credentials])
        create(ledger)
        assert finish(ledger, **ids) is temDISABLED


# Cancelling it


@pytest.mark.parametrize("by", ["alice", "bob", "carol"])
def test_anyone_cancels_it_once_the_time_has_passed(by: str) -> None:
    ledger = made(cancel_after=NOW + 20, condition=CONDITION)
    ledger.wait(20)
    assert cancel(ledger, by) is tecNO_PERMISSION
    ledger.wait(1)
    before = ledger.root("alice").balance
    assert cancel(ledger, by) is tesSUCCESS
    assert ledger.root("alice").balance == before + XRP - 10 * (by == "alice")
    assert escrow(ledger) is None
    assert [lists(ledger, name) for name in ("alice", "bob")] == [0, 0]
    assert ledger.root("alice").owner_count == 0


def test_one_without_a_time_to_cancel_is_never_cancelled() -> None:
    ledger = made()
    ledger.wait(10**6)
    assert cancel(ledger) is tecNO_PERMISSION


def test_a_sender_that_refuses_deposits_gets_it_back() -> None:
    ledger = made(finish_after=NOW + 10, cancel_after=NOW + 20)
    refuse_deposits(ledger, "alice")
    ledger.wait(21)
    assert cancel(ledger, "carol") is tesSUCCESS


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_an_escrow_that_is_not_listed(name: str) -> None:
    ledger = made(finish_after=NOW + 10, cancel_after=NOW + 20)
    ledger.draft.erase(keylets.owner_directory(account(name)))
    ledger.wait(11)
    assert finish(ledger) is tefBAD_LEDGER
    ledger.wait(10)
    assert cancel(ledger) is tefBAD_LEDGER


def test_flags_are_looked_at() -> None:
    assert finish(made(), flags=1) is temINVALID_FLAG
    assert cancel(made(), flags=1) is temINVALID_FLAG


def test_only_xrp_before_there_were_tokens() -> None:
    ledger = scene(without=[amendments.TokenEscrow])
    for amount in (issued(1, "carol"), mpt(1, bytes(24))):
        assert create(ledger, amount=amount) is temBAD_AMOUNT
