"""Flow: the payment engine, which moves value along paths of trust lines and order books.

A path is made into a *strand*: a chain of *steps*, each of which takes in what the one before it puts out. A
step is a trust line along which one account pays another, an order book that turns one asset into another,
or the place where XRP leaves or reaches an account.

What is wanted is asked of the last step first. Each step says what it needs for it, and does it, in a
*sandbox*; the step that cannot give all that is asked of it limits the strand, and everything is done again
from there, backwards with less and then forwards. So a strand gives at most what is wanted, and every step
puts in exactly what the next one takes.

In each pass the strand of the best quality is used, as far as its offers of one quality reach. Passes go on
until all is delivered, the sender has spent all that it is willing to spend, or no strand gives more.

What an account receives on the way it cannot spend in the same payment (see ``sandbox``). Offers that are
found dead are taken out, even if the strand that found them is not used.

Placing an offer uses the same engine to cross it with others, under rules that differ a little: the classes
named ``Crossing...`` state the differences.

- ``strand``: from paths to strands
- ``step``: what steps have in common; ``direct_step``, ``xrp_endpoint``, ``book_step``: the kinds of steps
- ``offer_stream``: the offers of a book, best first; ``taking``: how much is taken of each
- ``liquidity``: what a pool adds to a book; ``quality_function``: what that does to a strand's quality
- ``flow``: passes over the strands
- ``sandbox``: the ledger as a payment in progress sees it

Source: src/xrpld/app/paths (3.1.1); vectors: trust, dex, paths, domain, amm.
"""
