"""What all transactions have in common: the fields of every format, the identifier, and the table of types.

Each type is a class in a file of its own in ``spec.transactions``, together with its rules:

- ``preflight(tx, rules)``: what can be said without looking at a ledger;
- ``preclaim(tx, view)``: what the ledger says, without changing it;
- ``apply(tx, view)``: what the transaction does.

Each raises ``Failure`` with a result, or returns to say that nothing stands against the transaction.

Source: TxFormats.cpp, STTx.cpp, transactions.macro (3.3.0-b0).
"""

from __future__ import annotations

from enum import IntFlag
from typing import Any, ClassVar, Self

from spec.amendments import Amendment
from spec.fields import FIELDS
from spec.flags import TRANSACTION_FLAGS, tfUniversal
from spec.hashing import HashPrefix, sha512_half
from spec.inner import Signer
from spec.lengths import DecodeError
from spec.objects import Record, decode_fields, optional, required
from spec.values import Account, Drops, Hash256

MIN_SIZE = 32
"""The fewest bytes that a transaction can have."""
MAX_SIZE = 1_048_576
"""The most bytes that a transaction may have."""


class Privilege(IntFlag):
    """What a type may do to the ledger that others may not; the invariants hold the others to it."""

    NONE = 0
    CREATE_ACCOUNT = 1
    CREATE_PSEUDO_ACCOUNT = 2
    MUST_DELETE_ACCOUNT = 4
    MAY_DELETE_ACCOUNT = 8
    OVERRIDE_FREEZE = 16
    CHANGE_NFT_COUNTS = 32
    CREATE_MPT_ISSUANCE = 64
    DESTROY_MPT_ISSUANCE = 128
    MUST_AUTHORIZE_MPT = 256
    MAY_AUTHORIZE_MPT = 512
    MAY_DELETE_MPT = 1024
    MUST_MODIFY_VAULT = 2048
    MAY_MODIFY_VAULT = 4096
    MAY_CREATE_MPT = 8192


class Transaction(Record):
    """The fields of every transaction."""

    __slots__ = ("_blob", "_id")

    code: ClassVar[int] = -1
    """Its TransactionType."""
    type_name: ClassVar[str] = ""
    gate: ClassVar[Amendment | None] = None
    """What must be enabled for the type to exist at all."""
    privileges: ClassVar[Privilege] = Privilege.NONE
    delegable: ClassVar[bool] = True
    """Whether an account may let another send this type in its name."""
    pseudo: ClassVar[bool] = False
    """Whether it is made by validators and not sent by anyone."""
    known_flags: ClassVar[int] = tfUniversal

    flags: int | None = optional("Flags")
    source_tag: int | None = optional("SourceTag")
    account: Account = required("Account")
    sequence: int = required("Sequence")
    previous_txn_id: Hash256 | None = optional("PreviousTxnID")
    last_ledger_sequence: int | None = optional("LastLedgerSequence")
    account_txn_id: Hash256 | None = optional("AccountTxnID")
    fee: Drops = required("Fee")
    operation_limit: int | None = optional("OperationLimit")
    memos: tuple[Any, ...] | None = optional("Memos")
    signing_pub_key: bytes = required("SigningPubKey")
    ticket_sequence: int | None = optional("TicketSequence")
    txn_signature: bytes | None = optional("TxnSignature")
    signers: tuple[Signer, ...] | None = optional("Signers")
    network_id: int | None = optional("NetworkID")
    delegate: Account | None = optional("Delegate")

    def __init_subclass__(
        cls,
        *,
        code: int,
        amendment: Amendment | None = None,
        privileges: Privilege = Privilege.NONE,
        delegable: bool = True,
        pseudo: bool = False,
    ) -> None:
        super().__init_subclass__()
        cls.code = code
        cls.type_name = cls.__name__
        cls.gate = amendment
        cls.privileges = privileges
        cls.delegable = delegable
        cls.pseudo = pseudo
        cls.known_flags = tfUniversal | sum(set(TRANSACTION_FLAGS.get(cls.__name__, {}).values()))
        cls.prefix = FIELDS["TransactionType"].header + code.to_bytes(2, "big")
        TRANSACTION_TYPES[code] = cls

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._blob: bytes | None = None
        self._id: Hash256 | None = None

    @classmethod
    def from_fields(cls, values: dict[str, Any]) -> Self:
        """A transaction of this type with these fields; see ``Record.from_fields``. Raises DecodeError."""
        tx = super().from_fields(values)
        tx._blob = tx._id = None
        return tx

    def copy(self) -> Self:
        """Another transaction with the same fields."""
        twin = super().copy()
        twin._blob = twin._id = None
        return twin

    @property
    def blob(self) -> bytes:
        """The canonical bytes. A transaction must not be changed once it was asked for them."""
        if self._blob is None:
            self._blob = self.encode()
        return self._blob

    @property
    def id(self) -> Hash256:
        """The identifier: the hash of the canonical bytes, signatures included."""
        if self._id is None:
            self._id = sha512_half(HashPrefix.TXN, self.blob)
        return self._id

    def has_flag(self, flag: int) -> bool:
        """Whether the flag is set."""
        return bool((self.flags or 0) & flag)

    @property
    def uses_ticket(self) -> bool:
        """Whether a ticket stands for the sequence number."""
        return self.sequence == 0 and self.ticket_sequence is not None

    @property
    def sequence_or_ticket(self) -> int:
        """The number that makes this transaction the account's only one of its kind."""
        return (
            self.ticket_sequence if self.uses_ticket and self.ticket_sequence is not None else self.sequence
        )

    @property
    def fee_payer(self) -> Account:
        """Who pays the fee: the delegate where there is one."""
        return self.delegate if self.delegate is not None else self.account


TRANSACTION_TYPES: dict[int, type[Transaction]] = {}
"""The classes by their TransactionType. Complete once ``spec.transactions`` is imported."""


def decode_transaction(blob: bytes, *, canonical: bool = True) -> Transaction:
    """The transaction that is serialised in ``blob``.

    Servers take the fields of a submitted transaction in any order and identify it by the canonical bytes;
    pass ``canonical=False`` to do so.

    Raises:
        DecodeError: the bytes are not an object, not one in the format of its TransactionType, too few or too
        many,
            or (where that is asked for) not in canonical form.

    """
    if not MIN_SIZE <= len(blob) <= MAX_SIZE:
        raise DecodeError(f"a transaction of {len(blob)} bytes: expected {MIN_SIZE} to {MAX_SIZE}")
    values, _ = decode_fields(blob)
    code = values.pop("transaction_type", None)
    transaction_type = TRANSACTION_TYPES.get(code) if code is not None else None
    if transaction_type is None:
        raise DecodeError(f"transaction of unknown type {code}")
    tx = transaction_type.from_fields(values)
    if canonical and tx.blob != blob:
        raise DecodeError("the fields of the transaction are not in canonical form")
    return tx
