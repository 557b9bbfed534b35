"""Manifests: which ephemeral key speaks for a validator.

A validator's master key, which is its name, is kept offline. It signs a manifest that names the key that
signs from day to day, and that key signs the manifest too. A manifest with a higher sequence number
replaces the one before; one with the highest number of all ends the validator for good. Publishers of
validator lists use manifests in the same way.

Source: Manifest.cpp, StringUtilities.cpp (3.1.1).
"""

from __future__ import annotations

import re

from spec import keys, signing
from spec.lengths import DecodeError
from spec.objects import Record, decode_fields, default, optional, required

REVOKED = 0xFFFF_FFFF
"""The sequence number with which a master key revokes itself."""

MIN_DOMAIN, MAX_DOMAIN = 4, 128
"""How long a domain may be, in bytes."""
_DOMAIN = re.compile(rb"(?:(?!-)[a-zA-Z0-9-]{1,63}(?<!-)\.)+[A-Za-z]{2,63}")


class Manifest(Record):
    """The fields of a manifest."""

    public_key: bytes = required("PublicKey")
    """The master key."""
    master_signature: bytes = required("MasterSignature")
    sequence: int = required("Sequence")
    version: int = default("Version")
    domain: bytes | None = optional("Domain")
    """Where the validator can be asked about, in ASCII."""
    signing_pub_key: bytes | None = optional("SigningPubKey")
    """The ephemeral key; none in a revocation."""
    signature: bytes | None = optional("Signature")
    """By the ephemeral key."""

    @property
    def revoked(self) -> bool:
        """Whether it ends the validator."""
        return self.sequence == REVOKED


def decode_manifest(data: bytes) -> Manifest:
    """The manifest that is serialised in ``data``; its signatures are not checked.

    Raises:
        DecodeError: the bytes are not a manifest of version 0, a key is none, the ephemeral key is missing
            or is the master key or stands in a revocation, or the domain does not look like one.

    """
    manifest = Manifest.from_fields(decode_fields(data)[0])
    if manifest.version:
        raise DecodeError(f"manifest of version {manifest.version}: expected 0")
    if keys.key_type(manifest.public_key) is None:
        raise DecodeError("the master key of the manifest is not a public key")
    domain = manifest.domain
    if domain is not None and not (MIN_DOMAIN <= len(domain) <= MAX_DOMAIN and _DOMAIN.fullmatch(domain)):
        raise DecodeError(f"the domain of the manifest, {domain!r}, is not one")
    ephemeral = manifest.signing_pub_key
    if manifest.revoked:
        if ephemeral is not None or manifest.signature is not None:
            raise DecodeError("the manifest revokes its master key and names an ephemeral one")
    elif ephemeral is None or manifest.signature is None:
        raise DecodeError("the manifest has no ephemeral key or no signature by it")
    elif keys.key_type(ephemeral) is None or ephemeral == manifest.public_key:
        raise DecodeError("the ephemeral key of the manifest is not a public key of its own")
    return manifest


def verify_manifest(manifest: Manifest) -> bool:
    """Whether the master key signed it and, unless it is a revocation, the ephemeral key did too."""
    message = signing.manifest(manifest.encode_for_signing())
    if not manifest.revoked:
        if manifest.signing_pub_key is None or manifest.signature is None:
            return False
        if not keys.verify(manifest.signing_pub_key, message, manifest.signature):
            return False
    return keys.verify(manifest.public_key, message, manifest.master_signature)
