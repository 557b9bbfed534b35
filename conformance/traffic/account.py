"""What belongs to an account itself: settings, keys, signer lists, tickets, preauthorisations, deletion."""

from __future__ import annotations

from conformance.traffic import xrp
from conformance.traffic.scene import Mix, Scene, given
from spec import flags
from spec.entries import DepositPreauth as Preauthorisation
from spec.entries import SignerList
from spec.inner import SignerEntry
from spec.transaction import Transaction
from spec.transactions.account_delete import AccountDelete
from spec.transactions.account_set import AccountSet
from spec.transactions.deposit_preauth import DepositPreauth
from spec.transactions.set_regular_key import SetRegularKey
from spec.transactions.signer_list_set import SignerListSet
from spec.transactions.ticket_create import TicketCreate

PARITY = 1_000_000_000
_HARMLESS = (
    flags.asfDefaultRipple,
    flags.asfAccountTxnID,
    flags.asfDisallowXRP,
    flags.asfRequireDest,
    flags.asfDepositAuth,
    flags.asfDisallowIncomingCheck,
    flags.asfDisallowIncomingPayChan,
    flags.asfDisallowIncomingNFTokenOffer,
    flags.asfDisallowIncomingTrustline,
    flags.asfAllowTrustLineLocking,
)
_LASTING = (
    flags.asfGlobalFreeze,
    flags.asfRequireAuth,
    flags.asfAllowTrustLineClawback,
    flags.asfNoFreeze,
    flags.asfDisableMaster,
)


def settings(scene: Scene) -> Transaction:
    """Set or clear a setting. What is set is cleared more often than not, so that others can go on."""
    choose = scene.choose
    account = scene.account()
    setting = choose.pick(_HARMLESS if choose.chance(75) else _LASTING)
    tx = AccountSet(account=account)
    if choose.chance(55):
        tx.clear_flag = setting
    else:
        tx.set_flag = setting
    return tx


def fields(scene: Scene) -> Transaction:
    """Change the settings that are fields."""
    choose = scene.choose
    tx = AccountSet(account=scene.account())
    kind = choose.integer(0, 6)
    if kind == 0:
        tx.transfer_rate = choose.pick(
            (0, PARITY, PARITY + 1, 1_005_000_000, 2 * PARITY, 2 * PARITY + 1, PARITY - 1)
        )
    elif kind == 1:
        tx.tick_size = choose.pick((0, 3, 5, 15, 16, 2, 17))
    elif kind == 2:
        tx.domain = choose.pick((b"", b"example.com", b"x" * 256, b"x" * 257))
    elif kind == 3:
        tx.message_key = choose.pick((b"", scene.actors[0].pair.public_key, b"\x05" * 33))
    elif kind == 4:
        tx.email_hash = choose.pick((bytes(16), b"\x01" * 16))
        tx.wallet_locator = choose.pick((bytes(32), b"\x01" * 32))
    elif kind == 5:
        tx.set_flag = flags.asfAuthorizedNFTokenMinter
        tx.nftoken_minter = scene.other(tx.account)
    else:
        tx.flags = choose.pick(sorted(set(flags.TRANSACTION_FLAGS["AccountSet"].values())))
    return tx


def regular_key(scene: Scene) -> Transaction:
    """Name a regular key, or take it away."""
    account = scene.account()
    key = None if scene.choose.chance(40) else scene.other(account)
    return SetRegularKey(account=account, **given(regular_key=key))


def signers(scene: Scene) -> Transaction:
    """Name signers, or take the list away."""
    choose = scene.choose
    listed = scene.one(SignerList) if choose.chance(30) else None
    account = scene.account()
    if listed is not None:
        owner = next((one for one in scene.people if _owns(scene, one, listed)), account)
        return SignerListSet(account=owner, signer_quorum=0)
    others = [one.account for one in scene.actors if one.account != account]
    some = choose.some(others, 1, 4)
    entries = tuple(SignerEntry(account=one, signer_weight=choose.integer(1, 3)) for one in some)
    total = sum(entry.signer_weight for entry in entries)
    quorum = choose.pick((1, total, max(total // 2, 1)))
    return SignerListSet(account=account, signer_quorum=quorum, signer_entries=entries)


def _owns(scene: Scene, account: bytes, listed: SignerList) -> bool:
    return scene.signer_list(account) is listed


def tickets(scene: Scene) -> Transaction:
    """Set numbers aside."""
    count = (
        scene.choose.pick((1, 2, 3, 5, 10))
        if not scene.choose.chance(6)
        else scene.choose.pick((250, 251, 0))
    )
    return TicketCreate(account=scene.account(), ticket_count=count)


def preauthorise(scene: Scene) -> Transaction:
    """Let an account or the holders of credentials through, or no more."""
    choose = scene.choose
    entry = scene.one(Preauthorisation) if choose.chance(35) else None
    if entry is not None:
        return DepositPreauth(
            account=scene.mostly(entry.account),
            **given(unauthorize=entry.authorize, unauthorize_credentials=entry.authorize_credentials),
        )
    account = scene.account()
    if choose.chance(35):
        return DepositPreauth(account=account, authorize_credentials=scene.accepted())
    return DepositPreauth(account=account, authorize=scene.other(account))


def delete(scene: Scene) -> Transaction:
    """Delete an account, of those first that own the least."""
    choose = scene.choose
    account = scene.account()
    if choose.chance(60):
        account = min(scene.people, key=lambda one: (scene.owned(one), one))
    return AccountDelete(
        account=account,
        destination=scene.other(account),
        **given(destination_tag=scene.tag(), credential_ids=scene.credential_ids(account)),
    )


MIX: Mix = (
    (6, settings),
    (4, fields),
    (3, regular_key),
    (3, signers),
    (3, tickets),
    (4, preauthorise),
    (2, delete),
    (8, xrp.pay),
    (2, xrp.relieve),
    (4, xrp.create),
)
