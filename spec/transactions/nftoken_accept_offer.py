"""NFTokenAcceptOffer: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional
from spec.transaction import Transaction
from spec.values import Amount, Hash256


class NFTokenAcceptOffer(Transaction, code=29):
    """The format of NFTokenAcceptOffer."""

    nftoken_buy_offer: Hash256 | None = optional("NFTokenBuyOffer")
    nftoken_sell_offer: Hash256 | None = optional("NFTokenSellOffer")
    nftoken_broker_fee: Amount | None = optional("NFTokenBrokerFee")
