"""Stories of non-fungible tokens."""

from __future__ import annotations

from collections.abc import Generator

from conformance.examples.story import ALICE, BOB, Step, Story, Told, step, story
from spec.entries import NFTokenPage
from spec.flags import tfBurnable, tfMutable, tfSellNFToken, tfTransferable

PAINTING = "68747470733A2F2F6578616D706C652E636F6D2F7061696E74696E67"
CLEANED = "68747470733A2F2F6578616D706C652E636F6D2F636C65616E6564"


def _minted() -> Generator[Step, Told, str]:
    """Alice mints a token; its identifier."""
    minted = yield step(
        "Alice mints a token that may be passed on, burnt by her, and shown in another way later. Of each "
        "later sale she gets 5 %.",
        "NFTokenMint",
        ALICE,
        NFTokenTaxon=7,
        TransferFee=5_000,
        URI=PAINTING,
        Flags=tfTransferable | tfBurnable | tfMutable,
    )
    (page,) = (entry for entry in minted.state if isinstance(entry, NFTokenPage))
    return page.nftokens[0].nftoken_id.hex().upper()


@story
def selling_a_token() -> Story:
    """A token is offered and bought."""
    token = yield from _minted()
    offered = yield step(
        "She offers it for 20 XRP.",
        "NFTokenCreateOffer",
        ALICE,
        NFTokenID=token,
        Amount="20000000",
        Flags=tfSellNFToken,
    )
    yield step("Bob buys it.", "NFTokenAcceptOffer", BOB, NFTokenSellOffer=offered.created("NFTokenOffer"))


@story
def taking_an_offer_of_a_token_back() -> Story:
    """An offer for a token is taken back."""
    token = yield from _minted()
    offered = yield step(
        "Bob offers 5 XRP for it.", "NFTokenCreateOffer", BOB, NFTokenID=token, Owner=ALICE, Amount="5000000"
    )
    yield step(
        "He takes his offer back.", "NFTokenCancelOffer", BOB, NFTokenOffers=[offered.created("NFTokenOffer")]
    )


@story
def changing_and_burning_a_token() -> Story:
    """A token is changed, and goes."""
    token = yield from _minted()
    yield step("She has it cleaned.", "NFTokenModify", ALICE, NFTokenID=token, URI=CLEANED)
    yield step("She burns it.", "NFTokenBurn", ALICE, NFTokenID=token)
