"""Stories of tokens: those that trust lines hold, and multi-purpose tokens."""

from __future__ import annotations

from conformance.examples.story import ALICE, BOB, ISSUER, Story, Told, step, story
from spec.flags import asfAllowTrustLineClawback, tfMPTCanLock, tfMPTCanTransfer, tfMPTLock, tfSetNoRipple


def usd(value: str) -> dict[str, str]:
    """An amount of the issuer's US dollars."""
    return {"currency": "USD", "issuer": ISSUER, "value": value}


def usd_of(holder: str, value: str) -> dict[str, str]:
    """As the issuer names what a holder has of it."""
    return usd(value) | {"issuer": holder}


def _token(made: Told) -> str:
    """The identifier of a multi-purpose token: the number that made it, and who did."""
    return (made.number.to_bytes(4, "big") + made.tx.account).hex().upper()


@story
def trust_lines() -> Story:
    """Whoever wants to hold a token says how much of it it trusts the issuer for."""
    yield step(
        "Alice trusts the issuer for up to 1,000 USD.",
        "TrustSet",
        ALICE,
        LimitAmount=usd("1000"),
        Flags=tfSetNoRipple,
    )
    yield step("So does Bob.", "TrustSet", BOB, LimitAmount=usd("1000"), Flags=tfSetNoRipple)
    yield step("The issuer pays Alice 100 USD.", "Payment", ISSUER, Destination=ALICE, Amount=usd("100"))
    yield step(
        "She passes 40 on to Bob, through the issuer.",
        "Payment",
        ALICE,
        Destination=BOB,
        Amount=usd("40"),
        SendMax=usd("40"),
    )


@story
def clawing_back() -> Story:
    """An issuer takes back what it issued, if it said from the beginning that it might."""
    yield step(
        "The issuer says that it may.",
        "AccountSet",
        ISSUER,
        SetFlag=asfAllowTrustLineClawback,
    )
    yield step("Alice trusts it all the same.", "TrustSet", ALICE, LimitAmount=usd("1000"))
    yield step("It pays her 100 USD.", "Payment", ISSUER, Destination=ALICE, Amount=usd("100"))
    yield step("It takes 30 back.", "Clawback", ISSUER, Amount=usd_of(ALICE, "30"))


@story
def multi_purpose_tokens() -> Story:
    """A token of a new kind is issued, held, paid, locked and given up."""
    made = yield step(
        "The issuer makes a token that can be paid on and locked: at most a million, in hundredths.",
        "MPTokenIssuanceCreate",
        ISSUER,
        AssetScale=2,
        MaximumAmount="100000000",
        Flags=tfMPTCanTransfer | tfMPTCanLock,
    )
    token = _token(made)
    yield step(
        "Alice makes a place for it among what she owns.",
        "MPTokenAuthorize",
        ALICE,
        MPTokenIssuanceID=token,
    )
    yield step(
        "The issuer pays her 500 hundredths.",
        "Payment",
        ISSUER,
        Destination=ALICE,
        Amount={"mpt_issuance_id": token, "value": "500"},
    )
    yield step(
        "It locks what Alice has.",
        "MPTokenIssuanceSet",
        ISSUER,
        MPTokenIssuanceID=token,
        Holder=ALICE,
        Flags=tfMPTLock,
    )


@story
def giving_a_token_up() -> Story:
    """What nobody holds can be taken out of the ledger."""
    made = yield step("The issuer makes a token.", "MPTokenIssuanceCreate", ISSUER)
    yield step(
        "Nobody wants it, and the issuer gives it up.",
        "MPTokenIssuanceDestroy",
        ISSUER,
        MPTokenIssuanceID=_token(made),
    )
