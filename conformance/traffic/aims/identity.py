"""Aimed transactions about identifiers, credentials, oracles and permissioned domains."""

from __future__ import annotations

from conformance.traffic.aims.account import credentials
from conformance.traffic.aims.states import (
    NOBODY,
    NOTHING,
    accepted,
    become_poor,
    begin_any_pool,
    let_expire,
    nothing,
    on_its_own,
    once,
    pools,
    poor,
    roots,
)
from conformance.traffic.scene import Aims, Scene
from spec import accounts, keylets
from spec.entries import Credential, Oracle, PermissionedDomain
from spec.flags import lsfAccepted
from spec.header import EPOCH
from spec.inner import PriceData
from spec.transaction import Transaction
from spec.transactions.credential_accept import CredentialAccept
from spec.transactions.credential_create import CredentialCreate
from spec.transactions.credential_delete import CredentialDelete
from spec.transactions.did_set import DIDSet
from spec.transactions.oracle_delete import OracleDelete
from spec.transactions.oracle_set import OracleSet
from spec.transactions.permissioned_domain_delete import PermissionedDomainDelete
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.values import ACCOUNT_ZERO, Account

# Credentials


def _offered(scene: Scene) -> list[Credential]:
    """The credentials that wait to be accepted by an actor."""
    people = set(scene.people)
    return scene.live(Credential, lambda e: not e.flags & lsfAccepted and e.subject in people)


def _overdue(scene: Scene) -> list[Credential]:
    return [one for one in _offered(scene) if accounts.passed(scene.view, one.expiration)]


def _accept(scene: Scene, one: Credential) -> Transaction:
    return CredentialAccept(account=one.subject, issuer=one.issuer, credential_type=one.credential_type)


def _say(scene: Scene, issuer: Account, subject: Account) -> Transaction:
    kind = b"said %d" % scene.choose.integer(0, 99)
    return CredentialCreate(account=issuer, subject=subject, credential_type=kind)


def _say_soon_over(scene: Scene) -> Transaction:
    tx = CredentialCreate(account=scene.choose.pick(scene.gateways), subject=scene.people[-1])
    tx.credential_type = b"over %d" % scene.choose.integer(0, 99)
    tx.expiration = scene.now + 2
    return tx


def _of_poor(scene: Scene) -> list[Credential]:
    few = set(poor(scene))
    return [one for one in _offered(scene) if one.subject in few]


def _say_of_poor(scene: Scene, account: Account) -> Transaction:
    others = [one for one in scene.people if one != account and one not in poor(scene)]
    return _say(scene, scene.choose.pick(others or scene.people), account)


# Oracles


def _own_oracles(scene: Scene) -> list[Oracle]:
    """The oracles of actors that can report again."""
    people = set(scene.people)
    return scene.live(
        Oracle,
        lambda e: (
            e.owner in people
            and e.oracle_document_id is not None
            and e.last_update_time < EPOCH + scene.view.info.close_time
        ),
    )


def _prices(count: int, first: int = 0) -> tuple[PriceData, ...]:
    return tuple(
        PriceData(
            base_asset=b"\x02" + bytes(18) + bytes((one,)), quote_asset=bytes(20), asset_price=7, scale=1
        )
        for one in range(first, first + count)
    )


def _report(scene: Scene, account: Account, series: tuple[PriceData, ...]) -> OracleSet:
    return OracleSet(
        account=account,
        oracle_document_id=scene.choose.integer(50, 60),
        last_update_time=EPOCH + scene.view.info.close_time,
        price_data_series=series,
        provider=b"provider",
        asset_class=b"currency",
    )


def _again(scene: Scene, oracle: Oracle, series: tuple[PriceData, ...]) -> Transaction:
    return OracleSet(
        account=oracle.owner,
        oracle_document_id=oracle.oracle_document_id or 0,
        last_update_time=EPOCH + scene.view.info.close_time,
        price_data_series=series,
    )


def _drop_all(scene: Scene, oracle: Oracle) -> Transaction:
    return _again(
        scene,
        oracle,
        tuple(
            PriceData(base_asset=one.base_asset, quote_asset=one.quote_asset)
            for one in oracle.price_data_series
        ),
    )


def _drop_unknown(scene: Scene, oracle: Oracle) -> Transaction:
    return _again(scene, oracle, (PriceData(base_asset=b"\x03" * 20, quote_asset=bytes(20)),))


def _first_report(scene: Scene) -> Transaction:
    return _report(scene, scene.account(), _prices(2))


# Domains


def _own_domains(scene: Scene) -> list[PermissionedDomain]:
    return scene.live(PermissionedDomain)


def _found(scene: Scene, account: Account) -> Transaction:
    return PermissionedDomainSet(account=account, accepted_credentials=credentials(scene, 2))


def _anybody_founds(scene: Scene) -> Transaction:
    return _found(scene, scene.account())


def _not_owner(scene: Scene, domain: PermissionedDomain) -> Account:
    return next(one for one in [*scene.people, NOBODY] if one != domain.owner)


AIMS: Aims = {
    ("DIDSet", "tecEMPTY_DID"): once(
        lambda scene: roots(scene, lambda root: not scene.view.exists(keylets.did(root.account))),
        nothing,
        lambda scene, account: DIDSet(account=account, data=b""),
    ),
    ("OracleSet", "temARRAY_TOO_LARGE"): lambda scene: _report(scene, scene.account(), _prices(11)),
    ("OracleSet", "temMALFORMED"): lambda scene: _report(scene, scene.account(), _prices(1) * 2),
    ("OracleDelete", "tecNO_ENTRY"): lambda scene: OracleDelete(
        account=scene.account(), oracle_document_id=99
    ),
    ("CredentialCreate", "tecDUPLICATE"): once(
        lambda scene: scene.live(Credential, lambda e: e.issuer in set(scene.people)),
        let_expire,
        lambda scene, one: CredentialCreate(
            account=one.issuer, subject=one.subject, credential_type=one.credential_type
        ),
    ),
    ("CredentialCreate", "tecEXPIRED"): lambda scene: CredentialCreate(
        account=scene.account(), subject=scene.people[-1], credential_type=b"past", expiration=1
    ),
    ("CredentialCreate", "tecNO_TARGET"): lambda scene: _say(scene, scene.account(), NOBODY),
    ("CredentialAccept", "tecNO_ENTRY"): lambda scene: CredentialAccept(
        account=scene.account(), issuer=scene.people[0], credential_type=b"unsaid"
    ),
    ("CredentialAccept", "temMALFORMED"): lambda scene: CredentialAccept(
        account=scene.account(), issuer=scene.people[0], credential_type=b""
    ),
    ("CredentialDelete", "tecNO_PERMISSION"): once(
        lambda scene: scene.live(Credential, lambda e: not accounts.passed(scene.view, e.expiration)),
        let_expire,
        lambda scene, one: CredentialDelete(
            account=next(each for each in [*scene.people, NOBODY] if each not in (one.issuer, one.subject)),
            issuer=one.issuer,
            subject=one.subject,
            credential_type=one.credential_type,
        ),
    ),
    ("DIDSet", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: DIDSet(account=account, data=b"me")
    ),
    ("DIDSet", "temEMPTY_DID"): lambda scene: DIDSet(account=scene.account()),
    ("CredentialCreate", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: _say(scene, account, scene.people[0])
    ),
    ("CredentialCreate", "tecPSEUDO_ACCOUNT"): once(
        pools, begin_any_pool, lambda scene, pool: _say(scene, scene.account(), pool)
    ),
    ("CredentialAccept", "tecDUPLICATE"): once(accepted, let_expire, _accept),
    ("CredentialAccept", "tecEXPIRED"): once(_overdue, _say_soon_over, _accept),
    ("CredentialAccept", "tecINSUFFICIENT_RESERVE"): once(
        _of_poor, once(poor, become_poor, _say_of_poor), _accept
    ),
    ("CredentialAccept", "tecNO_ISSUER"): lambda scene: CredentialAccept(
        account=scene.account(), issuer=NOBODY, credential_type=b"K"
    ),
    ("CredentialAccept", "temINVALID_ACCOUNT_ID"): lambda scene: CredentialAccept(
        account=scene.account(), issuer=ACCOUNT_ZERO, credential_type=b"K"
    ),
    ("CredentialDelete", "tecNO_ENTRY"): lambda scene: CredentialDelete(
        account=scene.account(), issuer=NOBODY, credential_type=b"K"
    ),
    ("CredentialDelete", "temINVALID_ACCOUNT_ID"): lambda scene: CredentialDelete(
        account=scene.account(), issuer=ACCOUNT_ZERO, credential_type=b"K"
    ),
    ("CredentialDelete", "temMALFORMED"): lambda scene: CredentialDelete(
        account=scene.account(), credential_type=b"K"
    ),
    ("OracleSet", "tecARRAY_EMPTY"): once(_own_oracles, _first_report, _drop_all),
    ("OracleSet", "tecARRAY_TOO_LARGE"): once(
        _own_oracles, _first_report, lambda scene, oracle: _again(scene, oracle, _prices(10, first=100))
    ),
    ("OracleSet", "tecTOKEN_PAIR_NOT_FOUND"): once(_own_oracles, _first_report, _drop_unknown),
    ("OracleSet", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: _report(scene, account, _prices(1))
    ),
    ("OracleSet", "temARRAY_EMPTY"): lambda scene: _report(scene, scene.account(), ()),
    ("OracleSet", "terNO_ACCOUNT"): on_its_own(lambda scene: _report(scene, NOBODY, _prices(1))),
    ("PermissionedDomainSet", "tecINSUFFICIENT_RESERVE"): once(poor, become_poor, _found),
    ("PermissionedDomainSet", "tecNO_ENTRY"): lambda scene: PermissionedDomainSet(
        account=scene.account(), accepted_credentials=credentials(scene, 1), domain_id=NOTHING
    ),
    ("PermissionedDomainSet", "tecNO_PERMISSION"): once(
        _own_domains,
        _anybody_founds,
        lambda scene, domain: PermissionedDomainSet(
            account=_not_owner(scene, domain),
            accepted_credentials=credentials(scene, 1),
            domain_id=domain.key,
        ),
    ),
    ("PermissionedDomainSet", "tecNO_ISSUER"): lambda scene: PermissionedDomainSet(
        account=scene.account(), accepted_credentials=credentials(scene, 1, NOBODY)
    ),
    ("PermissionedDomainSet", "temARRAY_EMPTY"): lambda scene: PermissionedDomainSet(
        account=scene.account(), accepted_credentials=()
    ),
    ("PermissionedDomainSet", "temARRAY_TOO_LARGE"): lambda scene: PermissionedDomainSet(
        account=scene.account(), accepted_credentials=credentials(scene, 11)
    ),
    ("PermissionedDomainSet", "temINVALID_ACCOUNT_ID"): lambda scene: PermissionedDomainSet(
        account=scene.account(), accepted_credentials=credentials(scene, 1, ACCOUNT_ZERO)
    ),
    ("PermissionedDomainSet", "temMALFORMED"): lambda scene: PermissionedDomainSet(
        account=scene.account(), accepted_credentials=credentials(scene, 1) * 2
    ),
    ("PermissionedDomainDelete", "tecNO_ENTRY"): lambda scene: PermissionedDomainDelete(
        account=scene.account(), domain_id=NOTHING
    ),
    ("PermissionedDomainDelete", "tecNO_PERMISSION"): once(
        _own_domains,
        _anybody_founds,
        lambda scene, domain: PermissionedDomainDelete(
            account=_not_owner(scene, domain), domain_id=domain.key
        ),
    ),
    ("PermissionedDomainDelete", "temMALFORMED"): lambda scene: PermissionedDomainDelete(
        account=scene.account(), domain_id=bytes(32)
    ),
}
