"""The database: 79 to 82."""

from __future__ import annotations

from conformance.failure_modes.mode import FailureMode

MODES = (
    FailureMode(
        79,
        "Disk full",
        "With ENOSPC at every write call nothing is called validated that is not durable, the state "
        "degrades in order, and after space returns everything to the last durable ledger is there; "
        "levels are watched and a configured history is kept.",
        prevention="A ledger is validated when its batch is on disk, and not before (impl/building.py, "
        "impl/ledger_side.py).",
        recovery="The store is opened again with the next close, and what was written or not is found out "
        "from it.",
    ),
    FailureMode(
        80,
        "Corruption",
        "Killed and cut off at 1,000 points, a restart gives the last complete ledger and its roots "
        "recompute; every flipped bit in a stored node, header or index is detected, never served, and "
        "repaired from peers; there are commands to verify and to repair.",
        prevention="Nodes are stored under their hash and checked against it when they are read; a ledger "
        "is one batch, written through (impl/node_store.py).",
        recovery="A restart goes on from the last complete ledger.",
    ),
    FailureMode(
        81,
        "Cache coherency",
        "Over 100,000 random operations cached equals uncached; no cache has a name for a key that can "
        "change.",
        prevention="Nodes never change and are known by their hash; what is cached of a ledger goes with "
        "it (impl/shamap.py, impl/ledgers.py).",
        recovery="A cache can be dropped at any time; everything comes from the disk again.",
        manual="Nothing.",
    ),
    FailureMode(
        82,
        "Degradation with size",
        "account_info, tx and closing a ledger cost at most twice as much at 10^6 entries as at 10^3; no "
        "request and no close walks through everything.",
        prevention="Entries are reached by key through the tree; a closing ledger touches what its "
        "transactions touched (impl/shamap.py, impl/building.py).",
    ),
)
