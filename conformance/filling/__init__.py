"""Vectors that are made here, of what the reference does: from generated traffic, and from a solver.

- ``generated``: what a family of traffic does, ledger by ledger
- ``solved``: a transaction for every path through the rules of a type, and for every boundary on the way
- ``play``, ``fields``: what is unknown of such a transaction
- ``stage``, ``things``, ``props``: what is unknown of its ledger
- ``holdings``, ``market``, ``nonfungible``: the props that there are
"""
