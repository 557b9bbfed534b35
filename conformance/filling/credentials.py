"""Credentials on the stage, and whom they let in: to deposit with the peer, and into a domain."""

from __future__ import annotations

from conformance.filling.stage import Cast, Prop, Stage
from conformance.filling.things import CREDENTIAL_TYPE, SEQUENCE, credential, domain_of
from proofs.unknowns import integer, truth
from spec import keylets
from spec.entries import Credential, DepositPreauth, PermissionedDomain
from spec.inner import AuthorizedCredential
from spec.values import Account, Hash256

OTHER_TYPE = b"AML"
"""Of the credential that the sender has not accepted."""


def credentials_of(players: Cast) -> list[Hash256]:
    """The keys that the sender's credentials may have: the accepted one, and the other."""
    subject, issuer = players.sender.account, players.issuer.account
    return [keylets.credential(subject, issuer, kind).key for kind in (CREDENTIAL_TYPE, OTHER_TYPE)]


def _credential(name: str, subject: Account, issuer: Account, kind: bytes, *, accepted: bool) -> Prop:
    key = keylets.credential(subject, issuer, kind).key

    def make(_: Stage) -> Credential:
        expires = integer(f"{name}.expiration", 0, 2**32 - 1) if truth(f"{name} expires") else None
        return credential(subject, issuer, kind, expires, accepted=accepted)

    return Prop(f"there is {name}", key, make, subject if accepted else issuer)


def _accepted(issuer: Account) -> tuple[AuthorizedCredential, ...]:
    return (AuthorizedCredential(issuer=issuer, credential_type=CREDENTIAL_TYPE),)


def domains(players: Cast) -> list[Prop]:
    """The issuer's domain, of those who hold its credential."""
    issuer = players.issuer.account
    key = domain_of(issuer).key

    def make(_: Stage) -> PermissionedDomain:
        return PermissionedDomain(
            key, owner=issuer, sequence=SEQUENCE, accepted_credentials=_accepted(issuer)
        )

    return [Prop("the issuer has a domain", key, make, issuer)]


def credentials(players: Cast) -> list[Prop]:
    """What the issuer says of the sender and of the peer, which the peer lets deposit, and the issuer's own
    domain."""
    sender, peer, issuer = players.sender.account, players.peer.account, players.issuer.account
    leave = keylets.deposit_preauth_credentials(peer, [(issuer, CREDENTIAL_TYPE)]).key
    return [
        _credential("the sender's credential", sender, issuer, CREDENTIAL_TYPE, accepted=True),
        _credential("what the sender has not accepted", sender, issuer, OTHER_TYPE, accepted=False),
        _credential("the peer's credential", peer, issuer, CREDENTIAL_TYPE, accepted=True),
        Prop(
            "the peer lets holders of the credential deposit",
            leave,
            lambda _: DepositPreauth(leave, account=peer, authorize_credentials=_accepted(issuer)),
            peer,
        ),
        *domains(players),
    ]
