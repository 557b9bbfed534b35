"""Validations: a validator's signed word that a ledger is right.

A ledger counts as validated once enough trusted validators have said so. Besides the ledger's hash a
validation carries the validator's votes on fees and amendments, which are counted every 256 ledgers.

A validation is signed with the ephemeral key that its validator's manifest names, and always with secp256k1.

Source: STValidation.h, STValidation.cpp (3.1.1).
"""

from __future__ import annotations

from spec import keys, signing
from spec.lengths import DecodeError
from spec.objects import Record, decode_fields, default, optional, required
from spec.values import Drops, Hash256

vfFullValidation = 0x00000001
"""The validator followed the round to its end; without it, it only says what it sees."""
vfFullyCanonicalSig = 0x80000000
"""The signature must be fully canonical."""


class Validation(Record):
    """The fields of a validation."""

    flags: int = required("Flags")
    ledger_hash: Hash256 = required("LedgerHash")
    ledger_sequence: int = required("LedgerSequence")
    close_time: int | None = optional("CloseTime")
    load_fee: int | None = optional("LoadFee")
    amendments: tuple[Hash256, ...] | None = optional("Amendments")
    base_fee: int | None = optional("BaseFee")
    reserve_base: int | None = optional("ReserveBase")
    reserve_increment: int | None = optional("ReserveIncrement")
    signing_time: int = required("SigningTime")
    signing_pub_key: bytes = required("SigningPubKey")
    signature: bytes = required("Signature")
    consensus_hash: Hash256 | None = optional("ConsensusHash")
    cookie: int = default("Cookie")
    validated_hash: Hash256 | None = optional("ValidatedHash")
    server_version: int | None = optional("ServerVersion")
    base_fee_drops: Drops | None = optional("BaseFeeDrops")
    reserve_base_drops: Drops | None = optional("ReserveBaseDrops")
    reserve_increment_drops: Drops | None = optional("ReserveIncrementDrops")

    @property
    def is_full(self) -> bool:
        """Whether it counts towards the quorum."""
        return bool(self.flags & vfFullValidation)


def decode_validation(data: bytes) -> Validation:
    """The validation that is serialised in ``data``; its signature is not checked.

    Raises:
        DecodeError: the bytes are not a validation, or its key is not one of secp256k1.

    """
    validation = Validation.from_fields(decode_fields(data)[0])
    if keys.key_type(validation.signing_pub_key) is not keys.KeyType.SECP256K1:
        raise DecodeError("the key of the validation is not a secp256k1 key")
    return validation


def verify_validation(validation: Validation) -> bool:
    """Whether the signature is by the key that the validation names."""
    return keys.verify(
        validation.signing_pub_key,
        signing.validation(validation.encode_for_signing()),
        validation.signature,
        bool(validation.flags & vfFullyCanonicalSig),
    )
