"""Aimed transactions about checks."""

from __future__ import annotations

from collections.abc import Callable

from conformance.traffic.aims.states import (
    NOBODY,
    NOTHING,
    Place,
    become_poor,
    become_strict,
    fill,
    filled,
    flagged,
    freeze,
    frozen,
    make_frozen,
    once,
    poor,
    set_flag,
    share,
    spend_all,
    strict,
    tokens_of,
)
from conformance.traffic.scene import CURRENCIES, Aims, Scene
from spec import accounts, amounts, flags, keylets
from spec.entries import Check
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.check_cancel import CheckCancel
from spec.transactions.check_cash import CheckCash
from spec.transactions.check_create import CheckCreate
from spec.values import BAD_CURRENCY, Account, Amount, IssuedAmount, asset_of


def _write(scene: Scene, writer: Account, value: Amount, to: Account | None = None) -> Transaction:
    others = [one for one in scene.people if one != writer]
    return CheckCreate(
        account=writer, destination=to or scene.choose.pick(others or [NOBODY]), send_max=value
    )


def _write_to(scene: Scene, destination: Account) -> Transaction:
    rest = [one for one in scene.people if one != destination]
    return _write(scene, scene.choose.pick(rest or scene.people), 5, destination)


def _write_bad(scene: Scene) -> Transaction:
    return _write(scene, scene.account(), amounts.issued(5, 0, BAD_CURRENCY, scene.account()))


def _write_ended(scene: Scene) -> Transaction:
    tx = CheckCreate(account=scene.account(), destination=NOBODY, send_max=5)
    tx.expiration = 0
    return tx


def _write_soon_over(scene: Scene) -> Transaction:
    writer = scene.account()
    others = [one for one in scene.people if one != writer]
    return CheckCreate(
        account=writer,
        destination=scene.choose.pick(others or [NOBODY]),
        destination_tag=1,
        send_max=5,
        expiration=scene.now + 4,
    )


def _to_oneself(scene: Scene) -> Transaction:
    one = scene.account()
    return _write(scene, one, 5, one)


def _checks(where: Callable[[Scene, Check], bool]) -> Callable[[Scene], list[Check]]:
    """The checks between actors that have not expired, and are such."""

    def find(scene: Scene) -> list[Check]:
        people = set(scene.people)
        return scene.live(
            Check,
            lambda e: (
                {e.account, e.destination} <= people
                and not accounts.expired(scene.view, e.expiration)
                and where(scene, e)
            ),
        )

    return find


def _cash(check: Check) -> Transaction:
    return CheckCash(account=check.destination, check_id=check.key, amount=check.send_max)


def _cash_without_tag(scene: Scene, check: Check) -> Transaction:
    """The addressee asks for tags since the check was written."""
    if not scene.flagged(check.destination, flags.lsfRequireDestTag):
        return AccountSet(account=check.destination, set_flag=flags.asfRequireDest)
    return _cash(check)


# Of XRP


def _of_an_object(scene: Scene, check: Check) -> bool:
    """Whether it is of just as much as the reserve of an object."""
    return check.send_max == scene.view.info.fees.increment


def _write_an_object(scene: Scene) -> Transaction:
    return _write(scene, scene.choose.pick(scene.people[1:] or scene.people), scene.view.info.fees.increment)


def _cash_all(scene: Scene, check: Check) -> Transaction | None:
    """The writer has nothing left but its reserve, less a fee: what the check sets free is not enough."""
    return spend_all(scene, check.account) or _cash(check)


# Of tokens


def _line(scene: Scene, check: Check) -> Place | None:
    value = check.send_max
    if not isinstance(value, IssuedAmount):
        return None
    mine = [one for one in filled(scene) if one.holder == check.destination]
    return next((one for one in mine if one.token == asset_of(value)), None)


def _between_holders(scene: Scene, check: Check) -> bool:
    value = check.send_max
    return isinstance(value, IssuedAmount) and value.issuer not in (check.account, check.destination)


def _write_between(scene: Scene, place: Place) -> Transaction | None:
    """A check from one holder to another."""
    others = [one.holder for one in filled(scene) if one.token == place.token and one.holder != place.holder]
    to = scene.any_of(others)
    if to is None:
        return share(scene, place)
    return _write(scene, place.holder, tokens_of(scene, place, 1, -6), to)


def _cash_frozen(scene: Scene, check: Check) -> Transaction | None:
    place = _line(scene, check)
    if place is None:
        return fill(scene)
    return _cash(check) if place.frozen else freeze(scene, place)


def _from_issuer(scene: Scene, check: Check) -> bool:
    """Whether it is of what its writer issues, to somebody who has no line for it."""
    value = check.send_max
    return (
        isinstance(value, IssuedAmount)
        and value.issuer == check.account
        and not scene.view.exists(keylets.line(check.destination, value.issuer, value.currency))
    )


def _cash_poor(scene: Scene, check: Check) -> Transaction | None:
    return spend_all(scene, check.destination) or _cash(check)


def _write_own(scene: Scene, issuer: Account) -> Transaction:
    return _write(scene, issuer, amounts.issued(1, 0, CURRENCIES[-1], issuer))


def _lenient(scene: Scene, check: Check) -> bool:
    return _from_issuer(scene, check) and not scene.flagged(check.account, flags.lsfRequireAuth)


def _cash_bad(value: Amount) -> Callable[[Scene], Transaction]:
    return lambda scene: CheckCash(account=scene.account(), check_id=NOTHING, amount=value)


AIMS: Aims = {
    ("CheckCreate", "tecFROZEN"): once(
        frozen,
        make_frozen,
        lambda scene, place: _write(scene, place.holder, tokens_of(scene, place)),
    ),
    ("CheckCreate", "tecNO_DST"): lambda scene: _write(scene, scene.account(), 5, NOBODY),
    ("CheckCreate", "temBAD_AMOUNT"): lambda scene: _write(scene, scene.account(), 0),
    ("CheckCash", "tecNO_ENTRY"): _cash_bad(5),
    ("CheckCash", "temMALFORMED"): lambda scene: CheckCash(account=scene.account(), check_id=NOTHING),
    ("CheckCreate", "temBAD_CURRENCY"): _write_bad,
    ("CheckCreate", "temBAD_EXPIRATION"): _write_ended,
    ("CheckCreate", "temREDUNDANT"): _to_oneself,
    ("CheckCreate", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: _write(scene, account, 5)
    ),
    ("CheckCreate", "tecNO_PERMISSION"): once(
        flagged(flags.lsfDisallowIncomingCheck), set_flag(flags.asfDisallowIncomingCheck), _write_to
    ),
    ("CheckCash", "tecEXPIRED"): once(
        lambda scene: scene.live(
            Check,
            lambda e: (
                accounts.expired(scene.view, e.expiration)
                and e.destination in set(scene.people)
                and e.destination_tag is not None
            ),
        ),
        _write_soon_over,
        lambda scene, check: _cash(check),
    ),
    ("CheckCash", "tecDST_TAG_NEEDED"): once(
        _checks(lambda scene, check: check.destination_tag is None),
        lambda scene: _write_to(scene, scene.account()),
        _cash_without_tag,
    ),
    ("CheckCash", "tecFROZEN"): once(
        _checks(_between_holders), once(filled, fill, _write_between), _cash_frozen
    ),
    ("CheckCash", "tecNO_AUTH"): once(
        _checks(
            lambda scene, check: (
                _from_issuer(scene, check) and scene.flagged(check.account, flags.lsfRequireAuth)
            )
        ),
        once(strict, become_strict, _write_own),
        lambda scene, check: _cash(check),
    ),
    ("CheckCash", "tecNO_LINE_INSUF_RESERVE"): once(
        _checks(_lenient), lambda scene: _write_own(scene, scene.account()), _cash_poor
    ),
    ("CheckCash", "tecUNFUNDED_PAYMENT"): once(_checks(_of_an_object), _write_an_object, _cash_all),
    ("CheckCash", "temBAD_AMOUNT"): _cash_bad(0),
    ("CheckCash", "temBAD_CURRENCY"): _cash_bad(amounts.issued(5, 0, BAD_CURRENCY, NOBODY)),
    ("CheckCancel", "tecNO_ENTRY"): lambda scene: CheckCancel(account=scene.account(), check_id=NOTHING),
    ("CheckCancel", "temMALFORMED"): lambda scene: CheckCancel(account=scene.account(), check_id=bytes(32)),
}
