"""How fast it is: ``make bench``.

Figures of one machine compare with each other, not with those of another. So each comes with a ratio to
something that was measured in the same run: the codec to xrpl-py's, most others to one bare verification of a
signature, which no program that processes transactions can leave out, and what grows to its smallest size.
Unless something else is said, time is the processor's, not the clock's: what else runs on the machine
disturbs it little.

- ``figures``: what was measured, and how it is shown
- ``clock``: how it is measured
- ``sizes``: how much of everything is measured
- ``small_ledgers``: ledgers in memory to measure on

The parts, each of which can be asked for alone:

- ``codec``: bytes to JSON and back, against xrpl-py in its own environment
- ``signatures``: made and verified, single and in a transaction
- ``payments``: XRP, from the bytes of a submission to the ledger on disk, stage by stage
- ``types``: every type of transaction in the recordings, stage by stage
- ``books``: offers crossed, by the depth of the book
- ``paths``: payments through several paths
- ``mixed``: a ledger of recorded transactions of all kinds
- ``path_finding``: searches among few and many trust lines
- ``node``: from start to first answer, and how much memory it takes

Nothing here is a test: no figure is ever asserted. That the benchmarks run is.
"""
