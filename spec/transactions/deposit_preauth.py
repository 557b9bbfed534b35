"""DepositPreauth: its format; its rules are not written yet."""

from __future__ import annotations

from spec.inner import AuthorizedCredential
from spec.objects import optional
from spec.transaction import Transaction
from spec.values import Account


class DepositPreauth(Transaction, code=19):
    """The format of DepositPreauth."""

    authorize: Account | None = optional("Authorize")
    unauthorize: Account | None = optional("Unauthorize")
    authorize_credentials: tuple[AuthorizedCredential, ...] | None = optional("AuthorizeCredentials")
    unauthorize_credentials: tuple[AuthorizedCredential, ...] | None = optional("UnauthorizeCredentials")
