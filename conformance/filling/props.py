"""What may be on the stage of a solved transaction, by its type, besides the thing that it is about."""

from __future__ import annotations

from collections.abc import Callable

from conformance.filling.credentials import credentials, domains
from conformance.filling.holdings import lines, multi_purpose
from conformance.filling.market import offers, pool
from conformance.filling.nonfungible import tokens, trade
from conformance.filling.signers import signer_list
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
    "PermissionedDomainDelete": domains,
    "PermissionedDomainSet": domains,
    "SignerListSet": signer_list,
}
"""Of a type of transaction, what may be on its stage in every look."""

HELD: dict[str, Props] = {
    "AMMBid": _pool,
    "AMMClawback": _senders_pool,
    "AMMCreate": _pool,
    "AMMDelete": _pool,
    "AMMDeposit": _pool,
    "AMMVote": _pool,
    "AMMWithdraw": _pool,
    "Clawback": multi_purpose,
    "EscrowCancel": multi_purpose,
    "EscrowCreate": multi_purpose,
    "EscrowFinish": multi_purpose,
    "NFTokenAcceptOffer": lambda _: [],
    "OfferCreate": offers,
    "Payment": multi_purpose,
}
"""And what besides, where everybody may hold something."""
ADMITTED = {
    "AccountDelete": {"credential_ids"},
    "EscrowFinish": {"credential_ids"},
    "OfferCreate": {"domain_id"},
    "Payment": {"credential_ids", "domain_id"},
    "PaymentChannelClaim": {"amount", "balance", "credential_ids"},
}
"""Of types that credentials may let do something, the optional fields that it then takes."""


def has_more(kind: type[Transaction]) -> bool:
    """Whether it makes a difference to the type of transaction what is held."""
    return kind.__name__ in HELD or any(slot.field.type is AMOUNT for slot in kind.slots.values())


def props(kind: type[Transaction], players: Cast, *, held: bool, admitted: bool) -> list[Prop]:
    """What may be on the stage of a type of transaction; what is ``held`` as well, and what lets somebody be
    ``admitted``."""
    found = PROPS[kind.__name__](players) if kind.__name__ in PROPS else []
    if held and has_more(kind):
        found += lines(players)
        found += HELD[kind.__name__](players) if kind.__name__ in HELD else []
    if admitted:
        found += credentials(players)
    return found
