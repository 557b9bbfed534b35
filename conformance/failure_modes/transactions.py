"""Transactions: 83 to 86."""

from __future__ import annotations

from conformance.failure_modes.mode import Alert, Detection, FailureMode

MODES = (
    FailureMode(
        83,
        "Double spend",
        "Proved for the specification; 1,000,000 duplicated and reordered submissions are each applied at "
        "most once, and XRP plus burned fees stays what it was, across crash, restart and replay.",
        prevention="A transaction uses up a sequence number or a ticket before anything else happens, "
        "also when it fails (spec/engine.py); an account that comes again begins with numbers "
        "that were never used (spec/transactions/account_delete.py). The laws "
        "transactions-apply-once and xrp-is-conserved hold of every ledger (spec/laws).",
        detection=Detection(
            "a transaction is submitted that was applied, refused or overtaken already; or an invariant "
            "fails",
            "canon_duplicates_total",
            "invariant failed",
        ),
        alert=Alert("critical", "increase(canon_invariant_failures_total[10m]) > 0"),
        recovery="A duplicate is answered and forgotten. A transaction that breaks an invariant is undone "
        "but for its fee, or altogether.",
        manual="An invariant that failed is a mistake in the rules: keep the data directory, replay its "
        "ledger with `canon conformance`, and report it. Duplicates alone need nothing.",
    ),
    FailureMode(
        84,
        "Integer overflow",
        "Proved for each function of the arithmetic over its whole domain; a grid of boundaries and "
        "1,000,000 random operations equal exact arithmetic; no float near value.",
        prevention="Integers have no end, and every result is checked against the width that the protocol "
        "gives it (spec/rounding.py, spec/arithmetic.py, spec/amounts.py). A lint keeps floats "
        "out of the specification.",
        detection=Detection(
            "a transaction's arithmetic leaves its range, which ends it with tefEXCEPTION",
            "canon_arithmetic_failures_total",
            "arithmetic failed",
        ),
        alert=Alert("warning", "rate(canon_arithmetic_failures_total[10m]) > 1"),
        recovery="The transaction is refused and leaves no trace.",
        manual="One client that causes many of them is probing: find its transactions in the log.",
    ),
    FailureMode(
        85,
        "Path finding loop",
        "Every loop of the payment engine and of the search has a bound that decreases; cycles of 2 to 20 "
        "trust lines, dense graphs and books of 5,000 offers of dust end within it; a search can be "
        "cancelled and times out.",
        prevention="Loops state the protocol's own limit or a measure that shrinks (spec/termination.py); "
        "a search has so much work to spend, in a thread of its own, two at a time "
        "(impl/path_finding/effort.py, impl/edge/searches.py).",
        detection=Detection(
            "a search for paths runs out of time, or its client is gone",
            "canon_searches_abandoned_total",
            "search abandoned",
        ),
        alert=Alert("warning", "rate(canon_searches_abandoned_total[10m]) > 0.1"),
        recovery="The search ends by itself; who waited is told that the server is too busy.",
        manual="Where it happens again and again, see in the log whose searches they are.",
    ),
    FailureMode(
        86,
        "Fee manipulation",
        "The published formulas exactly; the queue bounded; a flood can neither evict who pays more nor "
        "block who pays what is asked.",
    ),
)
