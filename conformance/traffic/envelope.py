"""What every transaction needs besides its own fields: a number or a ticket, a fee, signatures.

A wrong envelope is wrong in one way, which is chosen from a table: each of the codes that the engine has for
wrong envelopes is the answer to one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.traffic.actors import Actor
from conformance.traffic.scene import Scene
from spec import engine, flags
from spec.entries import Ticket
from spec.objects import FreeForm, element
from spec.transaction import Transaction

Fault = Callable[[Scene, Transaction], Any]


def seal(scene: Scene, tx: Transaction, *, wrong: bool = False) -> Transaction:
    """Give the transaction an envelope."""
    choose = scene.choose
    root = scene.root(tx.account)
    tx.sequence = 1 if root is None else root.sequence
    tickets = scene.live(Ticket, lambda e: e.account == tx.account)
    if tickets and choose.chance(30):
        tx.sequence, tx.ticket_sequence = 0, choose.pick(tickets).ticket_sequence
    elif root is not None and root.account_txn_id is not None and choose.chance(30):
        tx.account_txn_id = root.account_txn_id
    if choose.chance(6):
        tx.last_ledger_sequence = scene.view.info.sequence + choose.pick((5, 0, 1))
    if choose.chance(4):
        tx.memos = (element("Memo", FreeForm(memo_data=b"\0note", memo_type=b"text")),)
    signers = _signers(scene, tx)
    tx.signers = tuple(signers) or None  # type: ignore[arg-type]  # so many, for the fee
    tx.fee = engine.base_fee(tx, scene.view) + choose.pick((0, 0, 0, 1, 100))
    wrongly_signed = wrong and choose.chance(35)
    if wrong and not wrongly_signed:
        choose.pick(_FRAME)(scene, tx)
    if signers:
        tx.signing_pub_key = b""
        tx.signers = tuple(
            sorted((who.sign_for(tx, name) for name, who in signers), key=lambda one: one.account)
        )
    else:
        _signer(scene, tx).sign(tx)
    if wrongly_signed:
        choose.pick(_SIGNATURES)(scene, tx)
    return tx


def _signer(scene: Scene, tx: Transaction) -> Actor:
    """Who signs alone: with the master key or the regular key, whichever works."""
    root = scene.root(tx.account)
    master = scene.by_account(tx.account)
    regular = None if root is None or root.regular_key is None else scene.by_account(root.regular_key)
    disabled = root is not None and root.flags & flags.lsfDisableMaster
    if regular is not None and (disabled or scene.choose.chance(40)):
        return regular
    return master or scene.actors[0]


def _signers(scene: Scene, tx: Transaction) -> list[tuple[bytes, Actor]]:
    """Who signs together, and with whose key: enough of the list, or now and then too few."""
    choose = scene.choose
    listed = scene.signer_list(tx.account)
    root = scene.root(tx.account)
    if listed is None or root is None:
        return []
    needed = root.flags & flags.lsfDisableMaster and root.regular_key is None
    if not needed and not choose.chance(35):
        return []
    found = []
    for entry in listed.signer_entries:
        who = scene.root(entry.account)
        key = (
            entry.account if who is None or who.regular_key is None or choose.chance(50) else who.regular_key
        )
        signer = scene.by_account(key)
        if signer is not None:
            found.append((entry.account, signer))
    return choose.some(found, 1, len(found)) if choose.chance(25) else found


def _with(**fields: Any) -> Fault:
    return lambda _, tx: tx.__dict__.update(fields)


def _late(scene: Scene, tx: Transaction) -> None:
    tx.sequence = max(tx.sequence - scene.choose.integer(1, 2), 0)


def _early(scene: Scene, tx: Transaction) -> None:
    tx.sequence += scene.choose.integer(1, 3)


def _no_ticket(scene: Scene, tx: Transaction) -> None:
    tx.ticket_sequence = max(tx.sequence + scene.choose.pick((-1, 1, 0)), 1)
    tx.sequence = 0


def _cheap(scene: Scene, tx: Transaction) -> None:
    tx.fee = scene.choose.pick((tx.fee // 2, 0, 9))


def _dear(scene: Scene, tx: Transaction) -> None:
    root = scene.root(tx.account)
    tx.fee = 1 if root is None else scene.choose.near(root.balance)


def _past(scene: Scene, tx: Transaction) -> None:
    tx.last_ledger_sequence = scene.view.info.sequence - scene.choose.integer(1, 3)


def _ticket_and_prior(scene: Scene, tx: Transaction) -> None:
    tx.sequence, tx.ticket_sequence, tx.account_txn_id = 0, 1, bytes(32)


_FRAME: tuple[Fault, ...] = (
    _late,
    _early,
    _early,
    _no_ticket,
    _with(ticket_sequence=5),
    _ticket_and_prior,
    _cheap,
    _dear,
    _with(fee=-1),
    _with(fee=10**17 + 1),
    _past,
    _with(account_txn_id=b"\x01" * 32),
    _with(network_id=7),
    _with(flags=0x0000_8000),
    _with(flags=flags.tfInnerBatchTxn),
    _with(account=bytes(20)),
    _with(memos=(element("Memo", FreeForm(memo_data=b"x" * 1_100)),)),
    _with(memos=(element("Memo", FreeForm(memo_type=b"not for a URL: \0")),)),
    lambda scene, tx: tx.__dict__.update(delegate=scene.other(tx.account)),
    lambda scene, tx: tx.__dict__.update(account=scene.choose.pick(scene.strangers or scene.people)),
)


def _flip(scene: Scene, tx: Transaction) -> None:
    signature = bytearray(tx.txn_signature or b"\0")
    place = scene.choose.integer(0, len(signature) - 1)
    signature[place] ^= 1
    tx.txn_signature = bytes(signature)


def _by_another(scene: Scene, tx: Transaction) -> None:
    tx.signers = None
    scene.choose.pick(scene.actors).sign(tx)


def _by_master(scene: Scene, tx: Transaction) -> None:
    """The master key signs, of an account first that has disabled it."""
    owners = [one for one in scene.actors if scene.flagged(one.account, flags.lsfDisableMaster)]
    owner = scene.choose.pick(owners or scene.actors)
    tx.account, tx.signers, tx.ticket_sequence = owner.account, None, None
    root = scene.root(owner.account)
    tx.sequence = 1 if root is None else root.sequence
    owner.sign(tx)


def _by_several(scene: Scene, tx: Transaction) -> None:
    """Several sign, of whom the ledger may know nothing, and mostly in their order."""
    some = scene.choose.some([one for one in scene.actors if one.account != tx.account], 1, 3)
    if not scene.choose.chance(20):
        some.sort(key=lambda one: one.account)
    tx.signing_pub_key, tx.txn_signature = b"", None
    tx.signers = tuple(some)  # type: ignore[arg-type]  # so many, for the fee
    tx.fee = engine.base_fee(tx, scene.view)
    tx.signers = tuple(one.sign_for(tx, one.account) for one in some)


def _unsigned(scene: Scene, tx: Transaction) -> None:
    tx.signing_pub_key, tx.txn_signature, tx.signers = b"", None, None


_SIGNATURES: tuple[Fault, ...] = (_by_another, _by_several, _flip, _unsigned, _by_master)
