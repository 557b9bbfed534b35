"""Who somebody is, and what they say: identifiers, credentials, price oracles."""

from __future__ import annotations

from itertools import permutations

from conformance.traffic import account, xrp
from conformance.traffic.scene import CREDENTIAL_TYPES, CURRENCIES, Mix, Scene, given
from spec.entries import DID, Credential, Oracle
from spec.flags import lsfAccepted
from spec.header import EPOCH
from spec.inner import PriceData
from spec.transaction import Transaction
from spec.transactions.credential_accept import CredentialAccept
from spec.transactions.credential_create import CredentialCreate
from spec.transactions.credential_delete import CredentialDelete
from spec.transactions.did_delete import DIDDelete
from spec.transactions.did_set import DIDSet
from spec.transactions.oracle_delete import OracleDelete
from spec.transactions.oracle_set import OracleSet
from spec.values import XRP_CURRENCY

_TEXTS = (b"text", b"", b"x" * 256, b"x" * 257)


def set_did(scene: Scene) -> Transaction:
    """Make or change an identifier."""
    choose = scene.choose
    names = choose.some(("uri", "data", "did_document"), 1, 3)
    return DIDSet(account=scene.account(), **{name: choose.pick(_TEXTS) for name in names})


def delete_did(scene: Scene) -> Transaction:
    """Take an identifier out."""
    entry = scene.one(DID)
    return DIDDelete(account=scene.account() if entry is None else scene.mostly(entry.account))


def issue_credential(scene: Scene) -> Transaction:
    """Say something about somebody."""
    choose = scene.choose
    issuer = choose.pick(scene.gateways)
    return CredentialCreate(
        account=issuer,
        subject=scene.other(),
        credential_type=choose.pick(CREDENTIAL_TYPES),
        **given(
            expiration=scene.sometimes(35, scene.soon),
            uri=scene.sometimes(15, lambda: choose.pick((b"https://x", b"u" * 256, b""))),
        ),
    )


def accept_credential(scene: Scene) -> Transaction | None:
    """Accept what was said about one."""
    credential = scene.one(Credential, lambda e: not e.flags & lsfAccepted)
    if credential is None:
        return issue_credential(scene)
    return CredentialAccept(
        account=scene.mostly(credential.subject),
        issuer=scene.mostly(credential.issuer),
        credential_type=credential.credential_type,
    )


def delete_credential(scene: Scene) -> Transaction | None:
    """Take a statement out: its issuer or subject may, anyone when it has expired."""
    choose = scene.choose
    credential = scene.one(Credential)
    if credential is None:
        return None
    who = choose.pick((credential.subject, credential.issuer, scene.other()))
    tx = CredentialDelete(account=who, credential_type=credential.credential_type)
    if who != credential.subject or choose.chance(50):
        tx.subject = credential.subject
    if who != credential.issuer or tx.subject is None:
        tx.issuer = credential.issuer
    return tx


def set_oracle(scene: Scene) -> Transaction:
    """Report prices."""
    choose = scene.choose
    oracle = scene.one(Oracle) if choose.chance(60) else None
    pairs = list(permutations((*CURRENCIES[:3], XRP_CURRENCY), 2))
    if oracle is not None and choose.chance(60):
        pairs = [(one.base_asset, one.quote_asset) for one in oracle.price_data_series]
    series = []
    for base, quote in choose.some(pairs, 1, 11):
        price = PriceData(base_asset=base, quote_asset=quote)
        if oracle is None or not choose.chance(20):
            price.asset_price = choose.pick((740, 1, 2**64 - 1, 0))
            price.scale = choose.pick((3, 0, 20, 1))
        series.append(price)
    moment = scene.view.info.close_time + choose.pick((0, 1, -1, 300, -300, 301, -301))
    tx = OracleSet(
        account=scene.account() if oracle is None else scene.mostly(oracle.owner),
        oracle_document_id=choose.pick((1, 0, 2)),
        last_update_time=EPOCH + moment,
        price_data_series=tuple(series),
    )
    if oracle is not None and oracle.oracle_document_id is not None:
        tx.oracle_document_id = oracle.oracle_document_id
    if oracle is None or choose.chance(20):
        tx.provider, tx.asset_class = b"provider", b"currency"
    tx.uri = scene.sometimes(15, lambda: b"https://x")
    return tx


def delete_oracle(scene: Scene) -> Transaction | None:
    """Take an oracle out."""
    oracle = scene.one(Oracle)
    if oracle is None:
        return None
    number = oracle.oracle_document_id or 0
    return OracleDelete(
        account=scene.mostly(oracle.owner), oracle_document_id=scene.choose.pick((number, number, 9))
    )


MIX: Mix = (
    (4, set_did),
    (2, delete_did),
    (6, issue_credential),
    (5, accept_credential),
    (3, delete_credential),
    (6, set_oracle),
    (2, delete_oracle),
    (5, account.preauthorise),
    (1, account.settings),
    (1, account.delete),
    (4, xrp.pay),
    (2, xrp.relieve),
    (1, xrp.create),
)
