"""Invariants of multi-purpose tokens.

Source: InvariantCheck.cpp (3.1.1).
"""

from __future__ import annotations

from spec import amendments
from spec.entries import MPToken, MPTokenIssuance
from spec.invariants.frame import Step, invariant
from spec.transaction import Privilege
from spec.views import Change

_KINDS = (MPToken, MPTokenIssuance)
_MUST_TOUCH = Privilege.CREATE_MPT_ISSUANCE | Privilege.DESTROY_MPT_ISSUANCE | Privilege.MUST_AUTHORIZE_MPT
"""With one of these privileges, doing nothing to tokens is wrong too."""


class _Counts:
    """How many entries of a kind came and went."""

    def __init__(self, step: Step, kind: type[MPToken | MPTokenIssuance]) -> None:
        self.created = self.deleted = 0
        for change, before, _ in step.changed(kind):
            if change is Change.ERASED:
                self.deleted += 1
            elif before is None:
                self.created += 1

    @property
    def total(self) -> int:
        return self.created + self.deleted


@invariant("ValidMPTIssuance")
def issuances_and_holdings(step: Step) -> bool:
    """Tokens are defined, and places to hold them made, by the transactions that are for it, one at a
    time."""
    if step.touched.isdisjoint(_KINDS) and not step.may(_MUST_TOUCH):
        return True
    issuances, holdings = _Counts(step, MPTokenIssuance), _Counts(step, MPToken)
    verdict = _verdict_on_success(step, issuances, holdings) if step.succeeded else None
    return verdict if verdict is not None else issuances.total == 0 and holdings.total == 0


def _verdict_on_success(step: Step, issuances: _Counts, holdings: _Counts) -> bool | None:
    """What a successful transaction of a privileged type may do; ``None`` when its type has no privilege."""
    lending = step.enabled(amendments.LendingProtocol)
    if lending or step.enabled(amendments.SingleAssetVault):
        own = any(
            before is None and change is not Change.ERASED and token.mptoken_issuance_id[4:] == token.account
            for change, before, token in step.changed(MPToken)
        )
        if own:
            return False
    if step.may(Privilege.CREATE_MPT_ISSUANCE):
        return issuances.created == 1 and issuances.deleted == 0
    if step.may(Privilege.DESTROY_MPT_ISSUANCE):
        return issuances.created == 0 and issuances.deleted == 1
    finishes = step.tx.type_name == "EscrowFinish"
    strict_finish = finishes and (lending or step.enabled(amendments.SingleAssetVault))
    if step.may(Privilege.MUST_AUTHORIZE_MPT | Privilege.MAY_AUTHORIZE_MPT) or strict_finish:
        return _verdict_on_authorization(step, issuances, holdings, lending)
    if finishes:
        return True
    if (
        step.may(Privilege.MAY_DELETE_MPT)
        and holdings.deleted == 1
        and holdings.created == issuances.total == 0
    ):
        return True
    return None


def _verdict_on_authorization(step: Step, issuances: _Counts, holdings: _Counts, lending: bool) -> bool:
    by_issuer = getattr(step.tx, "holder", None) is not None
    if issuances.total or (lending and holdings.total > 1):
        return False
    if by_issuer:
        return holdings.total == 0
    return not step.may(Privilege.MUST_AUTHORIZE_MPT) or holdings.total == 1
