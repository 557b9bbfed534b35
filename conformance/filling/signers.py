"""Who signs a solved transaction: its sender, or several who are on the sender's list."""

from __future__ import annotations

from conformance.filling.stage import ENVELOPE, Cast, Prop, Stage
from proofs.unknowns import assume, integer, one_of
from spec import keylets
from spec.entries import SignerList
from spec.flags import lsfOneOwnerCount
from spec.inner import Signer, SignerEntry
from spec.transaction import Transaction

MOST_WEIGHT = 2**16 - 1


def signer_list(players: Cast) -> list[Prop]:
    """The list that the sender may have: of the peer, or of the peer and the issuer. What they weigh, and how
    much it takes, is unknown."""
    sender = players.sender.account
    key = keylets.signer_list(sender).key

    def make(_: Stage) -> SignerList:
        listed = one_of(f"{ENVELOPE}the list has", ("peer",), ("peer", "issuer"))
        entries = tuple(
            SignerEntry(
                account=getattr(players, name).account,
                signer_weight=integer(f"{ENVELOPE}weight of the {name}", 1, MOST_WEIGHT),
            )
            for name in listed
        )
        quorum = integer(f"{ENVELOPE}quorum", 1, len(listed) * MOST_WEIGHT)
        assume(quorum <= sum(one.signer_weight for one in entries))
        return SignerList(
            key, owner=sender, signer_quorum=quorum, signer_entries=entries, flags=lsfOneOwnerCount
        )

    return [Prop(f"{ENVELOPE}the sender has a list", key, make, sender)]


def signers(players: Cast) -> tuple[Signer, ...] | None:
    """Who are to sign: one or two others, or one with the key of another; None is for the sender alone."""
    peer, issuer = players.peer, players.issuer
    pairs = one_of(
        f"{ENVELOPE}signed by",
        None,
        ((peer, peer),),
        ((peer, peer), (issuer, issuer)),
        ((issuer, issuer),),
        ((peer, issuer),),
    )
    if pairs is None:
        return None
    return tuple(
        Signer(account=who.account, signing_pub_key=key.pair.public_key, txn_signature=b"")
        for who, key in pairs
    )


def sign(tx: Transaction, players: Cast) -> Transaction:
    """The transaction with the signatures of those who are to sign it."""
    if tx.signers is None:
        return players.sender.sign(tx)
    keys = {one.pair.public_key: one for one in (players.peer, players.issuer)}
    tx.signers = tuple(keys[one.signing_pub_key].sign_for(tx, one.account) for one in tx.signers)
    return tx
