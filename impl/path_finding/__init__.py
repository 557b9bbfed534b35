"""Path finding: through which accounts and order books a payment could go.

No rule of the ledger depends on it: a payment carries its paths, and any paths that work are as good.

- ``effort``: how much work a search may do, and whether anybody still waits for it
- ``lines``: the trust lines of accounts, read once for each search
- ``order_books``: which assets can be bought with which
- ``payments``: trying a payment without making it
- ``search``: the paths that could work
- ``ranking``: the best of them
- ``alternatives``: the whole answer, for each asset that the sender could spend

Source: src/xrpld/app/paths (3.1.1); vectors: the recorded answers to ripple_path_find.
"""
