"""CheckCreate, CheckCash and CheckCancel: checks are written, cashed in XRP or tokens, and taken out."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, directories, keylets, trust_lines
from spec.amounts import MAX_DROPS
from spec.entries import Check
from spec.flags import (
    lsfDefaultRipple,
    lsfDepositAuth,
    lsfDisallowIncomingCheck,
    lsfGlobalFreeze,
    lsfRequireAuth,
    lsfRequireDestTag,
    tfSetfAuth,
    tfSetFreeze,
)
from spec.rates import PARITY
from spec.results import (
    Result,
    tecDST_TAG_NEEDED,
    tecEXPIRED,
    tecFROZEN,
    tecINSUFFICIENT_RESERVE,
    tecNO_AUTH,
    tecNO_DST,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tecNO_LINE_INSUF_RESERVE,
    tecNO_PERMISSION,
    tecPATH_PARTIAL,
    tecUNFUNDED_PAYMENT,
    tefBAD_LEDGER,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_EXPIRATION,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    temREDUNDANT,
    terNO_RIPPLE,
    tesSUCCESS,
)
from spec.transactions.check_cancel import CheckCancel
from spec.transactions.check_cash import CheckCash
from spec.transactions.check_create import CheckCreate
from spec.transactions.ticket_create import TicketCreate
from spec.values import BAD_CURRENCY, Hash256, IssuedAmount
from tests.spec.ledgers import NOW, XRP, account, mpt
from tests.spec.market import Market, Token

ALICE, BOB, GATE = account("alice"), account("bob"), account("gate")
USD = Token("USD", "gate")
NONE = IssuedAmount(10**15, -15, BAD_CURRENCY, GATE)


class Scene(Market):
    """Alice writes checks to bob; ``key`` is that of the last one."""

    def __init__(self, **options: Any) -> None:
        super().__init__("alice", "bob", "carol", "gate", **options)
        for name in ("alice", "bob", "carol"):
            self.change(name, flags=0)
        self.key: Hash256 = bytes(32)

    def write(self, amount: Any = 10 * XRP, to: str = "bob", **fields: Any) -> Result:
        number = fields.get("ticket_sequence", self.root("alice").sequence)
        self.key = keylets.check(ALICE, number).key
        return self.apply(CheckCreate, "alice", destination=account(to), send_max=amount, **fields)

    def cash(self, amount: Any = None, by: str = "bob", **fields: Any) -> Result:
        if amount is not None:
            fields["amount"] = amount
        return self.apply(CheckCash, by, **{"check_id": self.key, **fields})

    def cancel(self, by: str) -> Result:
        return self.apply(CheckCancel, by, check_id=self.key)

    def check(self) -> Check:
        found = self.draft.get(self.key)
        assert isinstance(found, Check)
        return found

    def is_gone(self) -> bool:
        """Whether the check is gone from everywhere."""
        gone = self.draft.get(self.key) is None
        for name in ("alice", "bob"):
            there = self.key in list(directories.keys(self.draft, keylets.owner_directory(account(name))))
            assert there is not gone
        return gone


def written(amount: Any = 10 * XRP, **fields: Any) -> Scene:
    scene = Scene()
    assert scene.write(amount, **fields) is tesSUCCESS
    return scene


# Writing one


def test_a_check_is_listed_with_both() -> None:
    fields: dict[str, Any] = {
        "source_tag": 5,
        "destination_tag": 6,
        "invoice_id": b"\1" * 32,
        "expiration": NOW + 5,
    }
    number = Scene().root("alice").sequence
    scene = written(**fields)
    there = scene.check()
    assert (there.account, there.destination, there.send_max, there.sequence) == (
        ALICE,
        BOB,
        10 * XRP,
        number,
    )
    assert {name: getattr(there, name) for name in fields} == fields
    assert not scene.is_gone()
    assert (scene.owned("alice"), scene.owned("bob")) == (1, 0)


def test_a_ticket_names_it_as_well() -> None:
    scene = Scene()
    scene.apply(TicketCreate, "alice", ticket_count=1)
    assert scene.write(ticket_sequence=scene.root("alice").sequence - 1) is tesSUCCESS
    assert scene.check().sequence == scene.root("alice").sequence - 1


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"to": "alice"}, temREDUNDANT),
        ({"amount": 0}, temBAD_AMOUNT),
        ({"amount": -1}, temBAD_AMOUNT),
        ({"amount": USD(-1)}, temBAD_AMOUNT),
        ({"amount": NONE}, temBAD_CURRENCY),
        ({"expiration": 0}, temBAD_EXPIRATION),
        ({"amount": mpt(1, bytes(24))}, temDISABLED),
        ({"flags": 1}, temINVALID_FLAG),
        ({"to": "alice", "amount": 0}, temREDUNDANT),
        ({"amount": 0, "expiration": 0}, temBAD_AMOUNT),
        ({"amount": NONE, "expiration": 0}, temBAD_CURRENCY),
        ({"to": "nobody", "expiration": 0}, temBAD_EXPIRATION),
    ],
)
def test_no_such_check(fields: dict[str, Any], result: Result) -> None:
    assert Scene().write(**fields) is result


@pytest.mark.parametrize("fixed", [True, False])
def test_there_is_not_so_much_xrp(fixed: bool) -> None:
    scene = Scene(without=() if fixed else [amendments.fixCleanup3_2_0])
    assert scene.write(MAX_DROPS + 1) is temBAD_AMOUNT
    assert scene.cash(MAX_DROPS + 1) is temBAD_AMOUNT


def test_the_addressee_takes_it() -> None:
    """In this order: it exists, takes checks, is no pool, and gets its tag."""
    scene = Scene()
    assert scene.write(to="nobody") is tecNO_DST
    scene.change("bob", flags=lsfDisallowIncomingCheck | lsfRequireDestTag)
    assert scene.write() is tecNO_PERMISSION
    for field in ("amm_id", "vault_id", "loan_broker_id"):
        scene.change("bob", flags=lsfRequireDestTag, **{field: bytes(32)})
        assert scene.write() is tecNO_PERMISSION
        scene.change("bob", **{field: None})
    assert scene.write(expiration=NOW) is tecDST_TAG_NEEDED
    assert scene.write(destination_tag=0) is tesSUCCESS


@pytest.mark.parametrize(("moment", "result"), [(NOW, tecEXPIRED), (NOW + 1, tesSUCCESS)])
def test_it_is_not_over_already(moment: int, result: Result) -> None:
    scene = Scene()
    scene.spare("alice", 2 * XRP)
    assert scene.write(expiration=moment) is result


def test_it_needs_a_reserve_before_the_fee_and_nothing_else() -> None:
    scene = Scene()
    scene.spare("alice", 2 * XRP - 1)
    assert scene.write() is tecINSUFFICIENT_RESERVE
    scene.spare("alice", 2 * XRP)
    assert scene.write(MAX_DROPS) is tesSUCCESS


class TestFrozenTokens:
    def test_not_at_all(self) -> None:
        scene = Scene()
        scene.change("gate", flags=lsfGlobalFreeze)
        assert scene.write(USD(1), expiration=NOW) is tecFROZEN

    def test_not_by_the_issuer_for_the_writer(self) -> None:
        scene = Scene()
        scene.trust("alice", USD(5))
        scene.trust("gate", Token("USD", "alice")(0), flags=tfSetFreeze)
        assert scene.write(USD(1)) is tecFROZEN

    def test_not_by_the_addressee_for_itself(self) -> None:
        scene = Scene()
        scene.trust("bob", USD(5), flags=tfSetFreeze)
        assert scene.write(USD(1)) is tecFROZEN

    def test_the_other_sides_do_not_matter(self) -> None:
        scene = Scene()
        scene.trust("alice", USD(5), flags=tfSetFreeze)
        scene.trust("bob", USD(5))
        scene.trust("gate", Token("USD", "bob")(0), flags=tfSetFreeze)
        assert scene.write(USD(1)) is tesSUCCESS

    def test_nobody_needs_a_line_yet(self) -> None:
        assert Scene().write(USD(1)) is tesSUCCESS

    def test_to_and_from_the_issuer(self) -> None:
        scene = Scene()
        scene.trust("alice", USD(5))
        assert scene.write(USD(1), "gate") is tesSUCCESS
        scene.trust("gate", Token("USD", "alice")(0), flags=tfSetFreeze)
        assert scene.write(USD(1), "gate") is tecFROZEN
        assert scene.write(Token("USD", "alice")(1)) is tesSUCCESS


# Cashing one in XRP


def test_xrp_is_taken() -> None:
    scene = written()
    before = {name: scene.xrp(name) for name in ("alice", "bob")}
    assert scene.cash(4 * XRP, fee=12) is tesSUCCESS
    assert scene.xrp("alice") == before["alice"] - 4 * XRP
    assert scene.xrp("bob") == before["bob"] + 4 * XRP - 12
    assert scene.is_gone()
    assert scene.owned("alice") == 0
    assert scene.delivered is None


@pytest.mark.parametrize(
    ("spare", "asked", "exactly", "at_least"),
    [
        (8 * XRP, 10 * XRP, tesSUCCESS, 10 * XRP),
        (8 * XRP - 1, 10 * XRP, tecPATH_PARTIAL, None),
        (8 * XRP - 1, 10 * XRP - 1, tesSUCCESS, 10 * XRP - 1),
        (8 * XRP - 1, 1, tesSUCCESS, 10 * XRP - 1),
        (50 * XRP, 1, tesSUCCESS, 10 * XRP),
    ],
)
def test_what_the_writer_can_spare_is_enough(
    spare: int, asked: int, exactly: Result, at_least: int | None
) -> None:
    """With the reserve for the check, which is gone. DeliverMin takes all that there is of ten XRP."""
    scene = written()
    scene.spare("alice", spare)
    assert scene.cash(asked) is exactly
    scene = written()
    scene.spare("alice", spare)
    assert scene.cash(deliver_min=asked) is (tecPATH_PARTIAL if at_least is None else tesSUCCESS)
    assert scene.delivered == at_least


def test_the_reserve_of_one_object_is_set_free_and_no_more() -> None:
    scene = written()
    assert scene.apply(TicketCreate, "alice", ticket_count=1) is tesSUCCESS
    scene.spare("alice", 5)
    assert scene.cash(deliver_min=1) is tesSUCCESS
    assert scene.delivered == 2 * XRP + 5


def test_the_lists_stay_though_nothing_is_in_them() -> None:
    scene = written()
    assert scene.cancel("alice") is tesSUCCESS
    assert scene.is_gone()
    for owner in (ALICE, BOB):
        root = scene.draft.read(keylets.owner_directory(owner))
        assert root is not None
        assert root.indexes == ()


def test_the_writer_may_have_less_than_its_reserve() -> None:
    """Nothing can be spared then, whatever the reserve for the check."""
    scene = written()
    scene.spare("alice", -2 * XRP)
    assert scene.cash(2 * XRP) is tecUNFUNDED_PAYMENT
    assert scene.cash(deliver_min=1) is tecUNFUNDED_PAYMENT
    assert scene.cash(2 * XRP + 1) is tecPATH_PARTIAL


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({}, temMALFORMED),
        ({"amount": 1, "deliver_min": 1}, temMALFORMED),
        ({"amount": 0}, temBAD_AMOUNT),
        ({"deliver_min": -1}, temBAD_AMOUNT),
        ({"amount": USD(-1)}, temBAD_AMOUNT),
        ({"amount": NONE}, temBAD_CURRENCY),
        ({"amount": mpt(1, bytes(24))}, temDISABLED),
        ({"deliver_min": mpt(1, bytes(24))}, temDISABLED),
        ({"amount": 1, "flags": 1}, temINVALID_FLAG),
        ({"amount": -1, "deliver_min": 1}, temMALFORMED),
    ],
)
def test_no_such_amount(fields: dict[str, Any], result: Result) -> None:
    assert written().cash(**fields) is result


def test_the_order() -> None:
    """One check with everything against it; each is mended in turn, and the next is found."""
    scene = written(expiration=NOW + 5)
    scene.change("bob", flags=lsfRequireDestTag)
    scene.wait(5)
    asked: Any = USD(20)
    found = [scene.cash(asked, check_id=b"\1" * 32), scene.cash(asked, "carol"), scene.cash(asked)]
    scene.change("bob", flags=0)
    found.append(scene.cash(asked))
    scene.wait(-1)
    found.append(scene.cash(asked))
    assert [one.name for one in found] == [
        "tecNO_ENTRY",
        "tecNO_PERMISSION",
        "tecDST_TAG_NEEDED",
        "tecEXPIRED",
        "temMALFORMED",
    ]
    assert scene.cash(10 * XRP + 1) is tecPATH_PARTIAL
    assert scene.cash(10 * XRP) is tesSUCCESS


def test_a_tag_that_was_named_in_time() -> None:
    scene = written(destination_tag=0)
    scene.change("bob", flags=lsfRequireDestTag)
    assert scene.cash(1) is tesSUCCESS


def test_the_writer_exists() -> None:
    """A check keeps its writer from being deleted; this one is gone all the same."""
    scene = written()
    scene.draft.erase(keylets.account(ALICE))
    assert scene.cash(1) is tecNO_ENTRY


def test_who_refuses_deposits_cashes_all_the_same() -> None:
    scene = written()
    scene.change("bob", flags=lsfDepositAuth)
    assert scene.cash(10 * XRP) is tesSUCCESS


# Cashing one in tokens


def in_tokens(amount: int = 10, *, holds: int = 100, trusts: int | None = 5, **options: Any) -> Scene:
    """A check of tokens that alice holds; bob trusts the issuer for less, or not at all."""
    scene = Scene(**options)
    scene.hold("alice", USD(holds))
    if trusts is not None:
        scene.trust("bob", USD(trusts))
    assert scene.write(USD(amount)) is tesSUCCESS
    return scene


def test_tokens_are_taken_beyond_the_limit() -> None:
    scene = in_tokens()
    assert scene.cash(USD(10)) is tesSUCCESS
    assert (scene.balance("alice", USD), scene.balance("bob", USD)) == (90, 10)
    assert scene.delivered == USD(10)
    assert scene.is_gone()
    line = trust_lines.read(scene.draft, BOB, GATE, USD.currency)
    assert line is not None
    assert line.limit == Token("USD", "bob")(5)


@pytest.mark.parametrize(("default_ripple", "no_ripple"), [(False, True), (True, False)])
def test_a_line_is_made_if_there_is_none(default_ripple: bool, no_ripple: bool) -> None:
    scene = in_tokens(trusts=None)
    scene.change("bob", flags=lsfDefaultRipple if default_ripple else 0)
    scene.spare("bob", 2 * XRP - 1)
    assert scene.cash(USD(10)) is tecNO_LINE_INSUF_RESERVE
    scene.spare("bob", 2 * XRP)
    assert scene.cash(USD(10)) is tesSUCCESS
    line = trust_lines.read(scene.draft, BOB, GATE, USD.currency)
    assert line is not None
    assert (line.limit, line.has(trust_lines.NO_RIPPLE)) == (Token("USD", "bob")(0), no_ripple)
    assert (scene.balance("bob", USD), scene.owned("bob")) == (10, 1)


def test_the_line_is_made_before_the_check_goes() -> None:
    """So it finds no room on a full page."""
    scene = in_tokens(trusts=None)
    scene.apply(TicketCreate, "bob", ticket_count=31)
    assert scene.cash(USD(10)) is tesSUCCESS
    pages = list(directories.pages(scene.draft, keylets.owner_directory(BOB)))
    assert [len(page.indexes) for _, page in pages] == [31, 1]


@pytest.mark.parametrize(
    ("holds", "asked", "exactly", "at_least"),
    [
        (100, 10, tesSUCCESS, 10),
        (100, 11, tecPATH_PARTIAL, None),
        (8, 9, tecPATH_PARTIAL, None),
        (8, 8, tesSUCCESS, 8),
        (8, 1, tesSUCCESS, 8),
        (100, 1, tesSUCCESS, 10),
    ],
)
def test_what_the_writer_has_is_enough(holds: int, asked: int, exactly: Result, at_least: int | None) -> None:
    assert in_tokens(holds=holds).cash(USD(asked)) is exactly
    scene = in_tokens(holds=holds)
    assert scene.cash(deliver_min=USD(asked)) is (tecPATH_PARTIAL if at_least is None else tesSUCCESS)
    assert scene.delivered == (None if at_least is None else USD(at_least))


def test_the_transfer_fee_is_the_writers() -> None:
    """Ten may be spent, at a rate of two."""
    for asked, result in ((5, tesSUCCESS), (6, tecPATH_PARTIAL)):
        scene = in_tokens()
        scene.change("gate", transfer_rate=2 * PARITY)
        assert scene.cash(USD(asked)) is result
    scene = in_tokens()
    scene.change("gate", transfer_rate=2 * PARITY)
    assert scene.cash(deliver_min=USD(6)) is tecPATH_PARTIAL
    assert scene.cash(deliver_min=USD(5)) is tesSUCCESS
    assert (scene.balance("alice", USD), scene.balance("bob", USD)) == (90, 5)


def test_it_is_of_the_same() -> None:
    for other in (Token("EUR", "gate")(1), Token("USD", "carol")(1), XRP):
        assert in_tokens().cash(other) is temMALFORMED
    assert written().cash(USD(1)) is temMALFORMED


def test_what_is_frozen_for_the_writer_is_not_there() -> None:
    scene = in_tokens()
    scene.trust("gate", Token("USD", "alice")(0), flags=tfSetFreeze)
    assert scene.cash(USD(1)) is tecPATH_PARTIAL


def test_nor_does_it_come_to_a_frozen_line() -> None:
    scene = in_tokens()
    scene.trust("gate", Token("USD", "bob")(0), flags=tfSetFreeze)
    assert scene.cash(USD(1)) is tecFROZEN
    assert scene.cash(USD(11)) is tecPATH_PARTIAL


def test_the_issuer_exists() -> None:
    scene = in_tokens()
    scene.draft.erase(keylets.account(GATE))
    assert scene.cash(USD(1)) is tecNO_ISSUER


@pytest.mark.parametrize("trusts", [5, None])
def test_only_who_is_authorized(trusts: int | None) -> None:
    scene = in_tokens(trusts=trusts)
    scene.change("gate", flags=lsfRequireAuth)
    scene.trust("gate", Token("USD", "alice")(0), flags=tfSetfAuth)
    assert scene.cash(USD(1)) is tecNO_AUTH
    if trusts is None:
        scene.trust("bob", USD(5))
    scene.trust("gate", Token("USD", "bob")(0), flags=tfSetfAuth)
    assert scene.cash(USD(1)) is tesSUCCESS


def test_the_issuer_cashes_what_it_owes() -> None:
    scene = Scene()
    scene.hold("alice", USD(100))
    assert scene.write(USD(10), "gate") is tesSUCCESS
    assert scene.cash(USD(10), "gate") is tesSUCCESS
    assert scene.balance("alice", USD) == 90


def test_the_writer_may_be_the_issuer() -> None:
    """It always has enough."""
    scene = Scene()
    own = Token("USD", "alice")
    assert scene.write(own(10)) is tesSUCCESS
    assert scene.cash(own(10)) is tesSUCCESS
    assert scene.balance("bob", own) == 10


def test_the_engine_may_find_no_way() -> None:
    """The issuer does not let value through from line to line; it may yet, and so nothing is charged."""
    scene = Scene()
    scene.change("gate", flags=0)
    scene.hold("alice", USD(100))
    scene.trust("bob", USD(5))
    assert scene.write(USD(10)) is tesSUCCESS
    assert scene.cash(USD(1)) is terNO_RIPPLE
    assert not scene.is_gone()


# Taking one out


@pytest.mark.parametrize(
    ("by", "later", "result"),
    [
        ("alice", 0, tesSUCCESS),
        ("bob", 0, tesSUCCESS),
        ("carol", 0, tecNO_PERMISSION),
        ("carol", 4, tecNO_PERMISSION),
        ("carol", 5, tesSUCCESS),
    ],
)
def test_the_two_take_it_out_and_others_once_it_expired(by: str, later: int, result: Result) -> None:
    scene = written(expiration=NOW + 5)
    scene.wait(later)
    assert scene.cancel(by) is result
    assert scene.is_gone() == (result is tesSUCCESS)
    assert scene.owned("alice") == (0 if result is tesSUCCESS else 1)


def test_one_that_does_not_expire_is_not_for_others() -> None:
    scene = written()
    scene.wait(10**6)
    assert scene.cancel("carol") is tecNO_PERMISSION


def test_there_is_one_to_take_out() -> None:
    assert Scene().cancel("alice") is tecNO_ENTRY
    assert Scene(also=[amendments.fixCleanup3_3_0]).cancel("alice") is temMALFORMED


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_a_check_that_is_not_listed(name: str) -> None:
    scene = written()
    scene.draft.erase(keylets.owner_directory(account(name)))
    assert scene.cancel("alice") is tefBAD_LEDGER
    assert scene.cash(1) is tefBAD_LEDGER
