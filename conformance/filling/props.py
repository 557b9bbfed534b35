"""What may be on the stage of a solved transaction, by its type, besides the thing that it is about."""

from __future__ import annotations

from collections.abc import Callable

from conformance.filling.holdings import lines, multi_purpose
from conformance.filling.market import offers, pool
from conformance.filling.nonfungible import tokens, trade
from conformance.filling.stage import Cast, Prop
from spec.transaction import Transaction
from spec.types import AMOUNT

Props = Callable[[Cast], list[Prop]]


def _pool(players: Cast) -> list[Prop]:
    sender, peer, issuer = players.sender.account, players.peer.account, players.issuer.account
    return pool(issuer, sender, peer)


def _senders_pool(players: Cast) -> list[Prop]:
    sender, peer, issuer = players.sender.account, players.peer.account, players.issuer.account
    return pool(sender, peer, issuer)


PROPS: dict[str, Props] = {
    "MPTokenAuthorize": multi_purpose,
    "MPTokenIssuanceDestroy": multi_purpose,
    "MPTokenIssuanceSet": multi_purpose,
    "NFTokenAcceptOffer": trade,
    "NFTokenBurn": trade,
    "NFTokenCancelOffer": trade,
    "NFTokenCreateOffer": tokens,
    "NFTokenModify": tokens,
    "OfferCancel": offers,
}
"""Of a type of transaction, what may be on its stage in every look."""

HELD: dict[str, Props] = {
    "AMMBid": _pool,
    "AMMClawback": _senders_pool,
    "AMMCreate": _pool,
    "AMMDelete": _pool,
    "AMMVote": _pool,
    "Clawback": multi_purpose,
    "EscrowCancel": lambda _: [],
    "EscrowCreate": multi_purpose,
    "EscrowFinish": lambda _: [],
    "NFTokenAcceptOffer": lambda _: [],
    "OfferCreate": offers,
    "Payment": multi_purpose,
}
"""And what besides, where everybody may hold something."""
TOO_MANY = {"AMMDeposit", "AMMWithdraw"}
"""Types of which it takes too long to find even a few paths past what is refused without the ledger."""


def has_more(kind: type[Transaction]) -> bool:
    """Whether it makes a difference to the type of transaction what is held."""
    if kind.__name__ in TOO_MANY:
        return False
    return kind.__name__ in HELD or any(slot.field.type is AMOUNT for slot in kind.slots.values())


def props(kind: type[Transaction], players: Cast, *, held: bool) -> list[Prop]:
    """What may be on the stage of a type of transaction; what is ``held`` as well."""
    found = PROPS[kind.__name__](players) if kind.__name__ in PROPS else []
    if held and has_more(kind):
        found += lines(players)
        found += HELD[kind.__name__](players) if kind.__name__ in HELD else []
    return found
