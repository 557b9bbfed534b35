"""Clawback takes tokens back from a holder, as much as the holder has at most.

An issuer can do so only if it reserved the right before it issued anything: for the tokens on trust lines by
a setting of its account, which excludes the promise never to freeze, for a multi-purpose token by a flag of
its definition.

Source: Clawback.cpp (3.1.1); vectors: trust, mpt, amm.
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, keylets, tokens, trust_lines
from spec.amendments import Rules
from spec.entries import AccountRoot
from spec.flags import lsfAllowTrustLineClawback, lsfMPTCanClawback, lsfNoFreeze
from spec.objects import optional, required
from spec.results import (
    fail,
    require,
    tecAMM_ACCOUNT,
    tecINSUFFICIENT_FUNDS,
    tecINTERNAL,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tecPSEUDO_ACCOUNT,
    temBAD_AMOUNT,
    temDISABLED,
    temMALFORMED,
    terNO_ACCOUNT,
)
from spec.transaction import Transaction
from spec.values import Account, Amount, IssuedAmount, MPTAmount, asset_of
from spec.views import ApplyView, ReadView


class Clawback(Transaction, code=30):
    """How much to take back from whom."""

    amount: Amount = required("Amount", mpt=True)  #: of a trust line's tokens, its issuer names the holder
    holder: Account | None = optional("Holder")  #: of a multi-purpose token, who has it


def preflight(tx: Clawback, rules: Rules) -> None:
    """There is a holder, named in the way that the kind of token demands, and it is not the issuer.

    1. Multi-purpose tokens exist (temDISABLED), their holder is named and another account (temMALFORMED), and
       there is some of them and can be (temBAD_AMOUNT).
    2. Of an issued token, Holder is not there (temMALFORMED): the amount's issuer names the holder, which is
       another account, and it is more than nothing (temBAD_AMOUNT).
    """
    if isinstance(tx.amount, MPTAmount):
        require(rules.enabled(amendments.MPTokensV1), temDISABLED)
        require(tx.holder is not None and tx.holder != tx.account, temMALFORMED)
        require(0 < tx.amount.value <= amounts.MAX_MPT, temBAD_AMOUNT)
        return
    require(tx.holder is None, temMALFORMED)
    require(isinstance(tx.amount, IssuedAmount) and tx.amount.issuer != tx.account, temBAD_AMOUNT)
    require(amounts.signum(tx.amount) > 0, temBAD_AMOUNT)


def preclaim(tx: Clawback, view: ReadView) -> None:
    """The issuer has the right, and the holder is no pool or vault and has something.

    1. Issuer and then holder exist: terNO_ACCOUNT.
    2. The holder is somebody (since SingleAssetVault tecPSEUDO_ACCOUNT), and no pool (tecAMM_ACCOUNT).
    3. Of a multi-purpose token: it exists (tecOBJECT_NOT_FOUND), is the account's and can be clawed back
       (tecNO_PERMISSION), and the holder has a place for it (tecOBJECT_NOT_FOUND).
    4. Of an issued token: the issuer has the right to and has not given up freezing (tecNO_PERMISSION), there
       is a line (tecNO_LINE), and on it the holder is not the one who owes (tecNO_PERMISSION).
    5. The holder has something: tecINSUFFICIENT_FUNDS.
    """
    issuer = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    holder = view.need(keylets.account(_holder(tx)), terNO_ACCOUNT)
    if view.info.rules.enabled(amendments.SingleAssetVault):
        require(not accounts.is_pseudo(holder), tecPSEUDO_ACCOUNT)
    require(holder.amm_id is None, tecAMM_ACCOUNT)
    if isinstance(tx.amount, MPTAmount):
        _check_issuance(tx.amount.issuance_id, view, tx.account, holder.account)
    elif isinstance(tx.amount, IssuedAmount):
        _check_line(tx.amount, view, issuer, holder.account)
    require(amounts.signum(_spendable(tx, view)) > 0, tecINSUFFICIENT_FUNDS)


def _holder(tx: Clawback) -> Account:
    return tx.amount.issuer if isinstance(tx.amount, IssuedAmount) else tx.holder or b""


def _check_issuance(issuance_id: bytes, view: ReadView, issuer: Account, holder: Account) -> None:
    issuance = view.need(keylets.mptoken_issuance(issuance_id), tecOBJECT_NOT_FOUND)
    require(issuance.flags & lsfMPTCanClawback and issuance.issuer == issuer, tecNO_PERMISSION)
    require(view.exists(keylets.mptoken(issuance_id, holder)), tecOBJECT_NOT_FOUND)


def _check_line(amount: IssuedAmount, view: ReadView, issuer: AccountRoot, holder: Account) -> None:
    """On a line where each could issue to the other, it must be the holder who holds."""
    require(issuer.flags & lsfAllowTrustLineClawback and not issuer.flags & lsfNoFreeze, tecNO_PERMISSION)
    line = trust_lines.read(view, holder, issuer.account, amount.currency)
    if line is None:
        fail(tecNO_LINE)
    require(line.balance.mantissa >= 0, tecNO_PERMISSION)


def _owed(tx: Clawback) -> Amount:
    """The amount, of the issuer that it really has."""
    amount = tx.amount
    if isinstance(amount, IssuedAmount):
        return IssuedAmount(amount.mantissa, amount.exponent, amount.currency, tx.account)
    return amount


def _spendable(tx: Clawback, view: ReadView) -> Amount:
    """What the holder has, frozen or not."""
    return tokens.account_holds(view, _holder(tx), asset_of(_owed(tx)), zero_if_frozen=False)


def apply(tx: Clawback, view: ApplyView) -> None:
    """Take the amount back, or what there is of it."""
    amount = amounts.minimum(_spendable(tx, view), _owed(tx))
    if isinstance(amount, int):
        fail(tecINTERNAL)
    tokens.direct_send(view, _holder(tx), tx.account, amount)
