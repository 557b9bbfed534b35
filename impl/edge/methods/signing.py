"""Methods that sign: sign, sign_for.

Source: SignHandler.cpp, SignFor.cpp, TransactionSign.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any

from impl.edge import errors, loose
from impl.edge import transaction_request as requests
from impl.edge.assets import try_account
from impl.edge.dispatch import method
from impl.edge.errors import Json, Refusal
from impl.edge.secrets import SECRETS, key_pair
from impl.edge.service import Request
from impl.edge.transaction_request import SIGNING_PARAMETERS
from spec.transaction import Transaction

DEPRECATED = (
    "This command has been deprecated and will be removed in a future version of the server. Please "
    "migrate to a standalone signing tool."
)


def signed(request: Request) -> Transaction:
    """The transaction of the request with its sender's signature. Raises Refusal."""
    pair, kind = key_pair(request)
    tx_json: Any = requests.copy_of(request.get("tx_json"))
    tx = requests.sign(requests.prepare(request, tx_json, pair, kind), pair, kind)
    requests.check_signatures(request, tx)
    return tx


@method("sign", *SIGNING_PARAMETERS, *SECRETS)
def sign(request: Request) -> Json:
    """Complete and sign a transaction."""
    requests.permit_signing(request)
    try:
        answer = requests.show(request, signed(request))
    except Refusal as refusal:
        answer = refusal.answer()
    return answer | {"deprecated": DEPRECATED}


@method("sign_for", "account", *SIGNING_PARAMETERS, *SECRETS)
def sign_for(request: Request) -> Json:
    """Add the signature of one of several signers to a transaction."""
    requests.permit_signing(request)
    try:
        answer = requests.show(request, _signed_for(request))
    except Refusal as refusal:
        answer = refusal.answer()
    return answer | {"deprecated": DEPRECATED}


def _signed_for(request: Request) -> Transaction:
    signer = try_account(loose.text(request.need("account")))
    if signer is None:
        raise Refusal(errors.srcActMalformed, "Invalid field 'account'.")
    tx_json = requests.copy_of(request.need("tx_json"))
    if not isinstance(tx_json, dict):
        raise errors.invalid_field("tx_json", "object")
    tx_json.setdefault("SigningPubKey", "")
    check_several(tx_json)
    pair, kind = key_pair(request)
    tx = requests.prepare(request, tx_json, pair, kind, signer)
    root = requests.root_of(request.service.ledger.open_ledger(), signer)
    requests.match_key(root, signer, pair.public_key)
    tx = requests.sign_as(tx, pair, kind, signer)
    requests.check_signatures(request, tx)
    return tx


def check_several(tx_json: Json) -> None:
    """What several are to sign must already have its number, and no single signer's key. Raises Refusal."""
    if "Sequence" not in tx_json:
        raise errors.missing_field("tx_json.Sequence")
    if "SigningPubKey" not in tx_json:
        raise errors.missing_field("tx_json.SigningPubKey")
    if loose.text(tx_json["SigningPubKey"]):
        raise errors.invalid_parameters("When multi-signing 'tx_json.SigningPubKey' must be empty.")
