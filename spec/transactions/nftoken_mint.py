"""NFTokenMint makes a non-fungible token and gives it to the account.

The account makes the token in its own name, or in that of an issuer who has named it for this. With an amount
the token is offered for sale at the same time.

A token's number goes on from the account sequence that the issuer had when its first token was made, so that
an account that was deleted and made again does not make the same tokens again.

Source: NFTokenMint.cpp (3.1.1); vectors: nft.
"""

from __future__ import annotations

from spec import accounts, amendments, keylets, nftoken_offers, nftokens
from spec.amendments import Rules
from spec.flags import tfMutable, tfTransferable
from spec.inner import NFToken
from spec.nftoken_offers import Terms
from spec.objects import optional, required
from spec.results import (
    require,
    tecEXPIRED,
    tecINSUFFICIENT_RESERVE,
    tecMAX_SEQUENCE_REACHED,
    tecNO_ISSUER,
    tecNO_PERMISSION,
    tefINTERNAL,
    temBAD_NFTOKEN_TRANSFER_FEE,
    temMALFORMED,
)
from spec.transaction import Privilege, Transaction
from spec.values import Account, Amount, Hash256
from spec.views import ApplyView, ReadView

MAX_TRANSFER_FEE = 50_000
"""One half of each sale."""
MAX_SEQUENCE = 2**32 - 1
TOKEN_FLAGS = 0xFFFF
"""The transaction's flags that become the token's."""


class NFTokenMint(Transaction, code=25, privileges=Privilege.CHANGE_NFT_COUNTS):
    """What the token is, and for how much it is for sale."""

    nftoken_taxon: int = required("NFTokenTaxon")  #: the issuer's own number for a kind of token
    transfer_fee: int | None = optional("TransferFee")  #: of each sale to the issuer, in 1/100,000
    issuer: Account | None = optional("Issuer")  #: in whose name, if not the account's
    uri: bytes | None = optional("URI")
    amount: Amount | None = optional("Amount")  #: what it is for sale for
    destination: Account | None = optional("Destination")  #: to whom alone
    expiration: int | None = optional("Expiration")  #: when that offer ends


def enabled(tx: NFTokenMint, rules: Rules) -> bool:
    """A token can be offered for sale as it is made since NFTokenMintOffer."""
    offered = any(field is not None for field in (tx.amount, tx.destination, tx.expiration))
    return not offered or rules.enabled(amendments.NFTokenMintOffer)


def known_flags(tx: NFTokenMint, rules: Rules) -> int:
    """Tokens can be mutable since DynamicNFT, and could make trust lines until
    fixRemoveNFTokenAutoTrustLine."""
    known = tx.known_flags
    if not rules.enabled(amendments.DynamicNFT):
        known &= ~tfMutable
    if not rules.enabled(amendments.fixRemoveNFTokenAutoTrustLine):
        known |= nftokens.CREATE_TRUST_LINES
    return known


def _token_id(tx: NFTokenMint, sequence: int = 0) -> Hash256:
    """The identifier of the token; without its number it still says all that is asked of it before there is
    one."""
    return nftokens.token_id(
        flags=(tx.flags or 0) & TOKEN_FLAGS,
        transfer_fee=tx.transfer_fee or 0,
        issuer=tx.issuer or tx.account,
        taxon=tx.nftoken_taxon,
        sequence=sequence,
    )


def _terms(tx: NFTokenMint, amount: Amount) -> Terms:
    return Terms(tx.account, amount, sells=True, destination=tx.destination, expiration=tx.expiration)


def preflight(tx: NFTokenMint, rules: Rules) -> None:
    """A fee of at most one half, for a token that others can sell; another issuer than the account; an offer
    with an amount.

    1. The fee is at most one half (temBAD_NFTOKEN_TRANSFER_FEE), of a token that can be sold on
       (temMALFORMED).
    2. The issuer, if one is named, is another account: temMALFORMED.
    3. A URI has 1 to 256 bytes: temMALFORMED.
    4. An offer has an amount (temMALFORMED), and makes sense (see ``nftoken_offers.check_form``).
    """
    fee = tx.transfer_fee or 0
    require(fee <= MAX_TRANSFER_FEE, temBAD_NFTOKEN_TRANSFER_FEE)
    require(not fee or tx.has_flag(tfTransferable), temMALFORMED)
    require(tx.issuer != tx.account, temMALFORMED)
    require(tx.uri is None or 1 <= len(tx.uri) <= nftokens.MAX_URI_LENGTH, temMALFORMED)
    if tx.amount is not None:
        nftoken_offers.check_form(_terms(tx, tx.amount), _token_id(tx))
    else:
        require(tx.destination is None and tx.expiration is None, temMALFORMED)


def preclaim(tx: NFTokenMint, view: ReadView) -> None:
    """The issuer has named the account to mint for it, and the offer can be made.

    1. Another issuer exists (tecNO_ISSUER), and has named the account (tecNO_PERMISSION).
    2. An offer has not expired (tecEXPIRED), and can be made (see ``nftoken_offers.check``).
    """
    if tx.issuer is not None:
        issuer = view.need(keylets.account(tx.issuer), tecNO_ISSUER)
        require(issuer.nftoken_minter == tx.account, tecNO_PERMISSION)
    if tx.amount is not None:
        require(not accounts.expired(view, tx.expiration), tecEXPIRED)
        nftoken_offers.check(view, _terms(tx, tx.amount), _token_id(tx))


def apply(tx: NFTokenMint, view: ApplyView) -> None:
    """Number the token, give it to the account and offer it.

    1. The issuer exists (tecNO_ISSUER), and has a number left (tecMAX_SEQUENCE_REACHED).
    2. There is a page that can take the token; see ``nftokens.insert``.
    3. An offer can be made; see ``nftoken_offers.create``.
    4. Where the account owns more than before, one page more or the offer, what it held before the fee is
       enough for its reserve: tecINSUFFICIENT_RESERVE.
    """
    token = _token_id(tx, _next_sequence(tx, view))
    root = view.need(keylets.account(tx.account), tefINTERNAL)
    owned = root.owner_count
    nftokens.insert(view, tx.account, NFToken(nftoken_id=token, uri=tx.uri))
    if tx.amount is not None:
        nftoken_offers.create(view, _terms(tx, tx.amount), token, tx.sequence_or_ticket)
    root = view.need(keylets.account(tx.account), tefINTERNAL)
    affordable = view.prior_balance >= accounts.reserve(view, root)
    require(root.owner_count <= owned or affordable, tecINSUFFICIENT_RESERVE)


def _next_sequence(tx: NFTokenMint, view: ApplyView) -> int:
    """The number of the issuer's next token. Raises Failure with tecMAX_SEQUENCE_REACHED."""
    root = view.edit_needed(keylets.account(tx.issuer or tx.account), tecNO_ISSUER)
    if root.first_nftoken_sequence is None:
        # The account's own sequence was used up already, unless another account or a ticket pays for this.
        used = tx.issuer is None and not tx.uses_ticket
        root.first_nftoken_sequence = root.sequence - used
    sequence = root.first_nftoken_sequence + root.minted_nftokens
    require(sequence < MAX_SEQUENCE, tecMAX_SEQUENCE_REACHED)
    root.minted_nftokens += 1
    return sequence
