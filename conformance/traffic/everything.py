"""All the families together."""

from __future__ import annotations

from conformance.traffic import (
    account,
    amm,
    channel,
    check,
    dex,
    domain,
    escrow,
    identity,
    mpt,
    nft,
    paths,
    tokenescrow,
    trust,
    xrp,
)
from conformance.traffic.scene import Maker, Mix

_PARTS: tuple[Mix, ...] = tuple(
    part.MIX
    for part in (
        xrp,
        account,
        trust,
        dex,
        paths,
        escrow,
        channel,
        check,
        nft,
        amm,
        mpt,
        tokenescrow,
        domain,
        identity,
    )
)


def _together(parts: tuple[Mix, ...]) -> Mix:
    """Each maker once, as often as all the families together ask it."""
    weights: dict[Maker, int] = {}
    for weight, maker in (one for part in parts for one in part):
        weights[maker] = weights.get(maker, 0) + weight
    return tuple((weight, maker) for maker, weight in weights.items())


MIX: Mix = _together(_PARTS)
