"""When a ledger closed, so that servers with differing clocks can agree on it.

Each server says when it closed the ledger; the times are rounded to a resolution, coarse enough that most
of them become equal. Where that fails the next ledger rounds more coarsely at once; where it works, the
resolution becomes finer again at every eighth ledger. A ledger is always rounded with its own resolution,
the one that follows from the ledger before it, and closes at least a second after that one.

A close time of zero means that none is known, and stays zero. Times are 32-bit seconds since
2000-01-01T00:00:00Z and wrap around as the server's do.

Source: LedgerTiming.h (3.1.1).
"""

from __future__ import annotations

RESOLUTIONS = (10, 20, 30, 60, 90, 120)
"""The possible resolutions in seconds, the finest first."""
DEFAULT_RESOLUTION = 30
GENESIS_RESOLUTION = 10
FINER_EVERY = 8
"""After agreement the resolution becomes finer at ledgers whose sequence is a multiple of this."""

_TIME_MASK = 0xFFFF_FFFF


def next_resolution(previous: int, agreed: bool, sequence: int) -> int:
    """The resolution of the ledger ``sequence``.

    Args:
        previous: the resolution of the ledger before it. One that is not in ``RESOLUTIONS`` is kept.
        agreed: whether the ledger before it has an agreed close time.
        sequence: the sequence of the new ledger.

    """
    if previous not in RESOLUTIONS:
        return previous
    place = RESOLUTIONS.index(previous)
    if not agreed:
        return RESOLUTIONS[min(place + 1, len(RESOLUTIONS) - 1)]
    if sequence % FINER_EVERY == 0:
        return RESOLUTIONS[max(place - 1, 0)]
    return previous


def round_close_time(time: int, resolution: int) -> int:
    """The multiple of ``resolution`` nearest to ``time``; the later one when both are equally near."""
    if time == 0:
        return 0
    later = (time + resolution // 2) & _TIME_MASK
    return later - later % resolution


def effective_close_time(time: int, resolution: int, parent_close_time: int) -> int:
    """The close time that ``time`` stands for: rounded, and later than the parent's."""
    if time == 0:
        return 0
    return max(round_close_time(time, resolution), (parent_close_time + 1) & _TIME_MASK)


def disagreed_close_time(parent_close_time: int) -> int:
    """The close time of a ledger without agreement on one; a close flag in its header says so."""
    return (parent_close_time + 1) & _TIME_MASK
