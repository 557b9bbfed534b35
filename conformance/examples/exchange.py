"""Stories of the exchange: offers, and pools that always trade."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from conformance.examples.story import ALICE, BOB, ISSUER, Step, Story, Told, step, story
from conformance.examples.tokens import usd
from spec.entries import AMM
from spec.flags import asfAllowTrustLineClawback, tfLPToken, tfTwoAsset
from spec.json_values import amount_to_json

POOL: dict[str, Any] = {"Asset": {"currency": "XRP"}, "Asset2": {"currency": "USD", "issuer": ISSUER}}


def _dollars(*holders: str) -> Generator[Step, Told, None]:
    """Some people have US dollars of the issuer."""
    for who, name in ((ALICE, "Alice"), (BOB, "Bob")):
        if who in holders:
            yield step(f"{name} trusts the issuer.", "TrustSet", who, LimitAmount=usd("10000"))
            yield step(
                f"The issuer pays {name} 1,000 USD.", "Payment", ISSUER, Destination=who, Amount=usd("1000")
            )


@story
def trading() -> Story:
    """One offers, another takes."""
    yield from _dollars(ALICE)
    yield step("Bob trusts the issuer, too.", "TrustSet", BOB, LimitAmount=usd("10000"))
    yield step(
        "Alice offers 100 USD for 50 XRP. Nobody wants it yet, so the offer stays.",
        "OfferCreate",
        ALICE,
        TakerPays="50000000",
        TakerGets=usd("100"),
    )
    yield step(
        "Bob offers 20 XRP for 40 USD. The two offers cross, and nothing of his is left.",
        "OfferCreate",
        BOB,
        TakerPays=usd("40"),
        TakerGets="20000000",
    )


@story
def taking_an_offer_back() -> Story:
    """An offer is taken back."""
    offered = yield step(
        "Alice would like 100 USD for 50 XRP.",
        "OfferCreate",
        ALICE,
        TakerPays=usd("100"),
        TakerGets="50000000",
    )
    yield step("She thinks better of it.", "OfferCancel", ALICE, OfferSequence=offered.number)


def _pool() -> Generator[Step, Told, None]:
    yield from _dollars(ALICE, BOB)
    yield step(
        "Alice makes a pool of 100 XRP and 200 USD that takes half a percent of what is traded.",
        "AMMCreate",
        ALICE,
        Amount="100000000",
        Amount2=usd("200"),
        TradingFee=500,
    )


@story
def pools() -> Story:
    """A pool is made, filled, voted on, used and emptied."""
    yield from _pool()
    yield step(
        "Bob puts in 10 XRP, and up to 20 USD beside them. He gets shares in the pool.",
        "AMMDeposit",
        BOB,
        **POOL,
        Amount="10000000",
        Amount2=usd("20"),
        Flags=tfTwoAsset,
    )
    yield step("He votes for a lower fee.", "AMMVote", BOB, **POOL, TradingFee=300)
    bid = yield step("He bids for the right to trade almost for nothing.", "AMMBid", BOB, **POOL)
    (pool,) = (entry for entry in bid.state if isinstance(entry, AMM))
    shares = amount_to_json(pool.lp_token_balance) | {"value": "1000"}
    yield step("He takes something out again.", "AMMWithdraw", BOB, **POOL, LPTokenIn=shares, Flags=tfLPToken)


@story
def pools_that_cannot_be_deleted() -> Story:
    """A pool goes by itself when the last share is given back; only where it has very many lines something is
    left over, which anyone can then delete."""
    yield from _pool()
    yield step(
        "Bob would like to delete the pool, which is not empty.",
        "AMMDelete",
        BOB,
        **POOL,
        result="tecAMM_NOT_EMPTY",
    )


@story
def clawing_back_from_a_pool() -> Story:
    """An issuer takes back what a holder put into a pool."""
    yield step("The issuer says that it may.", "AccountSet", ISSUER, SetFlag=asfAllowTrustLineClawback)
    yield from _pool()
    yield step(
        "The issuer takes 50 USD back that Alice put into the pool; she gets the XRP beside them.",
        "AMMClawback",
        ISSUER,
        Holder=ALICE,
        Asset=POOL["Asset2"],
        Asset2=POOL["Asset"],
        Amount=usd("50"),
    )
