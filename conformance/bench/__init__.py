"""How fast it is: ``make bench``.

Figures of one machine compare with each other, not with those of another, and every disturbance makes them
worse. So each comes with a ratio to something that was measured in the same run: the codec to xrpl-py's, an
offer to the first one, a ledger of mixed transactions to one of payments.

- ``pieces``: hashing, decoding, encoding, roots, signatures, and replaying carried recordings
- ``codec``: against xrpl-py, in its own environment
- ``payments``: from the bytes of a submission to the ledger on disk, stage by stage
- ``types``: generated traffic of every type, through submit and close
- ``exchange``: crossing books of several depths, payments through several paths, searching for paths
- ``node``: from start to first answer, and how much memory it takes
"""
