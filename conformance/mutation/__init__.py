"""Mutation testing of the specification: would anybody notice if a rule were wrong?

A rule is changed in one small way, as a slip of the pen would change it, and the recorded and filled vectors
and the hand-written tests are put to the changed specification. A change that nothing notices is a survivor:
either a test is missing, or the change makes no difference, and then the reason is written down.

- ``mutants``: the changes, from the specification's own source
- ``cases``: single ledgers of vectors, and which lines of the specification each executes
- ``killers``: putting cases, laws and tests to one changed rule, in a process of its own
- ``equivalent``: the changes that make no difference, each with the reason
"""
