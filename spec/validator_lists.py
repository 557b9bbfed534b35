"""Validator lists: whom a publisher recommends to trust.

A publisher is known by a master key and signs with the ephemeral key of its manifest. What it signs is a
JSON text, wrapped in base64: a sequence number, the time from which the list holds and that at which it
expires, and the validators, each with its master key and manifest.

Whether a list is newer than the one at hand, expired, or not yet in force depends on what a server knows
and on the clock, and is not decided here.

Source: ValidatorList.cpp, base64.cpp (3.1.1).
"""

from __future__ import annotations

import base64
import re
from typing import Any

import msgspec
from msgspec import Struct

from spec import keys
from spec.json_values import InvalidValue, read_blob
from spec.manifests import Manifest

MAX_LISTS = 5
"""How many lists, one in force and others to follow, a publisher may hand out together."""
_MAX_INTEGER = 2**31 - 1
_BASE64 = re.compile("[A-Za-z0-9+/]*")


class ListedValidator(Struct, frozen=True):
    """A validator that a publisher recommends."""

    public_key: bytes
    """The master key."""
    manifest: bytes | None
    """As it was given: not parsed, not verified."""


class ValidatorList(Struct, frozen=True):
    """What a publisher signed. Times are seconds since 2000-01-01T00:00:00Z."""

    sequence: int
    effective: int
    """From when the list holds; 0 when the publisher does not say."""
    expiration: int
    validators: tuple[ListedValidator, ...]


class InvalidList(ValueError):
    """A validator list is not signed by its publisher or does not have the form of one."""


def decode_base64(text: str) -> bytes:
    """The bytes that base64 stands for, up to the first character that is none of its own."""
    match = _BASE64.match(text)
    letters = match.group() if match else ""
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return base64.b64decode(letters + "=" * (-len(letters) % 4))


def open_list(publisher: Manifest, blob: str, signature: str) -> ValidatorList:
    """The list in ``blob``, base64, if ``signature``, hexadecimal, is the publisher's over what the blob
    stands for.

    The manifest must have been verified. Entries of the list without a public key are passed over.

    Raises:
        InvalidList: the publisher has been revoked, the signature is wrong, the text is not JSON, a field
            is missing or of the wrong type, or the list expires before it holds.

    """
    data = decode_base64(blob)
    try:
        claimed = read_blob(signature)
    except InvalidValue:
        raise InvalidList("the signature of the list is not hexadecimal") from None
    if publisher.signing_pub_key is None or not keys.verify(publisher.signing_pub_key, data, claimed):
        raise InvalidList("the list is not signed by its publisher")
    try:
        content = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidList("the list is not JSON") from None
    if not isinstance(content, dict) or not isinstance(content.get("validators"), list):
        raise InvalidList("the list names no validators")
    sequence, effective, expiration = (
        _integer(content, name) for name in ("sequence", "effective", "expiration")
    )
    if expiration <= effective:
        raise InvalidList(f"the list expires at {expiration}, and holds from {effective}")
    found = (_listed(item) for item in content["validators"])
    return ValidatorList(sequence, effective, expiration, tuple(item for item in found if item))


def _integer(content: dict[str, Any], name: str) -> int:
    value = content.get(name, 0 if name == "effective" else None)
    if type(value) is not int or not 0 <= value <= _MAX_INTEGER:
        raise InvalidList(f"{name} of the list is {value!r}: expected an integer of 31 bits")
    return value


def _listed(item: object) -> ListedValidator | None:
    if not isinstance(item, dict):
        return None
    try:
        public_key = read_blob(item.get("validation_public_key"))
    except InvalidValue:
        return None
    if keys.key_type(public_key) is None:
        return None
    manifest = item.get("manifest")
    return ListedValidator(public_key, decode_base64(manifest) if isinstance(manifest, str) else None)
