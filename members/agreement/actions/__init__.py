"""The verbs of the agreement and its company, by noun."""
