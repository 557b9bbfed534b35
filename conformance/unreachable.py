"""Results that a rule names and that no transaction can end with, and why.

Whatever is not listed here is given in a test that was written by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

GUARDS = {
    "tecINTERNAL": "entries contradict each other",
    "tefBAD_LEDGER": "an entry and the list in which it should stand contradict each other",
    "tefEXCEPTION": "entries contradict each other, or numbers cannot be computed with",
    "tefINTERNAL": "an account that was there is not",
}
"""Results that say that a ledger cannot be. Some are forced all the same, by ledgers that are not."""

NOWHERE: dict[tuple[str, str], str] = {
    ("credentials.delete", "tecNO_ENTRY"): "whoever deletes a credential has just found it",
    ("directories._add", "tecDIR_FULL"): "a list of 262,144 full pages, and no fixDirectoryLimit",
    ("nftokens.take", "tecNO_ENTRY"): "the token was found when the offers were looked at",
    ("tokens.send_xrp", "tecFAILED_PROCESSING"): "whoever sends XRP was seen to have it",
    ("tokens.send_xrp", "telFAILED_PROCESSING"): "whoever sends XRP was seen to have it",
    ("transactions.check_cash._line", "tecFAILED_PROCESSING"): "the account that cashes is there",
    ("transactions.check_cash.apply", "tecFAILED_PROCESSING"): "the check was found before",
    ("trust_lines.create", "tecNO_TARGET"): "no line is made to an account that was not seen to be there",
}
"""Results that a function names and that no transaction can make it give."""

WITHOUT_TOKENS = (
    *("AMMBid", "AMMClawback", "AMMCreate", "AMMDeposit", "AMMWithdraw"),
    *("CheckCash", "NFTokenAcceptOffer", "NFTokenCreateOffer", "NFTokenMint", "OfferCreate"),
)
"""Types that do not know multi-purpose tokens before MPTokensV2, though they use functions that do."""
ABOUT_TOKENS = ("mptokens.", "credentials.domain_standing")

ONLY_HERE: dict[tuple[str, str], str] = {
    ("AMMDeposit", "tecNO_LINE"): "who has something to put into a pool has a line",
    ("AMMWithdraw", "tecNO_LINE"): "only AMMDeposit asks for a line that is there",
    ("CheckCash", "tecNO_LINE"): "the line was found or made just before",
    ("Clawback", "tecEXPIRED"): "clawing back asks for nobody's authorisation",
    ("Clawback", "tecNO_AUTH"): "the holding was found before",
    ("EscrowCancel", "tecINSUFFICIENT_FUNDS"): "what is unlocked comes from nobody's balance",
    ("EscrowCreate", "tecNO_TARGET"): "an escrow makes no line when it is made",
    ("EscrowCreate", "terNO_RIPPLE"): "only of multi-purpose tokens it is asked whether they may be sent",
    ("EscrowFinish", "tecINSUFFICIENT_FUNDS"): "what is unlocked comes from nobody's balance",
    ("NFTokenCreateOffer", "tecNO_TARGET"): "whoever is said to own the token was seen to",
    ("NFTokenMint", "tecNO_TARGET"): "an offer that is made with the token is to sell it",
    ("NFTokenMint", "tecUNFUNDED_OFFER"): "an offer that is made with the token is to sell it",
    ("NFTokenMint", "tefNFTOKEN_IS_NOT_TRANSFERABLE"): "issuer and minter, who are asked, may sell it",
    ("Payment", "tecINSUFFICIENT_FUNDS"): "it becomes tecPATH_PARTIAL",
    ("Payment", "tecNO_LINE"): "only of shares in a vault, and there are none without SingleAssetVault",
}
"""Results that this type alone cannot give, though it uses a function that names them."""


_NO_SUBMISSION = "validators make them, and no server takes them from anyone"
_LOCKED = "a holding and an issuance stay as long as something of them is locked"
_NO_ISSUER = "nobody holds what an account issued that is not there"
_PSEUDO: dict[str, tuple[str, ...]] = {
    "EnableAmendment": ("tefALREADY", "temINVALID", "temINVALID_FLAG"),
    "SetFee": ("temDISABLED", "temINVALID", "temMALFORMED"),
    "UNLModify": ("tefFAILURE", "temINVALID"),
}

BEYOND_TRAFFIC: dict[tuple[str, str], str] = {
    **{(kind, result): _NO_SUBMISSION for kind, results in _PSEUDO.items() for result in results},
    ("AccountDelete", "tefTOO_BIG"): "the account would have to own 1,001 objects",
    ("CheckCash", "tecNO_ISSUER"): _NO_ISSUER,
    ("EscrowCancel", "tecEXPIRED"): _LOCKED,
    ("EscrowCancel", "tecINSUFFICIENT_RESERVE"): _LOCKED,
    ("EscrowCancel", "tecOBJECT_NOT_FOUND"): _LOCKED,
    ("EscrowFinish", "tecOBJECT_NOT_FOUND"): _LOCKED,
    ("NFTokenAcceptOffer", "tecNO_ISSUER"): _NO_ISSUER,
    ("OfferCreate", "temBAD_ISSUER"): "no amount of a token without an issuer can be read",
}
"""Results that only tests written by hand give, by type and result: no traffic comes to them, or only after
very much that is all the same."""


class Reason(NamedTuple):
    """Why, and which entry of the tables above says so."""

    entry: tuple[str, str]
    why: str


def reason(kind: str, result: str, places: Iterable[str]) -> list[Reason] | None:
    """Why a type cannot end with a result that these functions name; nothing, where no table says so."""
    if result in GUARDS:
        return [Reason(("", result), f"a guard: {GUARDS[result]}")]
    if (kind, result) in ONLY_HERE:
        return [Reason((kind, result), ONLY_HERE[kind, result])]
    found = []
    for place in sorted(places):
        if kind in WITHOUT_TOKENS and place.startswith(ABOUT_TOKENS):
            found.append(Reason((kind, ""), "multi-purpose tokens come to it with MPTokensV2"))
        elif (place, result) in NOWHERE:
            found.append(Reason((place, result), NOWHERE[place, result]))
        else:
            return None
    return found
