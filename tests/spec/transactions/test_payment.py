"""Payment: XRP moves and makes accounts, and what does not fit together is refused.

What payments of tokens do along paths is in ``tests/spec/flow``, multi-purpose tokens are in
``test_mptokens.py``.
"""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, keylets
from spec.amounts import MAX_DROPS
from spec.flags import (
    lsfDepositAuth,
    lsfPasswordSpent,
    lsfRequireDestTag,
    tfLimitQuality,
    tfNoRippleDirect,
    tfPartialPayment,
)
from spec.results import (
    Result,
    tecBAD_CREDENTIALS,
    tecDST_TAG_NEEDED,
    tecEXPIRED,
    tecINTERNAL,
    tecNO_DST,
    tecNO_DST_INSUF_XRP,
    tecNO_PERMISSION,
    tecPATH_DRY,
    tecPATH_PARTIAL,
    tecUNFUNDED_PAYMENT,
    telBAD_PATH_COUNT,
    telNO_DST_PARTIAL,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_SEND_XRP_LIMIT,
    temBAD_SEND_XRP_MAX,
    temBAD_SEND_XRP_NO_DIRECT,
    temBAD_SEND_XRP_PARTIAL,
    temBAD_SEND_XRP_PATHS,
    temDISABLED,
    temDST_NEEDED,
    temINVALID_FLAG,
    temMALFORMED,
    temREDUNDANT,
    tesSUCCESS,
)
from spec.transactions.payment import Payment
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.values import BAD_CURRENCY, IssuedAmount, PathElement
from tests.spec.deposits import KIND, listed, refuse_deposits, vouch
from tests.spec.ledgers import NOW, SEQUENCE, XRP, SmallLedger, account, issued, mpt
from tests.spec.market import Market, Token

ALICE, BOB = account("alice"), account("bob")
RESERVE = 10 * XRP
"""Of an account that owns nothing."""
TOKEN = b"\0\0\0\1" + account("carol")
OTHER_TOKEN = b"\0\0\0\2" + account("carol")
USD = Token("USD", "gate")
WAY = ((PathElement(account=account("carol")),),)


def scene(**options: Any) -> SmallLedger:
    return SmallLedger("alice", "bob", "carol", **options)


def pay(ledger: SmallLedger, amount: Any = XRP, to: str = "bob", **fields: Any) -> Result:
    return ledger.apply(Payment, "alice", **{"destination": account(to), "amount": amount, **fields})


# Moving XRP


def test_xrp_moves() -> None:
    ledger = scene()
    assert pay(ledger, 5, fee=12) is tesSUCCESS
    assert ledger.root("alice").balance == 1_000 * XRP - 17
    assert ledger.root("bob").balance == 1_000 * XRP + 5
    assert ledger.last is not None
    assert ledger.last.metadata is not None
    assert ledger.last.metadata.delivered is None


def test_enough_of_it_makes_an_account() -> None:
    ledger = scene()
    assert pay(ledger, RESERVE - 1, "dave") is tecNO_DST_INSUF_XRP
    assert pay(ledger, RESERVE, "dave") is tesSUCCESS
    root = ledger.root("dave")
    assert (root.balance, root.sequence, root.flags, root.owner_count) == (RESERVE, SEQUENCE, 0, 0)


@pytest.mark.parametrize(
    ("owned", "fee", "more", "result"),
    [
        (0, 10, 0, tesSUCCESS),
        (0, 10, -1, tecUNFUNDED_PAYMENT),
        (3, 10, 0, tesSUCCESS),
        (3, 10, -1, tecUNFUNDED_PAYMENT),
        (0, RESERVE + 5, 5, tesSUCCESS),
        (0, RESERVE + 5, 4, tecUNFUNDED_PAYMENT),
    ],
)
def test_the_sender_keeps_its_reserve_or_its_fee(owned: int, fee: int, more: int, result: Result) -> None:
    """Of the reserve it may spend as much as the fee: what counts is what it held before."""
    ledger = scene()
    ledger.change("alice", owner_count=owned)
    ledger.spare("alice", XRP + more)
    assert pay(ledger, XRP, fee=fee) is result


def test_a_payment_gives_back_the_right_to_change_a_key_without_a_fee() -> None:
    ledger = scene()
    ledger.change("bob", flags=lsfPasswordSpent)
    assert pay(ledger, 1) is tesSUCCESS
    assert ledger.root("bob").flags == 0


@pytest.mark.parametrize("field", ["amm_id", "vault_id", "loan_broker_id"])
def test_a_pool_is_not_paid(field: str) -> None:
    ledger = scene()
    ledger.change("bob", **{field: b"\1" * 32})
    assert pay(ledger) is tecNO_PERMISSION
    ledger.spare("alice", 0)
    assert pay(ledger) is tecUNFUNDED_PAYMENT


# Receivers that do not take everything


def test_a_tag_is_named_where_it_is_asked_for() -> None:
    ledger = scene()
    ledger.change("bob", flags=lsfRequireDestTag)
    assert pay(ledger) is tecDST_TAG_NEEDED
    assert pay(ledger, destination_tag=0) is tesSUCCESS


@pytest.mark.parametrize(
    ("drops", "held", "result"),
    [
        (1, RESERVE, tesSUCCESS),
        (RESERVE, RESERVE, tesSUCCESS),
        (RESERVE + 1, RESERVE, tecNO_PERMISSION),
        (RESERVE + 1, 0, tecNO_PERMISSION),
        (1, RESERVE + 1, tecNO_PERMISSION),
    ],
)
def test_a_poor_account_takes_a_little(drops: int, held: int, result: Result) -> None:
    ledger = scene()
    ledger.change("bob", flags=lsfDepositAuth, balance=held)
    assert pay(ledger, drops) is result


def test_leave_was_given_to_the_sender_or_to_its_credentials() -> None:
    ledger = scene()
    refuse_deposits(ledger, "bob", "carol", credentials=listed(("carol", KIND)))
    assert pay(ledger) is tecNO_PERMISSION
    assert ledger.apply(Payment, "carol", destination=BOB, amount=XRP) is tesSUCCESS
    key, other = vouch(ledger, "carol", "alice"), vouch(ledger, "carol", "alice", b"other")
    assert pay(ledger) is tecNO_PERMISSION
    assert pay(ledger, credential_ids=(key, other)) is tecNO_PERMISSION
    assert pay(ledger, credential_ids=(key,)) is tesSUCCESS


def test_credentials_are_the_senders_and_accepted() -> None:
    ledger = scene()
    for key in (b"\1" * 32, vouch(ledger, "carol", "bob"), vouch(ledger, "carol", "alice", accepted=False)):
        assert pay(ledger, credential_ids=(key,)) is tecBAD_CREDENTIALS


def test_expired_credentials_go_though_nobody_asked_for_them() -> None:
    ledger = scene()
    key = vouch(ledger, "carol", "alice", expiration=NOW + 10)
    assert pay(ledger, credential_ids=(key,)) is tesSUCCESS
    ledger.wait(11)
    ledger.change("bob", balance=1)
    assert pay(ledger, credential_ids=(key,)) is tesSUCCESS
    ledger.change("bob", balance=RESERVE + 1)
    assert pay(ledger, credential_ids=(key,)) is tecEXPIRED
    assert ledger.draft.get(key) is None
    assert ledger.root("alice").owner_count == 0


# Receivers that do not exist


def test_only_xrp_makes_an_account() -> None:
    assert pay(scene(), issued(1, "carol"), "dave") is tecNO_DST
    assert pay(scene(is_open=True), issued(1, "carol"), "dave", flags=tfPartialPayment) is tecNO_DST


def test_an_open_ledger_makes_none_by_a_partial_payment() -> None:
    partial: dict[str, Any] = {"send_max": issued(1, "carol"), "flags": tfPartialPayment}
    assert pay(scene(is_open=True), 1, "dave", **partial) is telNO_DST_PARTIAL
    assert pay(scene(), 1, "dave", **partial) is tecNO_DST_INSUF_XRP
    assert pay(scene(is_open=True), 1, "dave", send_max=issued(1, "carol")) is tecNO_DST_INSUF_XRP


# Paths


@pytest.mark.parametrize(
    ("paths", "result"),
    [
        (WAY * 6, tecPATH_DRY),
        (WAY * 7, telBAD_PATH_COUNT),
        ((WAY[0] * 8,), tecPATH_DRY),
        ((WAY[0], WAY[0] * 9), telBAD_PATH_COUNT),
    ],
)
def test_an_open_ledger_tries_so_many_paths(paths: Any, result: Result) -> None:
    for is_open in (True, False):
        ledger = scene(is_open=is_open)
        found = pay(ledger, issued(1, "carol"), paths=paths)
        assert (found is telBAD_PATH_COUNT) == (is_open and result is telBAD_PATH_COUNT)


# Domains


def test_both_are_in_the_domain() -> None:
    ledger = scene()
    number = ledger.root("carol").sequence
    listed_there = listed(("carol", KIND))
    assert ledger.apply(PermissionedDomainSet, "carol", accepted_credentials=listed_there) is tesSUCCESS
    domain = keylets.permissioned_domain(account("carol"), number).key
    fields: dict[str, Any] = {"amount": issued(1, "carol"), "domain_id": domain}
    assert pay(ledger, **fields) is tecNO_PERMISSION
    vouch(ledger, "carol", "alice")
    assert pay(ledger, **fields) is tecNO_PERMISSION
    vouch(ledger, "carol", "bob")
    assert pay(ledger, **fields) is tecPATH_DRY
    assert pay(ledger, **{**fields, "domain_id": b"\1" * 32}) is tecNO_PERMISSION


def test_a_domain_is_one_that_can_exist_since_the_fix() -> None:
    nowhere: dict[str, Any] = {"domain_id": bytes(32)}
    assert pay(scene(), issued(1, "carol"), **nowhere) is temMALFORMED
    before = scene(without=[amendments.fixCleanup3_2_0])
    assert pay(before, issued(1, "carol"), **nowhere) is tecNO_PERMISSION


# What does not fit together


@pytest.mark.parametrize(
    ("without", "fields"),
    [
        (amendments.Credentials, {"credential_ids": (b"\1" * 32,)}),
        (amendments.PermissionedDEX, {"domain_id": b"\1" * 32}),
        (amendments.MPTokensV1, {"amount": mpt(1, TOKEN)}),
    ],
)
def test_what_exists_only_with_its_amendment(without: Any, fields: dict[str, Any]) -> None:
    assert pay(scene(without=[without]), **fields) is temDISABLED
    assert pay(scene(), **fields) is not temDISABLED


NONE = IssuedAmount(10**15, -15, BAD_CURRENCY, account("carol"))
ILLEGAL = MAX_DROPS + 1


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"amount": mpt(1, TOKEN), "paths": WAY}, temMALFORMED),
        ({"amount": mpt(1, TOKEN), "send_max": mpt(1, OTHER_TOKEN)}, temMALFORMED),
        ({"amount": mpt(1, TOKEN), "send_max": 1}, temMALFORMED),
        ({"amount": 1, "send_max": mpt(1, TOKEN)}, temMALFORMED),
        ({"destination": bytes(20)}, temDST_NEEDED),
        ({"amount": issued(1, "carol"), "send_max": 0}, temBAD_AMOUNT),
        ({"amount": issued(1, "carol"), "send_max": -1}, temBAD_AMOUNT),
        ({"amount": 0}, temBAD_AMOUNT),
        ({"amount": -1}, temBAD_AMOUNT),
        ({"amount": issued(-1, "carol")}, temBAD_AMOUNT),
        ({"amount": mpt(0, TOKEN)}, temBAD_AMOUNT),
        ({"amount": NONE}, temBAD_CURRENCY),
        ({"amount": 1, "send_max": NONE}, temBAD_CURRENCY),
        ({"to": "alice"}, temREDUNDANT),
        ({"to": "alice", "amount": issued(1, "carol")}, temREDUNDANT),
        ({"to": "alice", "amount": issued(1, "carol"), "send_max": issued(1, "bob")}, temREDUNDANT),
        ({"to": "alice", "amount": mpt(1, TOKEN)}, temREDUNDANT),
        ({"to": "alice", "amount": issued(1, "carol"), "paths": WAY}, tecPATH_DRY),
        ({"to": "alice", "amount": issued(1, "carol"), "send_max": 1}, tecPATH_DRY),
        ({"send_max": XRP}, temBAD_SEND_XRP_MAX),
        ({"paths": WAY}, temBAD_SEND_XRP_PATHS),
        ({"flags": tfPartialPayment}, temBAD_SEND_XRP_PARTIAL),
        ({"flags": tfLimitQuality}, temBAD_SEND_XRP_LIMIT),
        ({"flags": tfNoRippleDirect}, temBAD_SEND_XRP_NO_DIRECT),
        ({"flags": 1}, temINVALID_FLAG),
        ({"amount": mpt(1, TOKEN), "flags": tfLimitQuality}, temINVALID_FLAG),
        ({"amount": mpt(1, TOKEN), "flags": tfNoRippleDirect}, temINVALID_FLAG),
        ({"credential_ids": ()}, temMALFORMED),
        ({"credential_ids": (b"\1" * 32,) * 2}, temMALFORMED),
        ({"credential_ids": tuple(bytes([n]) * 32 for n in range(9))}, temMALFORMED),
    ],
)
def test_what_makes_no_sense(fields: dict[str, Any], result: Result) -> None:
    assert pay(scene(), **fields) is result


@pytest.mark.parametrize("fix", [True, False])
@pytest.mark.parametrize("field", ["amount", "send_max"])
def test_there_is_not_so_much_xrp(fix: bool, field: str) -> None:
    """Since fixCleanup3_2_0 that is seen of every transaction, before it of each type by itself."""
    ledger = scene(without=() if fix else [amendments.fixCleanup3_2_0])
    fields: dict[str, Any] = {"amount": issued(1, "carol"), field: ILLEGAL}
    assert pay(ledger, **fields) is temBAD_AMOUNT


@pytest.mark.parametrize(
    ("least", "flags", "result"),
    [
        (1, 0, temBAD_AMOUNT),
        (0, tfPartialPayment, temBAD_AMOUNT),
        (-1, tfPartialPayment, temBAD_AMOUNT),
        (11, tfPartialPayment, temBAD_AMOUNT),
        (10, tfPartialPayment, tecPATH_DRY),
    ],
)
def test_what_is_to_arrive_at_least(least: int, flags: int, result: Result) -> None:
    least_amount = issued(least, "carol")
    assert pay(scene(), issued(10, "carol"), deliver_min=least_amount, flags=flags) is result


@pytest.mark.parametrize("least", [issued(1, "bob"), issued(1, "carol", "EUR"), 1, mpt(1, TOKEN)])
def test_it_is_of_the_same(least: Any) -> None:
    fields: dict[str, Any] = {"amount": issued(10, "carol"), "flags": tfPartialPayment, "deliver_min": least}
    assert pay(scene(), **fields) is temBAD_AMOUNT


def test_what_is_to_arrive_at_least_can_exist() -> None:
    before = scene(without=[amendments.fixCleanup3_2_0])
    fields: dict[str, Any] = {"amount": MAX_DROPS, "send_max": issued(1, "carol"), "flags": tfPartialPayment}
    assert pay(before, **fields, deliver_min=ILLEGAL) is temBAD_AMOUNT


# Of two faults the first counts

BEFORE: tuple[tuple[dict[str, Any], dict[str, Any], Result], ...] = (
    ({"flags": 1}, {"amount": mpt(1, TOKEN), "paths": WAY}, temINVALID_FLAG),
    ({"amount": mpt(1, TOKEN), "paths": WAY}, {"destination": bytes(20)}, temMALFORMED),
    ({"domain_id": bytes(32)}, {"destination": bytes(20)}, temMALFORMED),
    ({"amount": 1, "send_max": mpt(1, TOKEN)}, {"destination": bytes(20)}, temMALFORMED),
    ({"destination": bytes(20)}, {"amount": -1}, temDST_NEEDED),
    ({"destination": bytes(20)}, {"amount": issued(1, "carol"), "send_max": -1}, temDST_NEEDED),
    ({"amount": -1}, {"send_max": NONE}, temBAD_AMOUNT),
    ({"send_max": NONE}, {"to": "alice"}, temBAD_CURRENCY),
    ({"to": "alice"}, {"send_max": 1}, temREDUNDANT),
    ({"send_max": 1}, {"paths": WAY}, temBAD_SEND_XRP_MAX),
    ({"paths": WAY}, {"flags": tfPartialPayment}, temBAD_SEND_XRP_PATHS),
    ({"flags": tfPartialPayment | tfLimitQuality}, {}, temBAD_SEND_XRP_PARTIAL),
    ({"flags": tfLimitQuality | tfNoRippleDirect}, {}, temBAD_SEND_XRP_LIMIT),
    ({"flags": tfNoRippleDirect}, {"deliver_min": 1}, temBAD_SEND_XRP_NO_DIRECT),
    ({"deliver_min": 1}, {"credential_ids": ()}, temBAD_AMOUNT),
)


@pytest.mark.parametrize(("first", "second", "result"), BEFORE)
def test_of_two_faults_the_first_counts(
    first: dict[str, Any], second: dict[str, Any], result: Result
) -> None:
    assert pay(scene(), **{**second, **first}) is result


def test_what_cannot_exist_comes_before_the_destination() -> None:
    """As long as the type itself looks; and after what does not fit together."""
    before = scene(without=[amendments.fixCleanup3_2_0])
    assert pay(before, ILLEGAL, destination=bytes(20)) is temBAD_AMOUNT
    assert pay(before, ILLEGAL, send_max=mpt(1, TOKEN)) is temMALFORMED


def test_tokens_that_do_not_exist_come_first() -> None:
    ledger = scene(without=[amendments.MPTokensV1])
    assert pay(ledger, mpt(1, TOKEN), domain_id=bytes(32), paths=WAY) is temDISABLED


def test_the_order_in_the_ledger() -> None:
    """One payment with everything against it; each is mended in turn, and the next is found."""
    ledger = scene(is_open=True)
    ledger.change("bob", flags=lsfRequireDestTag)
    fields: dict[str, Any] = {
        "amount": issued(1, "carol"),
        "paths": WAY * 7,
        "credential_ids": (b"\1" * 32,),
        "domain_id": b"\1" * 32,
    }
    found = [pay(ledger, to="nobody", **fields), pay(ledger, **fields)]
    fields["destination_tag"] = 1
    found.append(pay(ledger, **fields))
    fields["paths"] = WAY
    found.append(pay(ledger, **fields))
    del fields["credential_ids"]
    found.append(pay(ledger, **fields))
    assert [one.name for one in found] == [
        "tecNO_DST",
        "tecDST_TAG_NEEDED",
        "telBAD_PATH_COUNT",
        "tecBAD_CREDENTIALS",
        "tecNO_PERMISSION",
    ]


# Along paths


def holding_dollars() -> Market:
    market = Market("gate", "alice", "bob")
    market.hold("alice", USD(100))
    market.trust("bob", USD(100))
    return market


def test_tokens_are_deposits_too() -> None:
    market = holding_dollars()
    market.change("bob", flags=lsfDepositAuth)
    assert market.pay("alice", "bob", USD(5)) is tecNO_PERMISSION
    refuse_deposits(market, "bob", "alice")
    assert market.pay("alice", "bob", USD(5)) is tesSUCCESS


@pytest.mark.parametrize(("least", "result"), [(100, tesSUCCESS), ("100.0000000000001", tecPATH_PARTIAL)])
def test_a_part_that_is_just_enough(least: int | str, result: Result) -> None:
    market = holding_dollars()
    market.trust("bob", USD(1_000))
    fields: dict[str, Any] = {"flags": tfPartialPayment, "deliver_min": USD(least)}
    assert market.pay("alice", "bob", USD(200), **fields) is result


def test_what_cannot_be_computed_with() -> None:
    """With the transfer fee it would be more than any amount."""
    market = holding_dollars()
    market.change("gate", transfer_rate=2_000_000_000)
    most = USD("9999999999999999e80")
    market.trust("bob", most)
    assert market.pay("alice", "bob", most) is tecINTERNAL
