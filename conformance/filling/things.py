"""What accounts may own on the stage of a solved transaction, by its type.

Each maker gives one thing as it may be: whose it is, whether it expires, how much it holds. The sender or the
peer has it, or there is none.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.filling.holdings import some_amount, some_of_issuance
from conformance.filling.stage import EUR, USD, Cast
from proofs.unknowns import assume, integer, truth
from spec import keylets
from spec.conditions import condition_of, encode_condition, encode_fulfillment
from spec.entries import (
    DID,
    Check,
    Credential,
    DepositPreauth,
    Entry,
    Escrow,
    Oracle,
    PayChannel,
    PermissionedDomain,
)
from spec.flags import lsfAccepted
from spec.inner import AuthorizedCredential, PriceData
from spec.keylets import Keylet
from spec.values import Account, Amount, Hash256, IssuedAmount

SEQUENCE = 1
"""The number of the transaction that made the thing."""
SECRET = b"secret"
CONDITION = encode_condition(condition_of(SECRET))
FULFILLMENT = encode_fulfillment(SECRET)
CREDENTIAL_TYPE = b"KYC"
MOST = 10**9
"""Drops that a thing may hold."""
DOCUMENT = 1

Maker = Callable[[Cast, bool], Entry]


def _owner(players: Cast) -> tuple[Account, Account]:
    """Whose the thing is, and who is at the other end."""
    pairs = _pairs(players)
    return pairs[int(integer("it is of", 0, len(pairs) - 1))]


def _time(name: str) -> int | None:
    """A time, if there is one."""
    return integer(name, 0, 2**32 - 1) if truth(f"{name} is there") else None


def _check(players: Cast, tokens: bool) -> Check:
    writer, addressee = _owner(players)
    drops = integer("check.send_max", 1, MOST)
    return Check(
        keylets.check(writer, SEQUENCE).key,
        account=writer,
        destination=addressee,
        send_max=some_amount("check.send_max", players, drops) if tokens else drops,
        sequence=SEQUENCE,
        expiration=_time("check.expiration"),
    )


def _escrow(players: Cast, tokens: bool) -> Escrow:
    source, receiver = _owner(players)
    drops = integer("escrow.amount", 1, MOST)
    amount: Amount = drops
    if tokens and truth("escrow is of a multi-purpose token"):
        amount = some_of_issuance("escrow.amount", players.issuer.account)
    elif tokens:
        amount = some_amount("escrow.amount", players, drops)
    conditional = truth("escrow has a condition")
    finish, cancel = integer("escrow.finish_after", 1, 2**32 - 2), _time("escrow.cancel_after")
    assume(cancel is None or cancel > finish)
    return Escrow(
        keylets.escrow(source, SEQUENCE).key,
        account=source,
        destination=receiver,
        amount=amount,
        issuer_node=0 if isinstance(amount, IssuedAmount) else None,
        condition=CONDITION if conditional else None,
        finish_after=finish,
        cancel_after=cancel,
        destination_node=0,
    )


def _channel(players: Cast, _: bool) -> PayChannel:
    source, receiver = _owner(players)
    amount, balance = integer("channel.amount", 1, MOST), integer("channel.balance", 0, MOST)
    assume(balance <= amount)
    return PayChannel(
        keylets.payment_channel(source, receiver, SEQUENCE).key,
        account=source,
        destination=receiver,
        amount=amount,
        balance=balance,
        public_key=players.sender.pair.public_key,
        settle_delay=integer("channel.settle_delay", 0, 2**32 - 1),
        expiration=_time("channel.expiration"),
        cancel_after=_time("channel.cancel_after"),
        destination_node=0,
    )


def _preauth(players: Cast, _: bool) -> DepositPreauth:
    who, other = _owner(players)
    return DepositPreauth(keylets.deposit_preauth(who, other).key, account=who, authorize=other)


def _did(players: Cast, _: bool) -> DID:
    return DID(keylets.did(players.sender.account).key, account=players.sender.account, uri=b"a")


def _oracle(players: Cast, _: bool) -> Oracle:
    sender = players.sender.account
    return Oracle(
        keylets.oracle(sender, DOCUMENT).key,
        owner=sender,
        oracle_document_id=DOCUMENT,
        provider=b"who",
        asset_class=b"currency",
        last_update_time=integer("oracle.last_update_time", 1, 2**31),
        price_data_series=(PriceData(base_asset=USD, quote_asset=EUR, asset_price=1, scale=0),),
    )


def credential(
    subject: Account, issuer: Account, kind: bytes, expiration: int | None, *, accepted: bool
) -> Credential:
    """What the issuer says of the subject."""
    return Credential(
        keylets.credential(subject, issuer, kind).key,
        subject=subject,
        issuer=issuer,
        credential_type=kind,
        expiration=expiration,
        subject_node=0,
        flags=lsfAccepted if accepted else 0,
    )


def _credential(players: Cast, _: bool) -> Credential:
    issuer, subject = _owner(players)
    accepted = truth("credential is accepted")
    return credential(subject, issuer, CREDENTIAL_TYPE, _time("credential.expiration"), accepted=accepted)


def domain_of(owner: Account) -> Keylet[PermissionedDomain]:
    """Where the owner's domain is."""
    return keylets.permissioned_domain(owner, SEQUENCE)


def _domain(players: Cast, _: bool) -> PermissionedDomain:
    owner = players.sender.account
    accepted = AuthorizedCredential(issuer=players.peer.account, credential_type=CREDENTIAL_TYPE)
    return PermissionedDomain(
        domain_of(owner).key, owner=owner, sequence=SEQUENCE, accepted_credentials=(accepted,)
    )


THINGS: dict[str, Maker] = {
    "CheckCancel": _check,
    "CheckCash": _check,
    "CredentialAccept": _credential,
    "CredentialCreate": _credential,
    "CredentialDelete": _credential,
    "DIDDelete": _did,
    "DIDSet": _did,
    "DepositPreauth": _preauth,
    "EscrowCancel": _escrow,
    "EscrowFinish": _escrow,
    "OracleDelete": _oracle,
    "OracleSet": _oracle,
    "Payment": _preauth,
    "PaymentChannelClaim": _channel,
    "PaymentChannelFund": _channel,
    "PermissionedDomainDelete": _domain,
    "PermissionedDomainSet": _domain,
}
"""Of each type of transaction, the thing that it may be about."""


def things(kind: str, players: Cast, *, sure: bool, tokens: bool) -> list[Entry]:
    """What is owned on the stage of a type of transaction: nothing perhaps, unless it is ``sure``; with
    ``tokens``, they may be what it promises."""
    make = THINGS.get(kind)
    if make is None:
        return []
    there = truth("there is a thing")
    if sure:
        assume(there)
    return [make(players, tokens)] if there else []


def check_of(players: Cast) -> list[Hash256]:
    """The keys that the check may have."""
    return [keylets.check(one, SEQUENCE).key for one, _ in _pairs(players)]


def channel_of(players: Cast) -> list[Hash256]:
    """The keys that the channel may have."""
    return [keylets.payment_channel(one, other, SEQUENCE).key for one, other in _pairs(players)]


def _pairs(players: Cast) -> list[tuple[Account, Account]]:
    sender, peer, issuer = players.sender.account, players.peer.account, players.issuer.account
    return [(sender, peer), (peer, sender), (peer, issuer)]
