"""What the node counts, for whoever watches it: ``GET /metrics`` on the administrator's port.

A count says that something happens that the log tells more of. What the counts mean for an operator stands in
the failure modes.
"""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, generate_latest

REGISTRY = CollectorRegistry(auto_describe=True)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

SUBMISSIONS = Counter(
    "canon_submissions", "Transactions submitted, by preliminary result.", ["result"], registry=REGISTRY
)
submissions = cache(SUBMISSIONS.labels)
"""The counter of those with one result."""
DUPLICATES = Counter(
    "canon_duplicates", "Submissions of what was applied, overtaken or refused already.", registry=REGISTRY
)
INVARIANT_FAILURES = Counter(
    "canon_invariant_failures", "Transactions that broke an invariant.", ["result"], registry=REGISTRY
)
ARITHMETIC_FAILURES = Counter(
    "canon_arithmetic_failures", "Transactions whose arithmetic left its range.", registry=REGISTRY
)
SEARCHES_ABANDONED = Counter(
    "canon_searches_abandoned",
    "Searches for paths that took too long or that nobody waited for.",
    registry=REGISTRY,
)
REFUSED_INPUTS = Counter(
    "canon_refused_inputs", "Inputs that are not what their schema says.", ["kind"], registry=REGISTRY
)


def names() -> set[str]:
    """The names of all series, as rules write them."""
    return {f"{counter.name}_total" for counter in REGISTRY.collect()}


def exposition() -> bytes:
    """All counts, in the text form that monitoring systems read."""
    return generate_latest(REGISTRY)
