"""Aimed transactions about escrows, of XRP and of tokens."""

from __future__ import annotations

from collections.abc import Callable

from conformance.traffic.aims.states import (
    BRIEF,
    FREE,
    NOBODY,
    Place,
    allow_locking,
    become_poor,
    close_line,
    expired,
    fill_holding,
    fill_one,
    flagged,
    freeze,
    give_leave,
    held,
    holding_of,
    is_full,
    is_locked,
    issuer_of,
    let_expire,
    lock_holding,
    lockable,
    nothing,
    once,
    poor,
    set_flag,
    spend_all,
    tokens_of,
    withdraw_leave,
)
from conformance.traffic.escrow import CONDITIONS
from conformance.traffic.scene import CURRENCIES, Aims, Maker, Scene
from spec import accounts, amounts, flags, keylets
from spec.entries import Credential, Escrow, MPToken, MPTokenIssuance, PermissionedDomain
from spec.inner import AuthorizedCredential
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.escrow_cancel import EscrowCancel
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.escrow_finish import EscrowFinish
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.transactions.trust_set import TrustSet
from spec.values import BAD_CURRENCY, Account, Amount, Issue, IssuedAmount, MPTAmount

SHORT = 3
"""So many seconds such escrows run."""


def _lock(scene: Scene, sender: Account, to: Account, amount: Amount, *, back: bool = False) -> Transaction:
    """Set an amount aside for a few seconds, to be finished or to be cancelled then."""
    tx = EscrowCreate(account=sender, destination=to, amount=amount, destination_tag=1)
    if back:
        tx.condition, tx.cancel_after = next(iter(CONDITIONS)), scene.now + SHORT
    else:
        tx.finish_after = scene.now + SHORT
    return tx


def _any(scene: Scene, amount: Amount) -> Transaction:
    sender = scene.account()
    others = [one for one in scene.people if one != sender]
    return _lock(scene, sender, scene.choose.pick(others or [NOBODY]), amount)


def _malformed(scene: Scene) -> Transaction:
    tx = EscrowCreate(account=scene.account(), destination=scene.account(), amount=1)
    tx.cancel_after = scene.now + SHORT
    return tx


# Making them


def _lock_held(scene: Scene, place: Place) -> Transaction:
    """Set aside a little of what is on a line, for somebody who need not have one."""
    strict = set(flagged(flags.lsfRequireAuth)(scene))
    others = [one for one in scene.people if one not in (place.holder, place.token.issuer, *strict)]
    return _lock(scene, place.holder, scene.choose.pick(others or scene.people), tokens_of(scene, place))


def _frozen(scene: Scene) -> list[Place]:
    return [one for one in lockable(scene) if one.frozen]


def _lock_dust(scene: Scene, place: Place) -> Transaction:
    """So little that adding it to what there is changes nothing."""
    amount = scene.units_of(place.token, 1, place.balance.exponent - 20)
    others = [one for one in scene.people if one not in (place.holder, place.token.issuer)]
    return _lock(scene, place.holder, scene.choose.pick(others or scene.people), amount)


def _without_line(scene: Scene) -> list[tuple[Account, Issue]]:
    return [
        (holder, Issue(CURRENCIES[-1], issuer))
        for issuer in flagged(flags.lsfAllowTrustLineLocking)(scene)
        for holder in scene.people
        if holder != issuer and not scene.view.exists(keylets.line(holder, issuer, CURRENCIES[-1]))
    ]


def _for_another(scene: Scene, holding: MPToken) -> Transaction:
    others = [one for one in scene.people if one not in (holding.account, issuer_of(holding))]
    return _lock(scene, holding.account, scene.choose.pick(others or scene.people), holding_of(holding))


PUBLIC = flags.lsfMPTRequireAuth
"""What a token that anyone may hold does not ask for."""


# Finishing and cancelling them


def _live(kind: type, *, over: bool | None = None) -> Callable[[Scene], list[Escrow]]:
    """The escrows of a kind of amount, between actors; only those that can be finished, or be cancelled."""

    def find(scene: Scene) -> list[Escrow]:
        people = set(scene.people)
        return scene.live(
            Escrow,
            lambda e: (
                isinstance(e.amount, kind)
                and e.sequence is not None
                and e.account in people
                and e.destination in people
                and _is_due(scene, e, over)
            ),
        )

    return find


def _is_due(scene: Scene, escrow: Escrow, over: bool | None) -> bool:
    ended = accounts.passed(scene.view, escrow.cancel_after)
    if over is None:
        return True
    if over:
        return ended
    return escrow.condition is None and not ended and accounts.passed(scene.view, escrow.finish_after)


def _finish(escrow: Escrow, account: Account) -> EscrowFinish:
    return EscrowFinish(account=account, owner=escrow.account, offer_sequence=escrow.sequence or 0)


def _cancel(escrow: Escrow, account: Account) -> Transaction:
    return EscrowCancel(account=account, owner=escrow.account, offer_sequence=escrow.sequence or 0)


def _line(scene: Scene, escrow: Escrow, account: Account) -> Place | None:
    """The account's line for what is in the escrow."""
    amount = escrow.amount
    if not isinstance(amount, IssuedAmount):
        return None
    line = scene.view.read(keylets.line(account, amount.issuer, amount.currency))
    return None if line is None else Place(account, Issue(amount.currency, amount.issuer), line)


def _holding(scene: Scene, escrow: Escrow, account: Account) -> MPToken | None:
    """The account's place for what is in the escrow."""
    amount = escrow.amount
    if not isinstance(amount, MPTAmount):
        return None
    return scene.view.read(keylets.mptoken(amount.issuance_id, account))


def _other(scene: Scene, *than: Account) -> Account:
    rest = [one for one in scene.people if one not in than]
    return scene.choose.pick(rest or scene.people)


_lock_token = once(lockable, allow_locking, _lock_held)
_lock_token_back = once(
    lockable,
    allow_locking,
    lambda scene, place: _lock(
        scene, place.holder, _other(scene, place.holder, place.token.issuer), place.balance, back=True
    ),
)


def _lock_holding(has: int, hasnt: int = 0) -> Maker:
    return once(
        lambda scene: held(scene, has, hasnt, where=lambda e: is_full(e) and _is_usable(scene, e)),
        fill_holding(has, hasnt),
        _for_another_holder,
    )


def _for_another_holder(scene: Scene, holding: MPToken) -> Transaction:
    """Somebody gets it who can hold it, or can make a place for it."""
    mine = held(scene, where=lambda e: e.mptoken_issuance_id == holding.mptoken_issuance_id)
    others = [one for one in mine if one.account != holding.account and not is_locked(one)]
    to = scene.any_of(others)
    if to is None:
        return MPTokenAuthorize(
            account=_other(scene, holding.account, issuer_of(holding)),
            mptoken_issuance_id=holding.mptoken_issuance_id,
        )
    if not _is_usable(scene, to):
        return give_leave(to)
    return _lock(scene, holding.account, to.account, holding_of(holding))


def _is_usable(scene: Scene, holding: MPToken) -> bool:
    """Whether it is neither locked nor in want of leave."""
    token = scene.view.read(keylets.mptoken_issuance(holding.mptoken_issuance_id))
    strict = token is not None and token.flags & flags.lsfMPTRequireAuth
    return not is_locked(holding) and bool(not strict or holding.flags & flags.lsfMPTAuthorized)


_STRICT = FREE | flags.lsfMPTRequireAuth

_tokens, _tokens_due, _tokens_over = (_live(IssuedAmount, over=over) for over in (None, False, True))
_mpts, _mpts_due = (_live(MPTAmount, over=over) for over in (None, False))
_drops_due = _live(int, over=False)


def _finish_frozen(scene: Scene, escrow: Escrow) -> Transaction:
    """The receiver's line is frozen deeply first."""
    line = _line(scene, escrow, escrow.destination)
    if line is None:
        amount = escrow.amount
        assert isinstance(amount, IssuedAmount)
        return TrustSet(
            account=escrow.destination, limit_amount=amounts.issued(9, 0, amount.currency, amount.issuer)
        )
    return _finish(escrow, escrow.destination) if line.deep_frozen else freeze(scene, line, deep=True)


def _for_holders(scene: Scene) -> list[Escrow]:
    """Escrows of tokens for somebody who does not issue them."""
    return [
        one
        for one in _tokens(scene)
        if isinstance(one.amount, IssuedAmount) and one.destination != one.amount.issuer
    ]


def _lines_needed(scene: Scene, due: Callable[[Scene], list[Escrow]], *, back: bool) -> list[Escrow]:
    """Escrows of tokens, of which the one who would get them has no line."""
    found = []
    for one in due(scene):
        to = one.account if back else one.destination
        assert isinstance(one.amount, IssuedAmount)
        if to != one.amount.issuer and _line(scene, one, to) is None:
            found.append(one)
    return found


def _finish_poor(scene: Scene, escrow: Escrow) -> Transaction | None:
    """The receiver, which needs one more object for it, spends what it has first."""
    to = escrow.destination
    return spend_all(scene, to) or _finish(escrow, to)


def _cancel_poor(scene: Scene, escrow: Escrow) -> Transaction | None:
    return spend_all(scene, escrow.account) or _cancel(escrow, escrow.account)


def _with_line(scene: Scene, *, back: bool) -> list[tuple[Escrow, Place]]:
    """Escrows of tokens that are due, and the line of who would get them."""
    found = []
    for one in (_tokens_over if back else _tokens_due)(scene):
        place = _line(scene, one, one.account if back else one.destination)
        if place is not None and one.amount.issuer != place.holder:  # type: ignore[union-attr]
            found.append((one, place))
    return found


def _beyond_limit(scene: Scene, found: tuple[Escrow, Place], *, back: bool) -> Transaction:
    """Another asks for it, and the line takes hardly anything."""
    escrow, place = found
    if place.limit.exponent > -60 and place.limit.mantissa:
        limit = scene.units_of(place.token, 1, -75)
        return TrustSet(account=place.holder, limit_amount=limit)
    end = _cancel if back else _finish
    return end(escrow, _other(scene, escrow.account, escrow.destination))


def _drop_line(scene: Scene) -> Transaction | None:
    """Whoever has put everything into an escrow takes its line out."""
    empty = [place for one in _tokens(scene) if (place := _line(scene, one, one.account)) is not None]
    empty = [one for one in empty if not one.balance.mantissa]
    place = scene.any_of(empty)
    return _lock_token_back(scene) if place is None else close_line(scene, place)


def _mpt_pairs(scene: Scene, *, back: bool) -> list[tuple[Escrow, MPToken]]:
    """Escrows of multi-purpose tokens, and the holding of who would get them."""
    found = []
    for one in _mpts(scene):
        holding = _holding(scene, one, one.account if back else one.destination)
        if holding is not None:
            found.append((one, holding))
    return found


def _strict_pairs(back: bool) -> Callable[[Scene], list[tuple[Escrow, MPToken]]]:
    def find(scene: Scene) -> list[tuple[Escrow, MPToken]]:
        strict = {id(one) for one in held(scene, flags.lsfMPTRequireAuth)}
        names = {one.mptoken_issuance_id for one in held(scene, flags.lsfMPTRequireAuth)} if strict else set()
        return [pair for pair in _mpt_pairs(scene, back=back) if pair[1].mptoken_issuance_id in names]

    return find


def _unauthorised(scene: Scene, found: tuple[Escrow, MPToken], *, back: bool) -> Transaction:
    escrow, holding = found
    if holding.flags & flags.lsfMPTAuthorized:
        return withdraw_leave(holding)
    return (_cancel if back else _finish)(escrow, holding.account)


def _locked(scene: Scene, found: tuple[Escrow, MPToken]) -> Transaction:
    escrow, holding = found
    return _finish(escrow, holding.account) if is_locked(holding) else lock_holding(scene, holding)


def _placeless(scene: Scene) -> list[Escrow]:
    """Escrows of multi-purpose tokens for somebody who has no place for them."""
    return [
        one
        for one in _mpts_due(scene)
        if _holding(scene, one, one.destination) is None and one.destination != one.amount.issuance_id[4:]  # type: ignore[union-attr]
    ]


def _with_expired(scene: Scene, credential: Credential) -> Transaction | None:
    escrow = scene.any_of(_drops_due(scene))
    if escrow is None:
        return _any(scene, 1_000)
    tx = _finish(escrow, credential.subject)
    tx.credential_ids = (credential.key,)
    return tx


# Tokens whose holders a domain lets in


def _domain_tokens(scene: Scene) -> list[MPTokenIssuance]:
    """The tokens of actors that may be put in escrow by those whom a domain lets in."""
    people = set(scene.people)
    return [
        one
        for one in scene.issuances
        if one.domain_id is not None and one.flags & flags.lsfMPTCanEscrow and one.issuer in people
    ]


def _domains(scene: Scene) -> list[PermissionedDomain]:
    """The domains that let in whoever has a credential that expires soon."""
    return scene.live(
        PermissionedDomain,
        lambda e: {one.credential_type for one in e.accepted_credentials} == set(BRIEF),
    )


def _found_domain(scene: Scene) -> Transaction:
    issuer = scene.people[0]
    brief = tuple(AuthorizedCredential(issuer=issuer, credential_type=one) for one in BRIEF)
    return PermissionedDomainSet(account=issuer, accepted_credentials=brief)


def _define_for(scene: Scene, domain: PermissionedDomain) -> Transaction:
    return MPTokenIssuanceCreate(
        account=scene.choose.pick(scene.gateways), flags=_STRICT, domain_id=domain.key
    )


def _to_expired(scene: Scene, token: MPTokenIssuance) -> Transaction | None:
    """For somebody who would be let in if the credential had not expired."""
    name = scene.issuance_id(token)
    full = held(scene, where=lambda e: e.mptoken_issuance_id == name and is_full(e))
    holding = scene.any_of(full)
    if holding is None:
        return fill_one(scene, token)
    free = [
        one.subject
        for one in expired(scene)
        if one.credential_type in BRIEF and not scene.view.exists(keylets.mptoken(name, one.subject))
    ]
    subject = scene.any_of([one for one in free if one not in (holding.account, token.issuer)])
    if subject is None:
        without = [one for one in scene.people if not scene.view.exists(keylets.mptoken(name, one))]
        without = [one for one in without if one not in (token.issuer, scene.people[0])]
        return let_expire(scene, scene.any_of(without))
    return _lock(scene, holding.account, subject, holding_of(holding))


_gone = once(
    lambda scene: scene.live(
        Escrow, lambda e: isinstance(e.amount, int) and not scene.view.exists(keylets.account(e.destination))
    ),
    nothing,
    lambda scene, escrow: _finish(escrow, scene.account()),
)


def _without_tag(scene: Scene, destination: Account) -> Transaction:
    tx = EscrowCreate(account=_other(scene, destination), destination=destination, amount=1)
    tx.finish_after = scene.now + SHORT
    return tx


def _any_drops(scene: Scene) -> Transaction:
    return _any(scene, 1_000)


def _with_condition(scene: Scene, escrow: Escrow) -> Transaction:
    """The escrow knows of no condition."""
    tx = _finish(escrow, escrow.destination)
    tx.condition, tx.fulfillment = next(iter(CONDITIONS.items()))
    return tx


AIMS: Aims = {
    ("EscrowCreate", "tecDST_TAG_NEEDED"): once(
        flagged(flags.lsfRequireDestTag), set_flag(flags.asfRequireDest), _without_tag
    ),
    ("EscrowCreate", "tecINSUFFICIENT_RESERVE"): once(
        poor, become_poor, lambda scene, account: _lock(scene, account, _other(scene, account), 1)
    ),
    ("EscrowCreate", "temBAD_AMOUNT"): lambda scene: _any(scene, 0),
    ("EscrowFinish", "tecCRYPTOCONDITION_ERROR"): once(_drops_due, _any_drops, _with_condition),
    ("EscrowFinish", "tecNO_TARGET"): lambda scene: EscrowFinish(
        account=scene.account(), owner=NOBODY, offer_sequence=1
    ),
    ("EscrowCreate", "tecEXPIRED"): once(
        _domain_tokens, once(_domains, _found_domain, _define_for), _to_expired
    ),
    ("EscrowCreate", "tecFROZEN"): once(_frozen, once(lockable, allow_locking, freeze), _lock_held),
    ("EscrowCreate", "tecLOCKED"): once(
        lambda scene: held(scene, FREE, PUBLIC, where=lambda e: is_full(e) and is_locked(e)),
        once(
            lambda scene: held(scene, FREE, PUBLIC, where=is_full), fill_holding(FREE, PUBLIC), lock_holding
        ),
        _for_another,
    ),
    ("EscrowCreate", "tecNO_AUTH"): once(
        lambda scene: held(scene, flags.lsfMPTCanEscrow, PUBLIC | flags.lsfMPTCanTransfer, where=is_full),
        fill_holding(flags.lsfMPTCanEscrow, PUBLIC | flags.lsfMPTCanTransfer),
        _for_another,
    ),
    ("EscrowCreate", "tecNO_ISSUER"): lambda scene: _any(scene, amounts.issued(5, 0, CURRENCIES[0], NOBODY)),
    ("EscrowCreate", "tecNO_LINE"): once(
        _without_line,
        lambda scene: AccountSet(account=scene.account(), set_flag=flags.asfAllowTrustLineLocking),
        lambda scene, found: _lock(scene, found[0], _other(scene, found[0]), scene.units_of(found[1], 1, 0)),
    ),
    ("EscrowCreate", "tecOBJECT_NOT_FOUND"): lambda scene: _any(
        scene, MPTAmount(1, keylets.issuance_id(77, NOBODY))
    ),
    ("EscrowCreate", "temDISABLED"): lambda scene: _any(scene, MPTAmount(1, keylets.issuance_id(77, NOBODY))),
    ("EscrowCreate", "tecPRECISION_LOSS"): once(lockable, allow_locking, _lock_dust),
    ("EscrowCreate", "temBAD_CURRENCY"): lambda scene: _any(
        scene, amounts.issued(5, 0, BAD_CURRENCY, NOBODY)
    ),
    ("EscrowCreate", "temMALFORMED"): _malformed,
    ("EscrowFinish", "tecEXPIRED"): once(expired, let_expire, _with_expired),
    ("EscrowFinish", "tecFROZEN"): once(_for_holders, _lock_token, _finish_frozen),
    ("EscrowFinish", "tecLIMIT_EXCEEDED"): once(
        lambda scene: _with_line(scene, back=False),
        once(
            lambda scene: _lines_needed(scene, _tokens, back=False),
            _lock_token,
            _finish_frozen,
        ),
        lambda scene, found: _beyond_limit(scene, found, back=False),
    ),
    ("EscrowFinish", "tecNO_LINE"): once(
        lambda scene: _lines_needed(scene, _tokens_due, back=False),
        _lock_token,
        lambda scene, escrow: _finish(escrow, _other(scene, escrow.destination)),
    ),
    ("EscrowFinish", "tecNO_LINE_INSUF_RESERVE"): once(
        lambda scene: _lines_needed(scene, _tokens_due, back=False), _lock_token, _finish_poor
    ),
    ("EscrowFinish", "tecINSUFFICIENT_RESERVE"): once(
        _placeless,
        once(
            lambda scene: held(scene, FREE, PUBLIC, where=lambda e: is_full(e) and not is_locked(e)),
            fill_holding(FREE, PUBLIC),
            _for_another,
        ),
        _finish_poor,
    ),
    ("EscrowFinish", "tecLOCKED"): once(
        lambda scene: _mpt_pairs(scene, back=False), _lock_holding(FREE, PUBLIC), _locked
    ),
    ("EscrowFinish", "tecNO_AUTH"): once(
        _strict_pairs(back=False),
        _lock_holding(_STRICT),
        lambda scene, found: _unauthorised(scene, found, back=False),
    ),
    ("EscrowFinish", "tecNO_DST"): _gone,
    ("EscrowCancel", "tecLIMIT_EXCEEDED"): once(
        lambda scene: _with_line(scene, back=True),
        _lock_token_back,
        lambda scene, found: _beyond_limit(scene, found, back=True),
    ),
    ("EscrowCancel", "tecNO_AUTH"): once(
        _strict_pairs(back=True),
        _lock_holding(_STRICT),
        lambda scene, found: _unauthorised(scene, found, back=True),
    ),
    ("EscrowCancel", "tecNO_LINE"): once(
        lambda scene: _lines_needed(scene, _tokens_over, back=True),
        _drop_line,
        lambda scene, escrow: _cancel(escrow, _other(scene, escrow.account)),
    ),
    ("EscrowCancel", "tecNO_LINE_INSUF_RESERVE"): once(
        lambda scene: _lines_needed(scene, _tokens_over, back=True), _drop_line, _cancel_poor
    ),
    ("EscrowCancel", "tecNO_TARGET"): lambda scene: EscrowCancel(
        account=scene.account(), owner=NOBODY, offer_sequence=1
    ),
}
