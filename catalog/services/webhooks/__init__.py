"""Tells partners' servers of changes, as Standard Webhooks says (https://www.standardwebhooks.com).

``events`` writes down what happens, in the transaction that makes it happen. ``giving_out`` makes events of it, and of
each a delivery for every endpoint that wants it, ``visits`` takes them there, ``outcomes`` writes down what came of it.
``endpoints`` registers and changes endpoints, ``secrets`` seals what they are signed with, ``messages`` says what is
sent, ``pruning`` forgets.
"""
