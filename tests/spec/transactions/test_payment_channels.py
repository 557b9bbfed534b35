"""PaymentChannelCreate, PaymentChannelFund and PaymentChannelClaim: XRP is set aside, claimed, given back."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, directories, keylets, keys, signing
from spec.entries import PayChannel
from spec.flags import (
    lsfDisallowIncomingPayChan,
    lsfRequireDestTag,
    tfClose,
    tfRenew,
)
from spec.keys import KeyType
from spec.results import (
    Result,
    tecBAD_CREDENTIALS,
    tecDST_TAG_NEEDED,
    tecEXPIRED,
    tecINSUFFICIENT_RESERVE,
    tecNO_DST,
    tecNO_ENTRY,
    tecNO_PERMISSION,
    tecNO_TARGET,
    tecUNFUNDED,
    tecUNFUNDED_PAYMENT,
    tefBAD_LEDGER,
    temBAD_AMOUNT,
    temBAD_EXPIRATION,
    temBAD_SIGNATURE,
    temBAD_SIGNER,
    temDISABLED,
    temDST_IS_SRC,
    temINVALID_FLAG,
    temMALFORMED,
    terNO_ACCOUNT,
    tesSUCCESS,
)
from spec.transactions.payment_channel_claim import PaymentChannelClaim
from spec.transactions.payment_channel_create import PaymentChannelCreate
from spec.transactions.payment_channel_fund import PaymentChannelFund
from spec.transactions.ticket_create import TicketCreate
from spec.values import Hash256
from tests.spec.deposits import KIND, listed, refuse_deposits, vouch
from tests.spec.ledgers import NOW, XRP, SmallLedger, account, issued

ALICE, BOB = account("alice"), account("bob")
NUMBER = 10
"""Of alice's first transaction, which makes the channel."""
DELAY = 100
FIX = amendments.fixCleanup3_2_0
PAIRS = [keys.account_keys(bytes([number]) * 16, kind) for number, kind in enumerate(KeyType)]
KINDS = dict(zip([pair.public_key for pair in PAIRS], KeyType, strict=True))
KEY, OTHER_KEY = (pair.public_key for pair in PAIRS)


def channel_key(number: int = NUMBER) -> Hash256:
    return keylets.payment_channel(ALICE, BOB, number).key


def signature(total: int, key: bytes = KEY, channel: Hash256 | None = None) -> bytes:
    """For a total that the channel is to have paid."""
    message = signing.claim(channel if channel is not None else channel_key(), total)
    secret = next(pair.secret for pair in PAIRS if pair.public_key == key)
    return keys.sign(message, secret, KINDS[key])


def scene(**options: Any) -> SmallLedger:
    return SmallLedger("alice", "bob", "carol", **options)


def create(ledger: SmallLedger, amount: Any = 10 * XRP, **fields: Any) -> Result:
    common = {"destination": BOB, "amount": amount, "settle_delay": DELAY, "public_key": KEY}
    return ledger.apply(PaymentChannelCreate, "alice", **{**common, **fields})


def made(*, fixed: bool = True, **fields: Any) -> SmallLedger:
    """A ledger with a channel of ten XRP from alice to bob."""
    ledger = scene(without=() if fixed else [FIX])
    assert create(ledger, **fields) is tesSUCCESS
    return ledger


def fund(ledger: SmallLedger, by: str = "alice", amount: Any = XRP, **fields: Any) -> Result:
    return ledger.apply(PaymentChannelFund, by, **{"channel": channel_key(), "amount": amount, **fields})


def claim(ledger: SmallLedger, by: str = "bob", **fields: Any) -> Result:
    return ledger.apply(PaymentChannelClaim, by, **{"channel": channel_key(), **fields})


def signed(total: int, key: bytes = KEY) -> dict[str, Any]:
    """The fields of a claim of a total that the source signed for."""
    return {"balance": total, "signature": signature(total, key), "public_key": key}


def channel(ledger: SmallLedger) -> PayChannel:
    found = ledger.draft.edit(keylets.payment_channel(ALICE, BOB, NUMBER))
    assert found is not None
    return found


def is_closed(ledger: SmallLedger) -> bool:
    """Whether the channel is gone from everywhere."""
    gone = ledger.draft.get(channel_key()) is None
    assert ledger.root("alice").owner_count == (0 if gone else 1)
    for name in ("alice", "bob"):
        listed_there = list(directories.keys(ledger.draft, keylets.owner_directory(account(name))))
        assert (channel_key() in listed_there) is not gone
    return gone


# Making one


def test_xrp_is_set_aside() -> None:
    ledger = made(cancel_after=NOW + 50, destination_tag=5, source_tag=6, fee=12)
    there = channel(ledger)
    assert (there.account, there.destination, there.amount, there.balance) == (ALICE, BOB, 10 * XRP, 0)
    assert (there.settle_delay, there.public_key, there.cancel_after) == (DELAY, KEY, NOW + 50)
    assert (there.destination_tag, there.source_tag, there.sequence) == (5, 6, NUMBER)
    assert ledger.root("alice").balance == 990 * XRP - 12
    assert not is_closed(ledger)


def test_a_ticket_names_it_as_well() -> None:
    ledger = scene()
    ledger.apply(TicketCreate, "alice", ticket_count=1)
    assert create(ledger, ticket_sequence=NUMBER + 1) is tesSUCCESS
    there = ledger.draft.read(keylets.payment_channel(ALICE, BOB, NUMBER + 1))
    assert there is not None
    assert there.sequence == NUMBER + 1


def test_it_did_not_say_its_number_before_the_fix() -> None:
    ledger = scene(without=[amendments.fixIncludeKeyletFields])
    create(ledger)
    assert channel(ledger).sequence is None


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"amount": 0}, temBAD_AMOUNT),
        ({"amount": -1}, temBAD_AMOUNT),
        ({"amount": issued(1, "carol")}, temBAD_AMOUNT),
        ({"destination": ALICE}, temDST_IS_SRC),
        ({"public_key": b"\4" * 33}, temMALFORMED),
        ({"public_key": b""}, temMALFORMED),
        ({"public_key": OTHER_KEY}, tesSUCCESS),
        ({"flags": 1}, temINVALID_FLAG),
        ({"amount": 0, "destination": ALICE}, temBAD_AMOUNT),
        ({"destination": ALICE, "public_key": b""}, temDST_IS_SRC),
    ],
)
def test_no_such_channel(fields: dict[str, Any], result: Result) -> None:
    assert create(scene(), **fields) is result


def test_the_source_exists() -> None:
    assert create(SmallLedger("bob")) is terNO_ACCOUNT


def test_it_needs_a_reserve_before_the_fee_and_the_xrp_besides() -> None:
    ledger = scene()
    for spare, result in (
        (2 * XRP - 1, tecINSUFFICIENT_RESERVE),
        (2 * XRP, tecUNFUNDED),
        (12 * XRP - 1, tecUNFUNDED),
        (12 * XRP, tesSUCCESS),
    ):
        ledger.spare("alice", spare)
        assert create(ledger) is result


def test_the_destination_takes_it() -> None:
    """In this order: after the XRP, it exists, takes channels, gets its tag, and is no pool."""
    ledger = scene()
    assert create(ledger, 5_000 * XRP, destination=account("nobody")) is tecUNFUNDED
    assert create(ledger, destination=account("nobody")) is tecNO_DST
    ledger.change("bob", flags=lsfDisallowIncomingPayChan | lsfRequireDestTag)
    assert create(ledger) is tecNO_PERMISSION
    ledger.change("bob", flags=lsfRequireDestTag, amm_id=bytes(32))
    assert create(ledger) is tecDST_TAG_NEEDED
    assert create(ledger, destination_tag=0) is tecNO_PERMISSION
    ledger.change("bob", amm_id=None)
    assert create(ledger, destination_tag=0) is tesSUCCESS


@pytest.mark.parametrize(
    ("moment", "fixed", "result"),
    [(NOW - 1, True, tecEXPIRED), (NOW, True, tesSUCCESS), (NOW - 1, False, tesSUCCESS)],
)
def test_it_is_not_over_already_since_the_fix(moment: int, fixed: bool, result: Result) -> None:
    ledger = scene(without=() if fixed else [amendments.fixPayChanCancelAfter])
    assert create(ledger, cancel_after=moment) is result


# When its time has come


@pytest.mark.parametrize("field", ["cancel_after", "expiration"])
@pytest.mark.parametrize(("fixed", "later", "over"), [(True, 0, False), (True, 1, True), (False, 0, True)])
@pytest.mark.parametrize("ask", [fund, claim])
@pytest.mark.parametrize("by", ["alice", "bob", "carol"])
def test_whoever_asks_closes_it(field: str, fixed: bool, later: int, over: bool, ask: Any, by: str) -> None:
    """Before fixCleanup3_2_0 the time had come at the moment itself."""
    ledger = made(fixed=fixed)
    setattr(channel(ledger), field, NOW + 50)
    claim(ledger, "bob", **signed(4 * XRP))
    ledger.wait(50 + later)
    before = ledger.root("alice").balance
    result = ask(ledger, by)
    assert is_closed(ledger) == over
    if over:
        assert result is tesSUCCESS
        assert ledger.root("alice").balance == before + 6 * XRP - 10 * (by == "alice")


def test_of_two_times_the_first_counts() -> None:
    ledger = made(cancel_after=NOW + 50)
    channel(ledger).expiration = NOW + 500
    ledger.wait(51)
    assert claim(ledger) is tesSUCCESS
    assert is_closed(ledger)


def test_there_is_one() -> None:
    assert fund(scene()) is tecNO_ENTRY
    assert claim(scene()) is tecNO_TARGET


@pytest.mark.parametrize(("ask", "unknown"), [(fund, tecNO_ENTRY), (claim, tecNO_TARGET)])
def test_it_is_one_that_can_exist_since_the_fix(ask: Any, unknown: Result) -> None:
    assert ask(scene(), channel=bytes(32), amount=-1) is temMALFORMED
    assert ask(scene(without=[FIX]), channel=bytes(32)) is unknown


# Adding to it


def test_xrp_is_added() -> None:
    ledger = made()
    before = ledger.root("alice").balance
    assert fund(ledger, amount=7) is tesSUCCESS
    assert channel(ledger).amount == 10 * XRP + 7
    assert ledger.root("alice").balance == before - 17
    assert ledger.root("alice").owner_count == 1


@pytest.mark.parametrize("amount", [0, -1, issued(1, "carol")])
def test_it_is_some_xrp(amount: Any) -> None:
    assert fund(made(), amount=amount) is temBAD_AMOUNT
    assert fund(made(), amount=1) is tesSUCCESS
    assert fund(made(), flags=1) is temINVALID_FLAG


def test_only_the_source_adds() -> None:
    assert fund(made(), "bob") is tecNO_PERMISSION
    assert fund(made(), "carol", expiration=1) is tecNO_PERMISSION


@pytest.mark.parametrize(
    ("old", "new", "accepted"),
    [
        (None, NOW + DELAY - 1, False),
        (None, NOW + DELAY, True),
        (NOW + 50, NOW + 49, False),
        (NOW + 50, NOW + 50, True),
        (NOW + 500, NOW + DELAY - 1, False),
        (NOW + 500, NOW + DELAY, True),
    ],
)
@pytest.mark.parametrize(("fixed", "refusal"), [(True, tecNO_PERMISSION), (False, temBAD_EXPIRATION)])
def test_the_end_comes_no_sooner_than_it_could(
    old: int | None, new: int, accepted: bool, fixed: bool, refusal: Result
) -> None:
    """A result that says malformed came from the ledger until fixCleanup3_2_0."""
    ledger = made(fixed=fixed)
    channel(ledger).expiration = old
    assert fund(ledger, expiration=new) is (tesSUCCESS if accepted else refusal)
    assert channel(ledger).expiration == (new if accepted else old)


@pytest.mark.parametrize(("fixed", "earliest"), [(True, 2**32 - 1), (False, NOW + 4)])
def test_time_does_not_begin_again_since_the_fix(fixed: bool, earliest: int) -> None:
    """A delay beyond the last moment that there is ends with that moment; it used to end near the first."""
    ledger = made(fixed=fixed, settle_delay=2**32 - 1)
    ledger.wait(5)
    refusal = tecNO_PERMISSION if fixed else temBAD_EXPIRATION
    assert fund(ledger, expiration=earliest - 1) is refusal
    assert claim(ledger, "alice", flags=tfClose) is tesSUCCESS
    assert channel(ledger).expiration == earliest


def test_it_needs_the_reserve_after_the_fee_and_the_xrp_besides() -> None:
    ledger = made()
    for spare, result in (
        (9, tecINSUFFICIENT_RESERVE),
        (10, tecUNFUNDED),
        (XRP + 9, tecUNFUNDED),
        (XRP + 10, tesSUCCESS),
    ):
        ledger.spare("alice", spare)
        assert fund(ledger, expiration=NOW + 500) is result
    ledger.spare("alice", 9)
    assert fund(ledger, expiration=NOW) is tecNO_PERMISSION


def test_nothing_is_added_for_who_is_gone() -> None:
    """As in a channel of old, which did not stand in its destination's list."""
    ledger = made()
    ledger.draft.erase(keylets.account(BOB))
    assert fund(ledger) is tecNO_DST
    ledger.spare("alice", 10)
    assert fund(ledger) is tecUNFUNDED


# Claiming


@pytest.mark.parametrize("key", [KEY, OTHER_KEY])
def test_what_the_source_signed_for_is_paid(key: bytes) -> None:
    ledger = made(public_key=key)
    before = ledger.root("bob").balance
    for total in (3 * XRP, 10 * XRP):
        assert claim(ledger, **signed(total, key), fee=0) is tesSUCCESS
        assert channel(ledger).balance == total
        assert ledger.root("bob").balance == before + total
    assert not is_closed(ledger)


def test_less_than_was_signed_for_may_be_claimed() -> None:
    fields = {**signed(3 * XRP), "amount": 5 * XRP, "signature": signature(5 * XRP)}
    assert claim(made(), **fields) is tesSUCCESS
    assert claim(made(), **{**fields, "signature": signature(3 * XRP)}) is temBAD_SIGNATURE


def test_the_source_pays_without_a_signature() -> None:
    ledger = made()
    assert claim(ledger, "alice", balance=XRP) is tesSUCCESS
    assert claim(ledger, "alice", **signed(2 * XRP)) is tesSUCCESS
    assert channel(ledger).balance == 2 * XRP


WRONG = {**signed(3 * XRP), "signature": signature(4 * XRP)}


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"balance": 0}, temBAD_AMOUNT),
        ({"balance": -1}, temBAD_AMOUNT),
        ({"balance": issued(1, "carol")}, temBAD_AMOUNT),
        ({"amount": 0}, temBAD_AMOUNT),
        ({"amount": issued(1, "carol")}, temBAD_AMOUNT),
        ({"balance": 2, "amount": 1}, temBAD_AMOUNT),
        ({"flags": tfClose | tfRenew}, temMALFORMED),
        ({"signature": b"", "public_key": KEY}, temMALFORMED),
        ({"signature": b"", "balance": 1}, temMALFORMED),
        ({**signed(1), "public_key": b""}, temMALFORMED),
        ({**signed(1), "public_key": b"\4" * 33}, temMALFORMED),
        (WRONG, temBAD_SIGNATURE),
        ({**signed(1), "channel": b"\1" * 32}, temBAD_SIGNATURE),
        ({**signed(1), "public_key": OTHER_KEY}, temBAD_SIGNATURE),
        ({"credential_ids": ()}, temMALFORMED),
        ({"flags": 1}, temINVALID_FLAG),
        ({"balance": 0, "flags": tfClose | tfRenew}, temBAD_AMOUNT),
        ({**WRONG, "flags": tfClose | tfRenew}, temMALFORMED),
        ({**WRONG, "credential_ids": ()}, temBAD_SIGNATURE),
    ],
)
def test_no_such_claim(fields: dict[str, Any], result: Result) -> None:
    assert claim(made(), **fields) is result


def test_only_the_two_sides_claim() -> None:
    assert claim(made(), "carol") is tecNO_PERMISSION
    assert claim(made(), "carol", **signed(20 * XRP)) is tecNO_PERMISSION


@pytest.mark.parametrize("fixed", [True, False])
def test_the_destination_needs_the_sources_signature(fixed: bool) -> None:
    """Results that say malformed came from the ledger until fixCleanup3_2_0."""
    none = tecNO_PERMISSION if fixed else temBAD_SIGNATURE
    other = tecNO_PERMISSION if fixed else temBAD_SIGNER
    assert claim(made(fixed=fixed), balance=20 * XRP) is none
    assert claim(made(fixed=fixed), **signed(20 * XRP, OTHER_KEY)) is other
    assert claim(made(fixed=fixed), "alice", **signed(20 * XRP, OTHER_KEY)) is other


def test_there_is_something_to_claim() -> None:
    ledger = made()
    assert claim(ledger, **signed(10 * XRP + 1)) is tecUNFUNDED_PAYMENT
    assert claim(ledger, **signed(3 * XRP)) is tesSUCCESS
    for total in (2 * XRP, 3 * XRP):
        assert claim(ledger, **signed(total)) is tecUNFUNDED_PAYMENT


def test_there_is_someone_to_pay() -> None:
    ledger = made()
    ledger.draft.erase(keylets.account(BOB))
    channel(ledger).balance = XRP // 2
    for total in (11 * XRP, XRP // 2):
        assert claim(ledger, "alice", balance=total) is tecUNFUNDED_PAYMENT
    assert claim(ledger, "alice", balance=XRP) is tecNO_DST


def test_who_refuses_deposits_claims_for_itself() -> None:
    ledger = made()
    refuse_deposits(ledger, "bob")
    assert claim(ledger, "alice", balance=XRP) is tecNO_PERMISSION
    assert claim(ledger, **signed(XRP)) is tesSUCCESS
    refuse_deposits(ledger, "bob", "alice")
    assert claim(ledger, "alice", balance=2 * XRP) is tesSUCCESS


def test_credentials_let_the_source_in() -> None:
    ledger = made()
    refuse_deposits(ledger, "bob", credentials=listed(("carol", KIND)))
    of_bob = vouch(ledger, "carol", "bob")
    key = vouch(ledger, "carol", "alice", expiration=NOW + 10)
    assert claim(ledger, "alice", balance=XRP, credential_ids=(of_bob,)) is tecBAD_CREDENTIALS
    assert claim(ledger, "alice", balance=XRP, credential_ids=(key,)) is tesSUCCESS
    ledger.wait(11)
    assert claim(ledger, "alice", balance=2 * XRP, credential_ids=(key,)) is tecEXPIRED
    assert ledger.draft.get(key) is None
    assert channel(ledger).balance == XRP


def test_credentials_exist_only_with_their_amendment() -> None:
    ledger = scene(without=[amendments.Credentials])
    create(ledger)
    assert claim(ledger, credential_ids=(b"\1" * 32,)) is temDISABLED
    assert claim(ledger, **signed(XRP)) is tesSUCCESS


# Closing and renewing


def test_the_destination_closes_at_once() -> None:
    ledger = made()
    before = ledger.root("alice").balance
    assert claim(ledger, **signed(3 * XRP), flags=tfClose) is tesSUCCESS
    assert is_closed(ledger)
    assert ledger.root("alice").balance == before + 7 * XRP


def test_what_has_paid_everything_closes_at_once() -> None:
    ledger = made()
    assert claim(ledger, "alice", balance=10 * XRP, flags=tfClose) is tesSUCCESS
    assert is_closed(ledger)


@pytest.mark.parametrize(
    ("old", "new"), [(None, NOW + DELAY), (NOW + 50, NOW + 50), (NOW + 500, NOW + DELAY)]
)
def test_the_source_waits_for_the_delay(old: int | None, new: int) -> None:
    ledger = made()
    channel(ledger).expiration = old
    assert claim(ledger, "alice", flags=tfClose) is tesSUCCESS
    assert not is_closed(ledger)
    assert channel(ledger).expiration == new


def test_the_source_takes_it_back() -> None:
    ledger = made()
    channel(ledger).expiration = NOW + 50
    assert claim(ledger, flags=tfRenew) is tecNO_PERMISSION
    assert claim(ledger, **signed(XRP), flags=tfRenew) is tecNO_PERMISSION
    assert channel(ledger).balance == 0
    assert claim(ledger, "alice", flags=tfRenew) is tesSUCCESS
    assert channel(ledger).expiration is None


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_a_channel_that_is_not_listed(name: str) -> None:
    ledger = made()
    ledger.draft.erase(keylets.owner_directory(account(name)))
    assert claim(ledger, flags=tfClose) is tefBAD_LEDGER
    channel(ledger).expiration = NOW - 1
    assert fund(ledger) is tefBAD_LEDGER
