"""Stories of who somebody is: identifiers, credentials, domains; and of what things cost."""

from __future__ import annotations

from conformance.examples.story import ALICE, BOB, CAROL, ISSUER, Story, step, story
from conformance.traffic.beginnings import CLOSE_TIME
from spec.header import EPOCH

KYC = "4B5943"
"""``KYC``."""


@story
def identifiers() -> Story:
    """An account says where to read about it, and no longer does."""
    yield step(
        "Alice says where to read about her.",
        "DIDSet",
        ALICE,
        URI="68747470733A2F2F616C6963652E6578616D706C65",
    )
    yield step("She takes it back.", "DIDDelete", ALICE)


@story
def credentials() -> Story:
    """Somebody who is trusted says something of somebody."""
    yield step(
        "The issuer says that it knows Alice.", "CredentialCreate", ISSUER, Subject=ALICE, CredentialType=KYC
    )
    yield step("Alice agrees.", "CredentialAccept", ALICE, Issuer=ISSUER, CredentialType=KYC)
    yield step(
        "The issuer knows her no longer.", "CredentialDelete", ISSUER, Subject=ALICE, CredentialType=KYC
    )


@story
def domains() -> Story:
    """A place for those who have a credential."""
    made = yield step(
        "Carol makes a domain for those whom the issuer knows.",
        "PermissionedDomainSet",
        CAROL,
        AcceptedCredentials=[{"Credential": {"Issuer": ISSUER, "CredentialType": KYC}}],
    )
    yield step(
        "She gives it up.", "PermissionedDomainDelete", CAROL, DomainID=made.created("PermissionedDomain")
    )


@story
def oracles() -> Story:
    """Somebody who watches markets says what things cost."""
    yield step(
        "Bob says that XRP is at 2.05 USD.",
        "OracleSet",
        BOB,
        OracleDocumentID=1,
        Provider="626F62",
        AssetClass="63757272656E6379",
        LastUpdateTime=CLOSE_TIME + EPOCH,
        PriceDataSeries=[
            {"PriceData": {"BaseAsset": "XRP", "QuoteAsset": "USD", "AssetPrice": "CD", "Scale": 2}}
        ],
    )
    yield step("He watches no longer.", "OracleDelete", BOB, OracleDocumentID=1)
