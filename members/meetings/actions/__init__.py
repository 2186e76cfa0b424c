"""The verbs of meetings, by noun."""
