"""EscrowCreate, EscrowFinish and EscrowCancel of tokens: who may, what is locked, and what arrives."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from spec import amendments, amounts, directories, keylets, mptokens, trust_lines
from spec.entries import Escrow
from spec.flags import (
    lsfAllowTrustLineLocking,
    lsfDefaultRipple,
    lsfGlobalFreeze,
    lsfRequireAuth,
    tfMPTCanEscrow,
    tfMPTCanLock,
    tfMPTCanTransfer,
    tfMPTLock,
    tfMPTRequireAuth,
    tfSetDeepFreeze,
    tfSetfAuth,
    tfSetFreeze,
    tfSetNoRipple,
)
from spec.rates import PARITY
from spec.results import (
    Result,
    tecEXPIRED,
    tecFROZEN,
    tecINSUFFICIENT_FUNDS,
    tecINSUFFICIENT_RESERVE,
    tecLIMIT_EXCEEDED,
    tecLOCKED,
    tecNO_AUTH,
    tecNO_DST,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_LINE_INSUF_RESERVE,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tecPRECISION_LOSS,
    tefEXCEPTION,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temDISABLED,
    tesSUCCESS,
)
from spec.transactions.escrow_cancel import EscrowCancel
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.escrow_finish import EscrowFinish
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.mptoken_issuance_set import MPTokenIssuanceSet
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.transactions.ticket_create import TicketCreate
from spec.transactions.trust_set import TrustSet
from spec.values import BAD_CURRENCY, IssuedAmount
from tests.spec.deposits import KIND, listed, vouch
from tests.spec.ledgers import NOW, XRP, SmallLedger, account, currency, issued, mpt
from tests.spec.market import value_of

ALICE, BOB, GATE = account("alice"), account("bob"), account("gate")
BALANCE = 100
"""What alice and bob hold at first."""


class Scene(SmallLedger):
    """Alice and bob, and a gateway whose tokens they hold; ``number`` is that of the last escrow."""

    def __init__(self, **options: Any) -> None:
        super().__init__("alice", "bob", "gate", "carol", **options)
        self.number = 0

    def create(self, amount: Any, to: str = "bob", sender: str = "alice", **fields: Any) -> Result:
        self.number = self.root(sender).sequence
        times = {"finish_after": NOW + 10, "cancel_after": NOW + 20}
        return self.apply(EscrowCreate, sender, destination=account(to), amount=amount, **{**times, **fields})

    def finish(self, by: str = "bob") -> Result:
        self.until(11)
        return self.apply(EscrowFinish, by, owner=ALICE, offer_sequence=self.number)

    def cancel(self, by: str = "alice") -> Result:
        self.until(21)
        return self.apply(EscrowCancel, by, owner=ALICE, offer_sequence=self.number)

    def until(self, seconds: int) -> None:
        """Let it be so much later than when the scene began."""
        self.wait(NOW + seconds - self.draft.info.parent_close_time)

    def escrow(self) -> Escrow:
        found = self.draft.read(keylets.escrow(ALICE, self.number))
        assert found is not None
        return found


# Tokens of an issuer


def usd(value: int) -> IssuedAmount:
    return issued(value, "gate")


def gateway(*holders: str, flags: int = lsfAllowTrustLineLocking, **options: Any) -> Scene:
    scene = Scene(**options)
    scene.change("gate", flags=flags | lsfDefaultRipple)
    for name in holders or ("alice", "bob"):
        trust(scene, name, 200)
        trust_lines.direct_send(scene.draft, GATE, account(name), usd(BALANCE))
    return scene


def trust(scene: Scene, name: str, limit: int, of: str = "gate", **fields: Any) -> None:
    assert scene.apply(TrustSet, name, limit_amount=issued(limit, of), **fields) is tesSUCCESS


def held(scene: Scene, name: str) -> Decimal | None:
    line = trust_lines.read(scene.draft, account(name), GATE, currency("USD"))
    return None if line is None else value_of(line.balance)


def test_tokens_go_back_to_the_issuer_while_they_are_locked() -> None:
    scene = gateway()
    assert scene.create(usd(30)) is tesSUCCESS
    assert held(scene, "alice") == 70
    there = scene.escrow()
    assert (there.amount, there.transfer_rate) == (usd(30), None)
    assert there.key in list(directories.keys(scene.draft, keylets.owner_directory(GATE)))
    assert scene.finish() is tesSUCCESS
    assert held(scene, "bob") == 130
    assert scene.draft.get(there.key) is None
    assert scene.root("alice").owner_count == 1
    listed_there = list(directories.keys(scene.draft, keylets.owner_directory(GATE)))
    assert all(scene.draft.get(key) is not None for key in listed_there)


def test_they_come_back_when_it_is_cancelled() -> None:
    scene = gateway()
    scene.change("gate", transfer_rate=2 * PARITY)
    scene.create(usd(30))
    assert scene.cancel("carol") is tesSUCCESS
    assert held(scene, "alice") == BALANCE
    assert scene.root("alice").owner_count == 1


def test_those_for_the_issuer_are_no_more() -> None:
    scene = gateway()
    assert scene.create(usd(30), "gate") is tesSUCCESS
    assert scene.escrow().issuer_node is None
    assert scene.finish("gate") is tesSUCCESS
    assert held(scene, "alice") == 70


@pytest.mark.parametrize(
    ("at_first", "later", "arrives"),
    [(None, None, 30), (2, 2, 15), (2, None, 30), (None, 2, 30), (2, 3, 15)],
)
def test_the_fee_is_that_of_when_it_was_made_or_less(
    at_first: int | None, later: int | None, arrives: int
) -> None:
    """It is taken from the amount; half of it at a rate of two."""
    scene = gateway()
    scene.change("gate", transfer_rate=at_first and at_first * PARITY)
    scene.create(usd(30))
    scene.change("gate", transfer_rate=later and later * PARITY)
    assert scene.finish() is tesSUCCESS
    assert held(scene, "bob") == BALANCE + arrives


@pytest.mark.parametrize(
    ("amount", "result"),
    [
        (usd(0), temBAD_AMOUNT),
        (usd(-1), temBAD_AMOUNT),
        (IssuedAmount(-(10**15), 0, BAD_CURRENCY, GATE), temBAD_AMOUNT),
        (IssuedAmount(10**15, 0, BAD_CURRENCY, GATE), temBAD_CURRENCY),
    ],
)
def test_no_such_amount(amount: IssuedAmount, result: Result) -> None:
    assert gateway().create(amount) is result


class TestWhoMayLockThem:
    """In the order in which it is asked."""

    def test_the_destination_comes_first(self) -> None:
        assert gateway().create(usd(1), "nobody", "gate") is tecNO_DST

    def test_not_the_issuer(self) -> None:
        assert gateway().create(usd(1), sender="gate") is tecNO_PERMISSION

    def test_not_without_an_issuer(self) -> None:
        assert gateway().create(issued(1, "nobody")) is tecNO_ISSUER

    def test_only_with_the_issuers_leave(self) -> None:
        assert gateway("bob", flags=0).create(usd(1)) is tecNO_PERMISSION

    def test_also_what_the_sender_froze_itself(self) -> None:
        scene = gateway()
        trust(scene, "alice", 200, flags=tfSetFreeze | tfSetDeepFreeze)
        assert scene.create(usd(30)) is tesSUCCESS

    def test_only_with_a_line(self) -> None:
        assert gateway("bob").create(usd(1)) is tecNO_LINE

    def test_not_the_one_who_owes(self) -> None:
        """The line between alice and the gateway holds what the gateway has of alice's."""
        scene = gateway("bob")
        trust(scene, "gate", 50, of="alice")
        trust_lines.direct_send(scene.draft, ALICE, GATE, issued(5, "alice"))
        assert scene.create(usd(1)) is tecNO_PERMISSION

    @pytest.mark.parametrize("without", ["alice", "bob"])
    def test_only_those_that_are_authorized(self, without: str) -> None:
        scene = gateway()
        scene.change("gate", flags=lsfAllowTrustLineLocking | lsfRequireAuth)
        for name in {"alice", "bob"} - {without}:
            trust(scene, "gate", 0, of=name, flags=tfSetfAuth)
        assert scene.create(usd(1)) is tecNO_AUTH
        trust(scene, "gate", 0, of=without, flags=tfSetfAuth)
        assert scene.create(usd(1)) is tesSUCCESS

    def test_not_for_who_has_no_line_where_that_is_asked_for(self) -> None:
        scene = gateway("alice")
        scene.change("gate", flags=lsfAllowTrustLineLocking | lsfRequireAuth)
        trust(scene, "gate", 0, of="alice", flags=tfSetfAuth)
        assert scene.create(usd(1)) is tecNO_LINE

    @pytest.mark.parametrize("frozen", ["alice", "bob"])
    def test_not_what_is_frozen(self, frozen: str) -> None:
        scene = gateway()
        trust(scene, "gate", 0, of=frozen, flags=tfSetFreeze)
        assert scene.create(usd(BALANCE + 1)) is tecFROZEN
        scene = gateway()
        scene.change("gate", flags=lsfAllowTrustLineLocking | lsfGlobalFreeze)
        assert scene.create(usd(1)) is tecFROZEN

    def test_not_more_than_there_is(self) -> None:
        assert gateway().create(usd(BALANCE + 1)) is tecINSUFFICIENT_FUNDS
        assert gateway().create(usd(BALANCE)) is tesSUCCESS
        scene = gateway("bob")
        trust(scene, "alice", 1)
        assert scene.create(usd(1)) is tecINSUFFICIENT_FUNDS

    def test_not_what_gets_lost_among_the_digits(self) -> None:
        little = amounts.issued(1, -15, currency("USD"), GATE)
        assert gateway().create(little) is tecPRECISION_LOSS
        scene = gateway("bob")
        trust(scene, "alice", 200)
        trust_lines.direct_send(scene.draft, GATE, ALICE, little)
        assert scene.create(usd(BALANCE)) is tecINSUFFICIENT_FUNDS


class TestWhoMayGetThem:
    def test_who_acts_for_itself_gets_a_line(self) -> None:
        scene = gateway("alice")
        assert scene.create(usd(30)) is tesSUCCESS
        assert scene.finish("carol") is tecNO_LINE
        assert scene.finish("bob") is tesSUCCESS
        assert held(scene, "bob") == 30
        line = trust_lines.read(scene.draft, BOB, GATE, currency("USD"))
        assert line is not None
        assert (line.limit, line.has(trust_lines.NO_RIPPLE)) == (issued(0, "bob"), True)
        assert scene.root("bob").owner_count == 1

    def test_for_which_it_has_the_reserve(self) -> None:
        scene = gateway("alice")
        scene.create(usd(30))
        scene.spare("bob", 2 * XRP - 1)
        assert scene.finish("bob") is tecNO_LINE_INSUF_RESERVE
        scene.spare("bob", 2 * XRP)
        assert scene.finish("bob") is tesSUCCESS

    def test_the_line_takes_the_place_of_the_escrow_in_its_list(self) -> None:
        """A full page has room again once the escrow has left it."""
        scene = gateway("alice")
        scene.apply(TicketCreate, "bob", ticket_count=31)
        scene.create(usd(30))
        assert scene.finish("bob") is tesSUCCESS
        pages = list(directories.pages(scene.draft, keylets.owner_directory(BOB)))
        assert [len(page.indexes) for _, page in pages] == [32]

    def test_nobody_else_lets_it_hold_more_than_it_wants_to(self) -> None:
        scene = gateway()
        scene.create(usd(30))
        trust(scene, "bob", BALANCE + 29)
        assert scene.finish("carol") is tecLIMIT_EXCEEDED
        trust(scene, "bob", BALANCE + 30)
        assert scene.finish("carol") is tesSUCCESS

    def test_by_itself_it_may(self) -> None:
        scene = gateway()
        scene.create(usd(30))
        trust(scene, "bob", 0)
        assert scene.finish("bob") is tesSUCCESS

    def test_who_is_not_authorized_does_not(self) -> None:
        scene = gateway()
        scene.create(usd(30))
        scene.change("gate", flags=lsfAllowTrustLineLocking | lsfRequireAuth)
        assert scene.finish() is tecNO_AUTH
        assert scene.cancel() is tecNO_AUTH

    def test_who_has_no_line_where_that_is_asked_for_does_not(self) -> None:
        scene = gateway("alice")
        scene.create(usd(30))
        scene.change("gate", flags=lsfAllowTrustLineLocking | lsfRequireAuth)
        assert scene.finish() is tecNO_LINE

    def test_who_is_deep_frozen_does_not(self) -> None:
        scene = gateway()
        scene.create(usd(30))
        trust(scene, "gate", 0, of="bob", flags=tfSetFreeze)
        trust(scene, "gate", 0, of="bob", flags=tfSetDeepFreeze)
        assert scene.finish() is tecFROZEN
        assert scene.cancel() is tesSUCCESS

    def test_who_is_only_frozen_does(self) -> None:
        scene = gateway()
        scene.create(usd(30))
        trust(scene, "gate", 0, of="bob", flags=tfSetFreeze)
        assert scene.finish() is tesSUCCESS


def without_line(scene: Scene) -> Scene:
    """Alice's line is gone: what she had is in the escrow, and she wants no more."""
    assert scene.create(usd(BALANCE)) is tesSUCCESS
    trust(scene, "alice", 0, flags=tfSetNoRipple)
    assert held(scene, "alice") is None
    return scene


def test_a_sender_without_a_line_gets_one_since_the_fix() -> None:
    scene = without_line(gateway())
    assert scene.cancel("bob") is tecNO_LINE
    scene.spare("alice", 2 * XRP - 1)
    assert scene.cancel("alice") is tecNO_LINE_INSUF_RESERVE
    scene.spare("alice", 2 * XRP)
    assert scene.cancel("alice") is tesSUCCESS
    assert held(scene, "alice") == BALANCE
    before = without_line(gateway(without=[amendments.fixCleanup3_2_0]))
    assert before.cancel("alice") is tefEXCEPTION
    assert before.cancel("bob") is tecNO_LINE
    trust(before, "alice", 200)
    assert before.cancel("alice") is tesSUCCESS


@pytest.mark.parametrize("of_xrp", [True, False])
def test_a_sender_with_a_place_for_it_could_always_cancel(of_xrp: bool) -> None:
    scene, one = token(without=[amendments.fixCleanup3_2_0])
    assert scene.create(30 if of_xrp else mpt(30, one)) is tesSUCCESS
    assert scene.cancel("alice") is tesSUCCESS


def test_a_sender_that_wants_no_more_is_not_given_it_by_others() -> None:
    scene = gateway()
    scene.create(usd(30))
    trust(scene, "alice", 80)
    assert scene.cancel("bob") is tecLIMIT_EXCEEDED
    assert scene.cancel("alice") is tesSUCCESS


# Multi-purpose tokens

USUAL = tfMPTCanEscrow | tfMPTCanTransfer | tfMPTCanLock


def token(flags: int = USUAL, holders: str = "alice bob", **options: Any) -> tuple[Scene, bytes]:
    fields = {name: options.pop(name) for name in ("transfer_fee", "domain_id") if name in options}
    scene = Scene(**options)
    issuance_id = keylets.issuance_id(scene.root("gate").sequence, GATE)
    assert scene.apply(MPTokenIssuanceCreate, "gate", flags=flags, **fields) is tesSUCCESS
    for name in holders.split():
        assert scene.apply(MPTokenAuthorize, name, mptoken_issuance_id=issuance_id) is tesSUCCESS
        mptokens.direct_send(scene.draft, GATE, account(name), mpt(BALANCE, issuance_id))
    return scene, issuance_id


def amounts_of(scene: Scene, issuance_id: bytes, name: str) -> tuple[int, int | None] | None:
    found = scene.draft.read(keylets.mptoken(issuance_id, account(name)))
    return None if found is None else (found.mpt_amount, found.locked_amount)


def issuance_of(scene: Scene, issuance_id: bytes) -> tuple[int, int | None]:
    found = scene.draft.read(keylets.mptoken_issuance(issuance_id))
    assert found is not None
    return found.outstanding_amount, found.locked_amount


def test_a_token_is_marked_as_locked() -> None:
    scene, one = token()
    assert scene.create(mpt(30, one)) is tesSUCCESS
    assert amounts_of(scene, one, "alice") == (70, 30)
    assert issuance_of(scene, one) == (200, 30)
    assert scene.finish("carol") is tesSUCCESS
    assert amounts_of(scene, one, "alice") == (70, None)
    assert amounts_of(scene, one, "bob") == (130, None)
    assert issuance_of(scene, one) == (200, None)


def test_it_comes_back_when_it_is_cancelled() -> None:
    scene, one = token(transfer_fee=10_000)
    scene.create(mpt(30, one))
    assert scene.cancel("carol") is tesSUCCESS
    assert amounts_of(scene, one, "alice") == (BALANCE, None)
    assert issuance_of(scene, one) == (200, None)


def test_one_for_the_issuer_is_no_more() -> None:
    scene, one = token()
    assert scene.create(mpt(30, one), "gate") is tesSUCCESS
    assert scene.finish() is tesSUCCESS
    assert issuance_of(scene, one) == (170, None)


@pytest.mark.parametrize(("fixed", "locked"), [(True, None), (False, 2)])
def test_the_fee_is_unlocked_too_since_the_fix(fixed: bool, locked: int | None) -> None:
    """A tenth on top of what arrives, which is rounded up: 28 of 30."""
    scene, one = token(transfer_fee=10_000, without=() if fixed else [amendments.fixTokenEscrowV1])
    scene.create(mpt(30, one))
    assert scene.finish() is tesSUCCESS
    assert amounts_of(scene, one, "bob") == (128, None)
    assert amounts_of(scene, one, "alice") == (70, locked)
    assert issuance_of(scene, one) == (198 if fixed else 200, locked)


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (0, temBAD_AMOUNT),
        (-1, temBAD_AMOUNT),
        (amounts.MAX_MPT + 1, temBAD_AMOUNT),
        (amounts.MAX_MPT, tecINSUFFICIENT_FUNDS),
    ],
)
@pytest.mark.parametrize("fixed", [True, False])
def test_no_such_amount_of_it(value: int, result: Result, fixed: bool) -> None:
    scene, one = token(without=() if fixed else [amendments.fixCleanup3_2_0])
    assert scene.create(mpt(value, one)) is result


@pytest.mark.parametrize(("fixed", "first"), [(True, temDISABLED), (False, temBAD_AMOUNT)])
def test_there_are_none_without_the_amendment(fixed: bool, first: Result) -> None:
    """Since fixCleanup3_2_0 that is said first, and otherwise only where tokens can be in escrow at all."""
    fix = () if fixed else (amendments.fixCleanup3_2_0,)
    amount = mpt(1, bytes(24))
    for one in (amount, mpt(amounts.MAX_MPT + 1, bytes(24))):
        assert Scene(without=[amendments.MPTokensV1, *fix]).create(one) is temDISABLED
    neither = [amendments.MPTokensV1, amendments.TokenEscrow, *fix]
    assert Scene(without=neither).create(amount) is first


class TestWhoMayLockIt:
    """In the order in which it is asked."""

    def test_not_the_issuer(self) -> None:
        scene, one = token()
        assert scene.create(mpt(1, one), sender="gate") is tecNO_PERMISSION

    def test_only_what_exists(self) -> None:
        scene, one = token()
        other = b"\0\0\0\1" + one[4:]
        assert scene.create(mpt(1, other)) is tecOBJECT_NOT_FOUND

    def test_only_with_the_issuers_leave(self) -> None:
        scene, one = token(tfMPTCanTransfer, holders="bob")
        assert scene.create(mpt(1, one)) is tecNO_PERMISSION

    def test_only_with_a_place_for_it(self) -> None:
        scene, one = token(USUAL | tfMPTRequireAuth, holders="bob")
        assert scene.create(mpt(1, one)) is tecOBJECT_NOT_FOUND

    @pytest.mark.parametrize("without", ["alice", "bob"])
    def test_only_those_that_are_authorized(self, without: str) -> None:
        scene, one = token(USUAL | tfMPTRequireAuth)
        for name in {"alice", "bob"} - {without}:
            allow(scene, one, name)
        lock(scene, one, "alice")
        assert scene.create(mpt(1, one)) is tecNO_AUTH
        allow(scene, one, without)
        assert scene.create(mpt(1, one)) is tecLOCKED

    @pytest.mark.parametrize("locked", ["alice", "bob", None])
    def test_not_what_is_locked(self, locked: str | None) -> None:
        scene, one = token(tfMPTCanEscrow | tfMPTCanLock)
        lock(scene, one, locked)
        assert scene.create(mpt(1, one)) is tecLOCKED

    def test_only_what_may_be_sent(self) -> None:
        scene, one = token(tfMPTCanEscrow)
        assert scene.create(mpt(BALANCE + 1, one)) is tecNO_AUTH
        assert scene.create(mpt(1, one), "gate") is tesSUCCESS

    def test_not_more_than_there_is(self) -> None:
        scene, one = token()
        assert scene.create(mpt(BALANCE + 1, one)) is tecINSUFFICIENT_FUNDS
        assert scene.create(mpt(BALANCE, one)) is tesSUCCESS
        assert scene.create(mpt(1, one)) is tecINSUFFICIENT_FUNDS


def allow(scene: Scene, one: bytes, name: str) -> None:
    allowed = scene.apply(MPTokenAuthorize, "gate", mptoken_issuance_id=one, holder=account(name))
    assert allowed is tesSUCCESS


def lock(scene: Scene, one: bytes, name: str | None) -> None:
    holder = {} if name is None else {"holder": account(name)}
    fields: dict[str, Any] = {"mptoken_issuance_id": one, "flags": tfMPTLock, **holder}
    assert scene.apply(MPTokenIssuanceSet, "gate", **fields) is tesSUCCESS


class TestWhoMayGetIt:
    def test_who_acts_for_itself_gets_a_place(self) -> None:
        scene, one = token(holders="alice")
        scene.create(mpt(30, one))
        assert scene.finish("carol") is tecNO_PERMISSION
        scene.spare("bob", 2 * XRP - 1)
        assert scene.finish("bob") is tecINSUFFICIENT_RESERVE
        scene.spare("bob", 2 * XRP)
        assert scene.finish("bob") is tesSUCCESS
        assert amounts_of(scene, one, "bob") == (30, None)
        assert scene.root("bob").owner_count == 1

    def test_who_is_not_authorized_does_not(self) -> None:
        scene, one = token(USUAL | tfMPTRequireAuth)
        for name in ("alice", "bob"):
            allow(scene, one, name)
        scene.create(mpt(30, one))
        for name in ("alice", "bob"):
            holding = scene.draft.edit(keylets.mptoken(one, account(name)))
            assert holding is not None
            holding.flags = 0
        assert scene.finish() is tecNO_AUTH
        assert scene.cancel() is tecNO_AUTH

    def test_what_is_locked_stays(self) -> None:
        scene, one = token()
        scene.create(mpt(30, one))
        lock(scene, one, "bob")
        assert scene.finish() is tecLOCKED
        assert scene.cancel() is tesSUCCESS

    def test_what_is_no_more(self) -> None:
        scene, one = token()
        scene.create(mpt(30, one))
        scene.draft.erase(keylets.mptoken_issuance(one))
        assert scene.finish() is tecOBJECT_NOT_FOUND
        assert scene.cancel() is tecOBJECT_NOT_FOUND


DOMAINS = [amendments.SingleAssetVault]


@pytest.mark.parametrize(("expires", "result"), [(False, tesSUCCESS), (True, tecEXPIRED), (None, tecNO_AUTH)])
def test_a_domain_says_who_may_hold_it(expires: bool | None, result: Result) -> None:
    """Bob, who has no place for it, has a credential that counts, or no more, or none."""
    scene = Scene(also=DOMAINS)
    number = scene.root("gate").sequence
    there = listed(("carol", KIND))
    assert scene.apply(PermissionedDomainSet, "gate", accepted_credentials=there) is tesSUCCESS
    domain = keylets.permissioned_domain(GATE, number).key
    one = keylets.issuance_id(scene.root("gate").sequence, GATE)
    flags = USUAL | tfMPTRequireAuth
    assert scene.apply(MPTokenIssuanceCreate, "gate", flags=flags, domain_id=domain) is tesSUCCESS
    scene.apply(MPTokenAuthorize, "alice", mptoken_issuance_id=one)
    allow(scene, one, "alice")
    mptokens.direct_send(scene.draft, GATE, ALICE, mpt(BALANCE, one))
    if expires is not None:
        vouch(scene, "carol", "bob", expiration=NOW + 5 if expires else None)
    made = scene.create(mpt(1, one), finish_after=NOW + 100, cancel_after=None)
    assert made is (tecNO_AUTH if expires is None else tesSUCCESS)
    scene.until(101)
    if expires is not None:
        assert scene.apply(EscrowFinish, "bob", owner=ALICE, offer_sequence=scene.number) is result
        fields: dict[str, Any] = {"finish_after": NOW + 1_000, "cancel_after": None}
        assert scene.create(mpt(1, one), **fields) is result


def test_a_sender_that_no_domain_lets_in_any_more() -> None:
    """Alice has no place for it, and her credential has expired."""
    scene = Scene(also=DOMAINS)
    there = listed(("carol", KIND))
    assert scene.apply(PermissionedDomainSet, "gate", accepted_credentials=there) is tesSUCCESS
    domain = keylets.permissioned_domain(GATE, scene.root("gate").sequence - 1).key
    one = keylets.issuance_id(scene.root("gate").sequence, GATE)
    flags = USUAL | tfMPTRequireAuth
    assert scene.apply(MPTokenIssuanceCreate, "gate", flags=flags, domain_id=domain) is tesSUCCESS
    vouch(scene, "carol", "alice", expiration=NOW + 15)
    assert scene.apply(MPTokenAuthorize, "alice", mptoken_issuance_id=one) is tesSUCCESS
    mptokens.direct_send(scene.draft, GATE, ALICE, mpt(BALANCE, one))
    assert scene.create(mpt(BALANCE, one), "gate") is tesSUCCESS
    scene.draft.erase(keylets.mptoken(one, ALICE))
    assert scene.cancel("alice") is tecEXPIRED


def test_a_sender_without_a_place_for_it_gets_one_since_the_fix() -> None:
    def without_place(**options: Any) -> Scene:
        scene, one = token(**options)
        scene.create(mpt(BALANCE, one))
        holding = scene.draft.edit(keylets.mptoken(one, ALICE))
        assert holding is not None
        directories.remove_owned(scene.draft, ALICE, holding.owner_node, holding.key, keep_root=False)
        scene.draft.erase(keylets.mptoken(one, ALICE))
        scene.change("alice", owner_count=1)
        return scene

    before = without_place(without=[amendments.fixCleanup3_2_0])
    assert before.cancel("alice") is tefEXCEPTION
    assert before.cancel("bob") is tecNO_PERMISSION
    scene = without_place()
    scene.spare("alice", 0)
    assert scene.cancel("alice") is tecINSUFFICIENT_RESERVE
