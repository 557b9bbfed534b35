"""Small ledgers with non-fungible tokens and the money to buy them."""

from __future__ import annotations

from typing import Any

from spec import keylets, nftokens, trust_lines
from spec.entries import NFTokenOffer, NFTokenPage
from spec.flags import tfSellNFToken, tfTransferable
from spec.keylets import Keylet
from spec.results import Result, tesSUCCESS
from spec.transactions.nftoken_create_offer import NFTokenCreateOffer
from spec.transactions.nftoken_mint import NFTokenMint
from spec.trust_lines import Line
from spec.values import Amount, Hash256
from tests.spec.ledgers import SmallLedger, account, currency, issued


class NFTokenLedger(SmallLedger):
    """A ledger on which tokens are made, offered and sold."""

    def mint(self, sender: str, *, flags: int = tfTransferable, **fields: Any) -> Hash256:
        """Make a token. Gives its identifier."""
        assert self.apply(NFTokenMint, sender, flags=flags, nftoken_taxon=0, **fields) is tesSUCCESS
        issuer = fields.get("issuer", account(sender))
        root = self.draft.read(keylets.account(issuer))
        assert root is not None
        assert root.first_nftoken_sequence is not None
        return nftokens.token_id(
            flags=flags & 0xFFFF,
            transfer_fee=fields.get("transfer_fee", 0),
            issuer=issuer,
            taxon=0,
            sequence=root.first_nftoken_sequence + root.minted_nftokens - 1,
        )

    def offer(self, sender: str, **fields: Any) -> Hash256:
        """Make an offer. Gives its key."""
        key = keylets.nftoken_offer(account(sender), self.root(sender).sequence).key
        assert self.apply(NFTokenCreateOffer, sender, **fields) is tesSUCCESS
        return key

    def sell(self, seller: str, token: Hash256, amount: Amount = 0, **fields: Any) -> Hash256:
        """Offer to sell a token. Gives the offer's key."""
        return self.offer(seller, nftoken_id=token, amount=amount, flags=tfSellNFToken, **fields)

    def buy(self, buyer: str, owner: str, token: Hash256, amount: Amount = 1, **fields: Any) -> Hash256:
        """Offer to buy a token. Gives the offer's key."""
        return self.offer(buyer, nftoken_id=token, amount=amount, owner=account(owner), **fields)

    def holds(self, name: str, token: Hash256) -> bool:
        """Whether the account has the token."""
        return nftokens.find(self.draft, account(name), token) is not None

    def is_offered(self, key: Hash256) -> bool:
        """Whether the offer is there."""
        return self.draft.exists(Keylet(key, NFTokenOffer))

    def pages(self, name: str) -> list[NFTokenPage]:
        """The pages of the account's tokens."""
        first, last = keylets.nftoken_page_min(account(name)).key, keylets.nftoken_page_max(account(name)).key
        found = []
        key: Hash256 | None = first
        while key is not None and key != last:
            key = self.draft.successor(key, last) or last
            page = self.draft.read(Keylet(key, NFTokenPage))
            if page is not None:
                found.append(page)
        return found

    def line(self, name: str, issuer: str) -> Line:
        """The account's line to an issuer of dollars."""
        found = trust_lines.edit(self.draft, account(name), account(issuer), currency("USD"))
        assert found is not None
        return found

    def give(self, name: str, issuer: str, value: int = 0) -> Line:
        """Make a line on which the account holds so many of the issuer's dollars."""
        return trust_lines.create(
            self.draft, account(name), account(issuer), issued(1_000_000, name), balance=issued(value, issuer)
        )

    def dollars(self, name: str, issuer: str) -> Amount:
        """How many of the issuer's dollars the account holds."""
        line = trust_lines.read(self.draft, account(name), account(issuer), currency("USD"))
        balance = line.balance if line is not None else issued(0, issuer)
        return issued(balance.mantissa, issuer, exponent=balance.exponent)


def refused(result: Result, expected: Result, ledger: NFTokenLedger) -> None:
    """The transaction ended with this result, and if it stands in the ledger it did nothing but pay."""
    assert result is expected
    if expected.is_tec:
        assert ledger.last is not None
        assert ledger.last.metadata is not None
        assert len(ledger.last.metadata.nodes) == 1
