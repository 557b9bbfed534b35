"""Stories of what is promised: checks, escrows and payment channels."""

from __future__ import annotations

from conformance.examples.story import ALICE, BOB, PEOPLE, Story, step, story
from spec import keys, signing
from spec.conditions import condition_of, encode_condition, encode_fulfillment

SECRET = b"the horse is in the stable"
DAY = 86_400


@story
def checks() -> Story:
    """A check is written and cashed."""
    written = yield step(
        "Alice writes Bob a check over 100 XRP.",
        "CheckCreate",
        ALICE,
        Destination=BOB,
        SendMax="100000000",
    )
    yield step(
        "Bob cashes 80 of them.", "CheckCash", BOB, CheckID=written.created("Check"), Amount="80000000"
    )


@story
def checks_that_are_not_cashed() -> Story:
    """A check is torn up."""
    written = yield step(
        "Alice writes Bob a check.", "CheckCreate", ALICE, Destination=BOB, SendMax="100000000"
    )
    yield step("Bob does not want it.", "CheckCancel", BOB, CheckID=written.created("Check"))


@story
def escrows() -> Story:
    """XRP waits for whoever knows a secret."""
    now = yield step(
        "Alice pays Bob something, to begin with.", "Payment", ALICE, Destination=BOB, Amount="1"
    )
    condition = encode_condition(condition_of(SECRET)).hex().upper()
    made = yield step(
        "Alice sets 10 XRP aside for Bob, if he can show a secret within a day.",
        "EscrowCreate",
        ALICE,
        Destination=BOB,
        Amount="10000000",
        Condition=condition,
        CancelAfter=now.close_time + DAY,
    )
    yield step(
        "He can, and gets them.",
        "EscrowFinish",
        BOB,
        Owner=ALICE,
        OfferSequence=made.number,
        Condition=condition,
        Fulfillment=encode_fulfillment(SECRET).hex().upper(),
    )


@story
def escrows_that_are_too_late() -> Story:
    """What nobody came for goes back."""
    now = yield step(
        "Alice pays Bob something, to begin with.", "Payment", ALICE, Destination=BOB, Amount="1"
    )
    made = yield step(
        "Alice sets 10 XRP aside for Bob, from in an hour until in a day.",
        "EscrowCreate",
        ALICE,
        Destination=BOB,
        Amount="10000000",
        FinishAfter=now.close_time + 3_600,
        CancelAfter=now.close_time + DAY,
    )
    yield step("Two days go by.", "Payment", ALICE, Destination=BOB, Amount="1", after=2 * DAY)
    yield step("Alice gets her XRP back.", "EscrowCancel", ALICE, Owner=ALICE, OfferSequence=made.number)


@story
def channels() -> Story:
    """XRP is promised in many small steps, and paid in one."""
    alice = PEOPLE["alice"]
    key = alice.pair.public_key.hex().upper()
    opened = yield step(
        "Alice opens a channel to Bob with 10 XRP; she can close it within an hour's notice.",
        "PaymentChannelCreate",
        ALICE,
        Destination=BOB,
        Amount="10000000",
        SettleDelay=3_600,
        PublicKey=key,
    )
    channel = opened.created("PayChannel")
    yield step("She puts 5 more into it.", "PaymentChannelFund", ALICE, Channel=channel, Amount="5000000")
    message = signing.claim(bytes.fromhex(channel), 3_000_000)
    yield step(
        "Away from the ledger she signed for 3 XRP in all, and Bob claims them.",
        "PaymentChannelClaim",
        BOB,
        Channel=channel,
        Balance="3000000",
        Amount="3000000",
        PublicKey=key,
        Signature=keys.sign(message, alice.pair.secret, alice.kind).hex().upper(),
    )
