"""Stories of accounts and XRP."""

from __future__ import annotations

from conformance.examples.story import ALICE, BOB, CAROL, ISSUER, Story, step, story
from spec.addresses import decode_account
from spec.flags import asfRequireDest


@story
def paying() -> Story:
    """XRP goes from one account to another."""
    yield step("Alice pays Bob 25 XRP.", "Payment", ALICE, Destination=BOB, Amount="25000000")


@story
def settings() -> Story:
    """An account says how it wants to be treated."""
    yield step(
        "Bob asks for a destination tag with every payment, and names his domain.",
        "AccountSet",
        BOB,
        SetFlag=asfRequireDest,
        Domain="626F622E6578616D706C65",
    )
    yield step(
        "Alice forgets the tag: her payment fails and costs its fee.",
        "Payment",
        ALICE,
        Destination=BOB,
        Amount="25000000",
        result="tecDST_TAG_NEEDED",
    )


@story
def signing_keys() -> Story:
    """Others sign in an account's name."""
    yield step("Alice lets Bob's key sign for her.", "SetRegularKey", ALICE, RegularKey=BOB)
    yield step(
        "Alice lets Bob and Carol sign for her, if both do.",
        "SignerListSet",
        ALICE,
        SignerQuorum=2,
        SignerEntries=[
            {"SignerEntry": {"Account": who, "SignerWeight": 1}}
            for who in sorted((BOB, CAROL), key=decode_account)
        ],
    )


@story
def tickets() -> Story:
    """Numbers are set aside, to be used in any order."""
    made = yield step("Alice sets two numbers aside.", "TicketCreate", ALICE, TicketCount=2)
    yield step(
        "She uses the second one first.",
        "Payment",
        ALICE,
        Destination=BOB,
        Amount="1000000",
        TicketSequence=made.number + 2,
    )


@story
def leaving() -> Story:
    """An account that is old enough and owns nothing goes."""
    yield step(
        "Carol leaves. What she has goes to Bob, but for a fee that is as high as what an entry reserves.",
        "AccountDelete",
        CAROL,
        Destination=BOB,
    )


@story
def preauthorization() -> Story:
    """Who lets only some send anything says whom."""
    yield step("Bob lets Alice send him something.", "DepositPreauth", BOB, Authorize=ALICE)


@story
def repairing() -> Story:
    """A list that an old mistake damaged can be repaired by anyone; one that is whole is left as it is."""
    yield step(
        "Alice asks to repair the pages of the issuer's tokens, and there are none to repair.",
        "LedgerStateFix",
        ALICE,
        LedgerFixType=1,
        Owner=ISSUER,
        result="tecFAILED_PROCESSING",
    )
