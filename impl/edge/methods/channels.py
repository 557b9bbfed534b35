"""Methods about payment channels: account_channels, channel_authorize, channel_verify.

Source: AccountChannels.cpp, PayChanClaim.cpp (3.1.1).
"""

from __future__ import annotations

from impl.edge import errors, ledger_choice, loose, owned, render
from impl.edge.dispatch import LEDGER, method
from impl.edge.errors import Json, Refusal
from impl.edge.owned import Limit
from impl.edge.reading import reading
from impl.edge.secrets import SECRETS, key_pair
from impl.edge.service import Request, Role
from spec import keys, signing
from spec.addresses import Token, decode_token, encode_account, encode_token, parse_hex
from spec.base58 import AddressError
from spec.entries import PayChannel

LIMIT = Limit(10, 200, 400)
MAX_DROPS = 2**64 - 1

_OPTIONAL = ("expiration", "cancel_after", "source_tag", "destination_tag")


@method("account_channels", "account", "destination_account", "limit", "marker", *LEDGER)
def account_channels(request: Request) -> Json:
    """The payment channels that an account pays into."""
    request.need_text("account")
    view, members = ledger_choice.choose(request)
    account_id = owned.account(request.need_text("account"))
    state = reading(view)
    owned.need_account(state, account_id)
    destination_address = loose.text(request.get("destination_account"))
    destination = owned.account(destination_address) if destination_address else None
    limit = owned.read_limit(request, LIMIT)
    if limit == 0:
        raise Refusal(errors.invalidParams)
    channels, more = owned.page(request, state, account_id, limit, PayChannel, Refusal(errors.invalidParams))
    members |= more
    members["account"] = encode_account(account_id)
    members["channels"] = [
        _channel(each)
        for each in channels
        if each.account == account_id and destination in (None, each.destination)
    ]
    return members


def _channel(channel: PayChannel) -> Json:
    shown: Json = {
        "channel_id": channel.key.hex().upper(),
        "account": encode_account(channel.account),
        "destination_account": encode_account(channel.destination),
        "amount": render.text(channel.amount),
        "balance": render.text(channel.balance),
        "settle_delay": channel.settle_delay,
    }
    if keys.key_type(channel.public_key) is not None:
        shown["public_key"] = encode_token(Token.ACCOUNT_PUBLIC, channel.public_key)
        shown["public_key_hex"] = channel.public_key.hex().upper()
    for name in _OPTIONAL:
        value = getattr(channel, name)
        if value is not None:
            shown[name] = value
    return shown


@method("channel_authorize", "channel_id", "amount", *SECRETS)
def channel_authorize(request: Request) -> Json:
    """Sign a claim on a payment channel."""
    if request.role is not Role.ADMIN and not request.service.settings.signing:
        raise Refusal(errors.notSupported, "Signing is not supported by this server.")
    request.need("channel_id")
    request.need("amount")
    if "key_type" not in request and "secret" not in request:
        raise errors.missing_field("secret")
    pair, kind = key_pair(request)
    message = signing.claim(_channel_id(request), _drops(request))
    return {"signature": keys.sign(message, pair.secret, kind).hex().upper()}


@method("channel_verify", "public_key", "channel_id", "amount", "signature")
def channel_verify(request: Request) -> Json:
    """Check the signature of a claim on a payment channel."""
    for name in ("public_key", "channel_id", "amount", "signature"):
        request.need(name)
    public_key = _public_key(loose.text(request.get("public_key")))
    channel_id, drops = _channel_id(request), _drops(request)
    signature = loose.unhex(loose.text(request.get("signature")))
    if not signature:
        raise Refusal(errors.invalidParams)
    message = signing.claim(channel_id, drops)
    return {"signature_verified": keys.verify(public_key, message, signature)}


def _channel_id(request: Request) -> bytes:
    found = parse_hex(loose.text(request.get("channel_id")), 32)
    if found is None:
        raise Refusal(errors.channelMalformed)
    return found


def _drops(request: Request) -> int:
    """The amount of the claim: a text, so that no client's numbers can be too small for it."""
    text = request.get("amount")
    drops = loose.parse_uint(text, MAX_DROPS) if isinstance(text, str) else None
    if drops is None:
        raise Refusal(errors.channelAmtMalformed)
    return drops


def _public_key(text: str) -> bytes:
    try:
        return decode_token(Token.ACCOUNT_PUBLIC, text)
    except AddressError:
        public_key = loose.unhex(text)
    if public_key is None or keys.key_type(public_key) is None:
        raise Refusal(errors.publicMalformed)
    return public_key
