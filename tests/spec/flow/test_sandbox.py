"""What an account receives in a payment it cannot spend in the same payment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spec import accounts, amounts, tokens, trust_lines
from spec.flow.sandbox import PaymentSandbox
from spec.values import ACCOUNT_ONE, ACCOUNT_ZERO, Amount, IssuedAmount
from spec.views import Layer
from tests.spec.ledgers import XRP, account
from tests.spec.market import Market, Token, value_of

USD = Token("USD", "gw")
GW, ALICE = account("gw"), account("alice")


def scene() -> Market:
    market = Market("gw", "alice")
    market.hold("alice", USD(50), limit=USD(100))
    return market


def held(view: Layer) -> int:
    return int(value_of(trust_lines.account_holds(view, ALICE, USD.issue, zero_if_frozen=False)))


def send(view: Layer, value: int) -> None:
    """From the issuer to alice, or back."""
    ends = (GW, ALICE) if value > 0 else (ALICE, GW)
    trust_lines.direct_send(view, *ends, USD(abs(value)))


def test_in_any_other_layer_what_comes_in_can_go_out() -> None:
    layer = Layer(scene().draft)
    send(layer, 30)
    assert held(layer) == 80
    send(layer, -20)
    assert held(layer) == 60


def test_in_a_payment_only_what_was_there_can_go_out() -> None:
    sandbox = PaymentSandbox(scene().draft)
    send(sandbox, 30)
    assert held(sandbox) == 50
    send(sandbox, -20)
    assert held(sandbox) == 30
    send(sandbox, 15)
    assert held(sandbox) == 30


def test_sandboxes_on_one_another_remember_together() -> None:
    below = PaymentSandbox(scene().draft)
    send(below, 30)
    above = PaymentSandbox(below)
    assert held(above) == 50
    send(above, 30)
    assert held(above) == 50
    send(above, -10)
    assert held(above) == 40
    assert held(below) == 50
    above.commit()
    assert held(below) == 40
    send(below, -20)
    assert held(below) == 20


def test_when_the_payment_is_over_all_can_be_spent() -> None:
    market = scene()
    sandbox = PaymentSandbox(market.draft)
    send(sandbox, 30)
    send(sandbox, -20)
    sandbox.commit()
    assert held(market.draft) == 60


def test_a_tiny_balance_survives_a_huge_one_that_comes_and_goes() -> None:
    """Taking what was received from what there is now would leave nothing of it."""
    sandbox = PaymentSandbox(Market("gw", "alice").draft)
    tiny = IssuedAmount(10**15, -95, USD.currency, ACCOUNT_ONE)
    huge = IssuedAmount(9_999_999_999_999_999, 79, USD.currency, USD.issuer)
    sandbox.credit_hook(GW, ALICE, huge, amounts.negate(tiny))
    assert amounts.equal(sandbox.balance_hook(ALICE, GW, huge), tiny)


def test_the_balance_keeps_the_issuer_that_it_was_asked_with() -> None:
    sandbox = PaymentSandbox(scene().draft)
    sandbox.credit_hook(GW, ALICE, USD(400), Token("USD", "nobody")(600))
    usable: Amount = sandbox.balance_hook(GW, ALICE, USD(600))
    assert isinstance(usable, IssuedAmount)
    assert usable.issuer == USD.issuer
    assert amounts.equal(usable, USD(200))


def test_of_xrp_nobody_has_less_than_nothing() -> None:
    market = Market("alice")
    market.spare("alice", 0)
    sandbox = PaymentSandbox(market.draft)
    tokens.account_send(sandbox, ACCOUNT_ZERO, ALICE, 100 * XRP)
    tokens.account_send(sandbox, ALICE, ACCOUNT_ZERO, 100 * XRP)
    assert accounts.liquid(sandbox, ALICE) == 0


def test_a_reserve_that_is_set_free_cannot_be_spent_yet() -> None:
    market = Market("alice")
    market.change("alice", owner_count=5)
    market.spare("alice", 7)
    below = PaymentSandbox(market.draft)
    accounts.adjust_owner_count(below, ALICE, -2)
    above = PaymentSandbox(below)
    accounts.adjust_owner_count(above, ALICE, -3)
    assert accounts.liquid(above, ALICE) == 7
    above.commit()
    assert accounts.liquid(below, ALICE) == 7
    below.commit()
    assert accounts.liquid(market.draft, ALICE) == 7 + 5 * market.draft.info.fees.increment


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=12))
def test_what_can_be_spent_is_what_there_was_less_what_was_spent(moves: list[tuple[bool, int]]) -> None:
    sandbox = PaymentSandbox(scene().draft)
    spent = 0
    for comes, value in moves:
        if comes or value > held(sandbox):
            send(sandbox, value)
        else:
            send(sandbox, -value)
            spent += value
        assert held(sandbox) == 50 - spent
        sandbox = PaymentSandbox(sandbox)
