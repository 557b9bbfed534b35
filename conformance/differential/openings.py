"""Where a run begins: a bare ledger, or one in which traffic has been going on for a while."""

from __future__ import annotations

from functools import cache
from random import Random

from conformance.recording import Recording
from conformance.traffic import Traffic, actors, funded, seeded
from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState
from spec.amendments import (
    MAINNET,
    Amendment,
    AMMClawback,
    DynamicMPT,
    MPTokensV1,
    SingleAssetVault,
    fixCleanup3_1_3,
    fixCleanup3_2_0,
    fixCleanup3_3_0,
)

PEOPLE = actors(11)
RULES: dict[str, tuple[Amendment, ...]] = {
    "main network": MAINNET,
    "3.1.1": tuple(one for one in MAINNET if one not in (fixCleanup3_1_3, fixCleanup3_2_0)),
    "before": tuple(one for one in MAINNET if one not in (AMMClawback, MPTokensV1)),
    "to come": (*MAINNET, DynamicMPT, SingleAssetVault, fixCleanup3_3_0),
}
"""Sets of rules: those of the main network, those that a server of the recorded version knows, those that the
main network once had, and those that it is asked to have."""
PER_LEDGER = 8
"""So many transactions come into each ledger of the past."""


@cache
def opening(family: str, transactions: int, seed: int, rules: str = "main network") -> ClosedLedger:
    """The ledger after so many transactions of a family; without any, one in which actors have XRP."""
    begin = funded(PEOPLE, RULES[rules])
    recording = Recording(ReferenceNode(ClosedLedger(begin.header, begin.hash, DictState.of(begin.entries))))
    recording.node.lawful = False  # what is held to the laws is what comes then
    traffic = Traffic(seeded(Random(seed)), PEOPLE, family)
    last = recording.node.last
    for number in range(1, transactions + 1):
        recording.submit(traffic.next(recording.node.open).blob)
        if number % PER_LEDGER == 0 or number == transactions:
            last = recording.close(last.header.close_time + traffic.pause())
    return ClosedLedger(last.header, last.hash, last.state)
