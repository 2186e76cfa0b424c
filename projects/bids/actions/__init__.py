"""The verbs of bids: drafting, putting to a meeting, sending, and what comes of it.

Locks are taken in one order: meetings by number, then the bid.
"""
