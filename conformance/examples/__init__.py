"""Examples of every transaction type, as stories in which a few people do things.

They are told by the reference whenever the documentation is made, and by the tests: what they say happens.
"""

from __future__ import annotations

from conformance.examples import accounts, exchange, identity, network, nfts, promises, tokens
from conformance.examples.story import PEOPLE, STORIES, NotAsTold, Step, Told, told

__all__ = [
    "PEOPLE",
    "STORIES",
    "NotAsTold",
    "Step",
    "Told",
    "accounts",
    "exchange",
    "identity",
    "network",
    "nfts",
    "promises",
    "tokens",
    "told",
]
