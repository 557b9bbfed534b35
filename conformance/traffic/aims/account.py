"""Aimed transactions about accounts themselves."""

from __future__ import annotations

from conformance.traffic.aims.states import (
    NOBODY,
    NOTHING,
    become_poor,
    begin_any_pool,
    expired,
    flagged,
    let_expire,
    nothing,
    on_its_own,
    once,
    pools,
    poor,
    roots,
    set_flag,
)
from conformance.traffic.scene import Aims, Scene
from spec import directories, flags, keylets
from spec.entries import Credential
from spec.entries import DepositPreauth as Preauthorisation
from spec.inner import AuthorizedCredential, SignerEntry
from spec.transaction import Transaction
from spec.transactions.account_delete import GOES_WITH_ACCOUNT, AccountDelete, is_old_enough
from spec.transactions.account_set import AccountSet
from spec.transactions.deposit_preauth import DepositPreauth
from spec.transactions.set_regular_key import SetRegularKey
from spec.transactions.signer_list_set import SignerListSet
from spec.transactions.ticket_create import TicketCreate
from spec.values import ACCOUNT_ZERO, Account


def credentials(scene: Scene, count: int, issuer: Account | None = None) -> tuple[AuthorizedCredential, ...]:
    """So many credentials that differ in their types."""
    issuer = scene.account() if issuer is None else issuer
    return tuple(AuthorizedCredential(issuer=issuer, credential_type=b"%d" % one) for one in range(count))


# Ways to sign


def _with_regular_key(scene: Scene) -> list[Account]:
    """The actors whose regular key is an actor's, and who may use their own as well."""
    known = {one.account for one in scene.actors}
    return roots(scene, lambda root: root.regular_key in known and not root.flags & flags.lsfDisableMaster)


def _name_regular_key(scene: Scene) -> Transaction:
    account = scene.choose.pick(scene.people[3:] or scene.people)
    return SetRegularKey(account=account, regular_key=scene.choose.pick(scene.people))


def _disable_master(scene: Scene, account: Account) -> Transaction:
    return AccountSet(account=account, set_flag=flags.asfDisableMaster)


def _only_regular_key(scene: Scene) -> list[Account]:
    """Those who can sign with nothing but a regular key."""
    disabled = flagged(flags.lsfDisableMaster)(scene)
    return [one for one in disabled if scene.signer_list(one) is None]


def _only_signers(scene: Scene) -> list[Account]:
    """Those for whom only others sign."""
    return roots(scene, lambda root: bool(root.flags & flags.lsfDisableMaster) and root.regular_key is None)


def _listed(scene: Scene) -> list[Account]:
    """Those who have signers and no regular key."""
    without = roots(scene, lambda root: root.regular_key is None)
    return [one for one in without if scene.signer_list(one) is not None]


def _list_signers(scene: Scene) -> Transaction:
    account = scene.choose.pick(scene.people[3:] or scene.people)
    return _signers(account, scene.people[0] if account != scene.people[0] else scene.people[-1])


def _signers(account: Account, *others: Account, weight: int = 1, quorum: int = 1) -> Transaction:
    entries = tuple(SignerEntry(account=one, signer_weight=weight) for one in others)
    return SignerListSet(account=account, signer_quorum=quorum, signer_entries=entries)


# Deletion


def _deletable(scene: Scene) -> Account:
    """Who owns the least."""
    return min(scene.people, key=lambda one: (scene.owned(one), one))


def _delete(scene: Scene, destination: Account) -> Transaction:
    rest = [one for one in scene.people if one != destination]
    account = min(rest or scene.people, key=lambda one: (scene.owned(one), one))
    return AccountDelete(account=account, destination=destination)


def _goes(scene: Scene, account: Account) -> bool:
    """Whether nothing keeps the account from being deleted."""
    root = scene.root(account)
    if root is None or root.minted_nftokens != root.burned_nftokens:
        return False
    owned = directories.entries(scene.view, keylets.owner_directory(account))
    return is_old_enough(root.sequence, scene.view.info.sequence) and all(
        isinstance(one, GOES_WITH_ACCOUNT) for one in owned
    )


def _expired_of_deletable(scene: Scene) -> list[Credential]:
    return [one for one in expired(scene) if _goes(scene, one.subject)]


def _let_expire_of_deletable(scene: Scene) -> Transaction | None:
    subject = scene.any_of([one for one in scene.people[1:] if _goes(scene, one)])
    return None if subject is None else let_expire(scene, subject)


def _delete_with_expired(scene: Scene, credential: Credential) -> Transaction:
    return AccountDelete(
        account=credential.subject,
        destination=next(one for one in [*scene.people, NOBODY] if one != credential.subject),
        destination_tag=1,
        credential_ids=(credential.key,),
    )


AIMS: Aims = {
    ("AccountSet", "tecNO_ALTERNATIVE_KEY"): once(
        lambda scene: [
            one
            for one in roots(scene, lambda root: root.regular_key is None)
            if scene.signer_list(one) is None
        ],
        nothing,
        _disable_master,
    ),
    ("AccountSet", "tecNO_PERMISSION"): once(
        flagged(flags.lsfAllowTrustLineClawback),
        set_flag(flags.asfAllowTrustLineClawback),
        lambda scene, account: AccountSet(account=account, set_flag=flags.asfNoFreeze),
    ),
    ("AccountSet", "telBAD_DOMAIN"): lambda scene: AccountSet(account=scene.account(), domain=b"x" * 257),
    ("AccountSet", "telBAD_PUBLIC_KEY"): lambda scene: AccountSet(
        account=scene.account(), message_key=b"\x05" * 33
    ),
    ("AccountSet", "temBAD_TICK_SIZE"): lambda scene: AccountSet(account=scene.account(), tick_size=2),
    ("AccountSet", "temINVALID_FLAG"): lambda scene: AccountSet(
        account=scene.account(), set_flag=flags.asfRequireDest, clear_flag=flags.asfRequireDest
    ),
    ("SignerListSet", "temMALFORMED"): lambda scene: SignerListSet(account=scene.account(), signer_quorum=1),
    ("TicketCreate", "temINVALID_COUNT"): lambda scene: TicketCreate(account=scene.account(), ticket_count=0),
    ("DepositPreauth", "tecNO_TARGET"): lambda scene: DepositPreauth(
        account=scene.account(), authorize=NOBODY
    ),
    ("DepositPreauth", "temCANNOT_PREAUTH_SELF"): lambda scene: DepositPreauth(
        account=(one := scene.account()), authorize=one
    ),
    ("AccountDelete", "tecBAD_CREDENTIALS"): lambda scene: AccountDelete(
        account=(one := _deletable(scene)),
        destination=next((each for each in scene.people if each != one), NOBODY),
        destination_tag=1,
        credential_ids=(NOTHING,),
    ),
    ("AccountDelete", "tecNO_DST"): lambda scene: AccountDelete(
        account=_deletable(scene), destination=NOBODY
    ),
    ("AccountDelete", "temDST_IS_SRC"): lambda scene: AccountDelete(
        account=(one := scene.account()), destination=one
    ),
    ("AccountSet", "temMALFORMED"): lambda scene: AccountSet(
        account=scene.account(), set_flag=flags.asfAuthorizedNFTokenMinter
    ),
    ("AccountSet", "tecNEED_MASTER_KEY"): once(_with_regular_key, _name_regular_key, _disable_master),
    ("AccountSet", "terNO_ACCOUNT"): on_its_own(
        lambda scene: AccountSet(account=scene.account(), set_flag=flags.asfRequireDest)
    ),
    ("SetRegularKey", "temBAD_REGKEY"): lambda scene: SetRegularKey(
        account=(one := scene.account()), regular_key=one
    ),
    ("SetRegularKey", "tecNO_ALTERNATIVE_KEY"): once(
        _only_regular_key,
        once(_with_regular_key, _name_regular_key, _disable_master),
        lambda scene, account: SetRegularKey(account=account),
    ),
    ("SignerListSet", "temBAD_QUORUM"): lambda scene: _signers(
        scene.account(), b"\x01" * 20, b"\x02" * 20, quorum=3
    ),
    ("SignerListSet", "temBAD_SIGNER"): lambda scene: _signers(one := scene.account(), one),
    ("SignerListSet", "temBAD_WEIGHT"): lambda scene: _signers(scene.account(), b"\x01" * 20, weight=0),
    ("SignerListSet", "tecNO_ALTERNATIVE_KEY"): once(
        _only_signers,
        once(_listed, _list_signers, _disable_master),
        lambda scene, account: SignerListSet(account=account, signer_quorum=0),
    ),
    ("SignerListSet", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: _signers(account, b"\x01" * 20)
    ),
    ("TicketCreate", "tecDIR_FULL"): once(
        lambda scene: roots(scene, lambda root: bool(root.ticket_count)),
        lambda scene: TicketCreate(account=scene.account(), ticket_count=2),
        lambda scene, account: TicketCreate(account=account, ticket_count=250),
    ),
    ("TicketCreate", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: TicketCreate(account=account, ticket_count=1)
    ),
    ("TicketCreate", "terNO_ACCOUNT"): on_its_own(
        lambda scene: TicketCreate(account=scene.account(), ticket_count=1)
    ),
    ("DepositPreauth", "tecDUPLICATE"): once(
        lambda scene: scene.live(Preauthorisation, lambda e: e.authorize is not None),
        lambda scene: DepositPreauth(account=scene.account(), authorize=scene.other()),
        lambda scene, entry: DepositPreauth(account=entry.account, authorize=entry.authorize),
    ),
    ("DepositPreauth", "tecINSUFFICIENT_RESERVE"): once(
        poor,
        become_poor,
        lambda scene, account: DepositPreauth(
            account=account, authorize_credentials=credentials(scene, scene.choose.integer(1, 8))
        ),
    ),
    ("DepositPreauth", "tecNO_ISSUER"): lambda scene: DepositPreauth(
        account=scene.account(), authorize_credentials=credentials(scene, 1, NOBODY)
    ),
    ("DepositPreauth", "tecPSEUDO_ACCOUNT"): once(
        pools, begin_any_pool, lambda scene, pool: DepositPreauth(account=scene.account(), authorize=pool)
    ),
    ("DepositPreauth", "temARRAY_EMPTY"): lambda scene: DepositPreauth(
        account=scene.account(), authorize_credentials=()
    ),
    ("DepositPreauth", "temARRAY_TOO_LARGE"): lambda scene: DepositPreauth(
        account=scene.account(), authorize_credentials=credentials(scene, 9)
    ),
    ("DepositPreauth", "temINVALID_ACCOUNT_ID"): lambda scene: DepositPreauth(
        account=scene.account(), authorize=ACCOUNT_ZERO
    ),
    ("AccountDelete", "tecDST_TAG_NEEDED"): once(
        flagged(flags.lsfRequireDestTag), set_flag(flags.asfRequireDest), _delete
    ),
    ("AccountDelete", "tecNO_PERMISSION"): once(
        flagged(flags.lsfDepositAuth), set_flag(flags.asfDepositAuth), _delete
    ),
    ("AccountDelete", "tecEXPIRED"): once(
        _expired_of_deletable, _let_expire_of_deletable, _delete_with_expired
    ),
    ("AccountDelete", "temMALFORMED"): lambda scene: AccountDelete(
        account=_deletable(scene), destination=NOBODY, credential_ids=(NOTHING, NOTHING)
    ),
    ("AccountDelete", "terNO_ACCOUNT"): on_its_own(
        lambda scene: AccountDelete(account=NOBODY, destination=scene.account())
    ),
}
