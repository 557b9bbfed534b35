"""Consensus: 71 to 74."""

from __future__ import annotations

from conformance.failure_modes.mode import FailureMode

MODES = (
    FailureMode(
        71,
        "Network partition",
        "Five validators cut 3/2 and 2/2/1, and ten: no ledger is validated on a side without quorum, no "
        "two validated hashes ever conflict, the degraded mode shows in server_state, health and an "
        "alert, and validation resumes by itself at most 30 s of network time after healing.",
    ),
    FailureMode(
        72,
        "Byzantine validators",
        "Up to a fifth of five and of ten validators equivocate, withhold, lie about close times and sign "
        "bad sets for 1,000 rounds: no fork, no invalid transaction applied, each kind of misbehaviour "
        "detected, counted and logged with its key.",
    ),
    FailureMode(
        73,
        "Clock skew",
        "20 s either way are accepted and 21 s refused; five nodes skewed by up to 15 s and drifting "
        "close 100 ledgers with one chain of hashes and close times that strictly increase; the operator "
        "is warned of the node's own skew.",
    ),
    FailureMode(
        74,
        "Proposal spam",
        "Of 100,000 proposals from 1,000 keys at most 10 a key are kept, memory grows by less than 32 "
        "MiB, the round ends in 20 s of network time, and the sender is charged and cut.",
    ),
)
