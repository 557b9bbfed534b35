"""Stories of what validators agree on. Nobody sends these: every validator makes them by itself, and they
stand in the ledger because enough did."""

from __future__ import annotations

from conformance.examples.story import BEGIN_BEFORE, NOBODY, PEOPLE, Story, step, story
from spec.amendments import SingleAssetVault
from spec.flags import tfGotMajority

AMENDMENT = SingleAssetVault.id.hex().upper()


@story
def amendments() -> Story:
    """Validators want a new rule, and get it two weeks later."""
    yield step(
        "More than four of five want vaults.",
        "EnableAmendment",
        NOBODY,
        Amendment=AMENDMENT,
        LedgerSequence=BEGIN_BEFORE,
        Flags=tfGotMajority,
    )
    yield step(
        "They still do two weeks later: there are vaults.",
        "EnableAmendment",
        NOBODY,
        Amendment=AMENDMENT,
        LedgerSequence=BEGIN_BEFORE + 1,
    )


@story
def fees() -> Story:
    """Validators change what is charged."""
    yield step(
        "A transaction costs 10 drops, an account reserves 1 XRP, and what it owns 0.2 XRP each.",
        "SetFee",
        NOBODY,
        BaseFeeDrops="10",
        ReserveBaseDrops="1000000",
        ReserveIncrementDrops="200000",
    )


@story
def absent_validators() -> Story:
    """A validator that is away is left out of the count for a while."""
    yield step(
        "A validator has been away for long: from the next flag ledger on it does not count.",
        "UNLModify",
        NOBODY,
        LedgerSequence=BEGIN_BEFORE,
        UNLModifyDisabling=1,
        UNLModifyValidator=PEOPLE["carol"].pair.public_key.hex().upper(),
    )
