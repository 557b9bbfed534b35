"""What is signed, and what a set of signatures must look like.

A signature never covers bare data: four bytes in front say what kind of thing is signed, so that a signature
made for one purpose is worthless for any other. These functions work on data that are already serialised,
without the fields that hold signatures.

A transaction is signed by one key, or by several accounts, each over its own message: the account's
identifier stands at the end of it, so that a signature cannot be moved to another signer that happens to
share the key. Batch signers and counterparties follow the same rules over their own data.

Source: HashPrefix.h, Sign.cpp, STTx.cpp, Batch.h, PayChan.h, STValidation.cpp, Manifest.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from spec import keys
from spec.addresses import encode_account
from spec.hashing import HashPrefix
from spec.values import ACCOUNT_ZERO, Account, Drops, Hash256

MIN_SIGNERS = 1
MAX_SIGNERS = 32
"""How many may sign together."""
MAX_SIGNERS_BEFORE_EXPANSION = 8
"""How many might before the amendment ExpandedSignerList."""

Signer: TypeAlias = tuple[Account, bytes, bytes]
"""One of several signers: account, public key, signature."""
Verify: TypeAlias = Callable[[bytes, bytes, bytes, bool], bool]
"""Has the form of `keys.verify`; a caller that already knows some answers may bring its own."""


class SignatureFailure(Exception):
    """Signatures are missing, in the wrong place or order, or invalid; the text is what the API answers."""


# --- what is signed


def transaction(body: bytes) -> bytes:
    """What the single signer of a transaction signs."""
    return HashPrefix.STX + body


def multisigned(body: bytes) -> bytes:
    """What all of several signers of a transaction sign, up to the signer's own account; see `for_signer`."""
    return HashPrefix.SMT + body


def for_signer(start: bytes, signer: Account) -> bytes:
    """What one of several signers signs: the common start, then the account that signs."""
    return start + signer


def batch(flags: int, transaction_ids: Sequence[Hash256]) -> bytes:
    """What the signers of a batch sign: its flags and the identifiers of the inner transactions, in order."""
    return b"".join((HashPrefix.BCH, _u32(flags), _u32(len(transaction_ids)), *transaction_ids))


def batch_v1_1(
    account: Account, sequence: int, flags: int, transaction_ids: Sequence[Hash256], signer: Account
) -> bytes:
    """What a signer of a batch signs under BatchV1_1, which also binds the batch's account, place and signer.

    ``sequence`` is the batch's Sequence, or its TicketSequence if that is zero. Where the signer is itself
    multisigned, each of its members signs this and its own account; see `for_signer`. Source: Batch.h
    (3.3.0).
    """
    return b"".join(
        (
            HashPrefix.BCH,
            account,
            _u32(sequence),
            _u32(flags),
            _u32(len(transaction_ids)),
            *transaction_ids,
            signer,
        )
    )


def claim(channel: Hash256, amount: Drops) -> bytes:
    """What the owner of a payment channel signs to let go of drops up to an amount."""
    return HashPrefix.CLM + channel + amount.to_bytes(8, "big")


def validation(body: bytes) -> bytes:
    """What a validator signs of a validation; always with a secp256k1 key."""
    return HashPrefix.VAL + body


def proposal(propose_seq: int, close_time: int, previous_ledger: Hash256, position: Hash256) -> bytes:
    """What a validator signs of a proposal; always with a secp256k1 key.

    The position is the root of the proposed transaction set, the close time is in seconds of the ledger's
    epoch.
    """
    return HashPrefix.PRP + _u32(propose_seq) + _u32(close_time) + previous_ledger + position


def manifest(body: bytes) -> bytes:
    """What both keys of a manifest sign, the master key and the ephemeral one."""
    return HashPrefix.MAN + body


def _u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


# --- the rules of a set of signatures


def check(
    single: bytes,
    several: bytes,
    public_key: bytes,
    signature: bytes | None,
    signers: Sequence[Signer] | None,
    *,
    owner: Account | None,
    max_signers: int = MAX_SIGNERS,
    fully_canonical: bool = True,
    verify: Verify = keys.verify,
) -> None:
    """Check the signatures of a transaction, a batch signer or a counterparty.

    Whoever gives a public key signs alone; an empty one means several signers.

    Args:
        single: what a single signer signs.
        several: what each of several signers signs, before the own account.
        public_key: the field SigningPubKey.
        signature: the field TxnSignature; None when it is absent.
        signers: the field Signers; None when it is absent.
        owner: the account that must not be among several signers; None where it may.
        max_signers: how many may sign together.
        fully_canonical: as in `keys.verify`.
        verify: checks one signature.

    Raises:
        SignatureFailure: the signatures do not hold.
    """
    if public_key:
        check_single(single, public_key, signature, signers is not None, fully_canonical, verify)
    else:
        check_several(several, signature, signers, owner, max_signers, fully_canonical, verify)


def check_single(
    message: bytes,
    public_key: bytes,
    signature: bytes | None,
    has_signers: bool,
    fully_canonical: bool = True,
    verify: Verify = keys.verify,
) -> None:
    """Check the signature of a single signer; see `check`.

    Raises:
        SignatureFailure: there are signers besides, or the signature is missing or invalid.
    """
    _expect(not has_signers, "Cannot both single- and multi-sign.")
    _expect(verify(public_key, message, signature or b"", fully_canonical), "Invalid signature.")


def check_several(
    start: bytes,
    signature: bytes | None,
    signers: Sequence[Signer] | None,
    owner: Account | None,
    max_signers: int = MAX_SIGNERS,
    fully_canonical: bool = True,
    verify: Verify = keys.verify,
) -> None:
    """Check the signatures of several signers, who stand in ascending order of their accounts; see `check`.

    Whether the signers are on the account's list, and have the weight, is for the ledger to say, not for
    this.

    Raises:
        SignatureFailure: there are no signers or too many, a single signature besides, a signer is the owner,
        stands
            twice or out of order, or a signature is invalid.
    """
    if signers is None:
        raise SignatureFailure("Empty SigningPubKey.")
    _expect(signature is None, "Cannot both single- and multi-sign.")
    _expect(MIN_SIGNERS <= len(signers) <= max_signers, "Invalid Signers array size.")
    last = ACCOUNT_ZERO
    for account, public_key, one in signers:
        _expect(account != owner, "Invalid multisigner.")
        _expect(account != last, "Duplicate Signers not allowed.")
        _expect(account > last, "Unsorted Signers array.")
        last = account
        if not verify(public_key, for_signer(start, account), one, fully_canonical):
            raise SignatureFailure(f"Invalid signature on account {encode_account(account)}.")


def _expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise SignatureFailure(otherwise)
