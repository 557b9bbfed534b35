"""Automated market makers: pools of two assets that trade with everyone at a price that follows from what
they hold.

- ``pool``: what a pool is in the ledger, who owns it, and what trading with it costs;
- ``formulas``: how much goes in and comes out, each rounded so that the pool never loses;
- ``withdrawals``: how owners take their share out;
- ``liquidity``: the offers that a pool makes beside an order book.
"""
