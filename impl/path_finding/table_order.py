"""The order in which the established server lists what it keeps in a hash table.

Answers show it, so clients see it. What comes into an empty bucket goes to the front of the list, what comes
into another before what is there; a table that is full grows, and everything comes into it again, in the
order of the list.

Source: xxhasher.h, AccountCurrencies.cpp (3.1.1); libstdc++, hashtable.h and hashtable_policy.h.
"""

from __future__ import annotations

from collections.abc import Iterable

from xxhash import xxh3_64_intdigest

_SIZES = (13, 29, 59, 127, 257, 541, 1_109, 2_357, 5_087, 10_273, 20_753, 42_043, 85_229)
"""How many buckets a table has, one after the other."""


def in_table_order(items: Iterable[bytes]) -> list[bytes]:
    """The items, each once, as a table lists them into which they came in this order."""
    unique = list(dict.fromkeys(items))
    listed: list[bytes] = []
    for size, full in zip(_SIZES, (0, *_SIZES), strict=False):
        listed = _list(listed + unique[full:size], size)
        if len(listed) == len(unique):
            break
    return listed


def _list(items: list[bytes], size: int) -> list[bytes]:
    buckets: dict[int, list[bytes]] = {}
    for item in items:
        buckets.setdefault(xxh3_64_intdigest(item) % size, []).append(item)
    return [item for bucket in reversed(buckets.values()) for item in reversed(bucket)]
