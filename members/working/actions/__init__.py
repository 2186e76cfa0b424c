"""The verbs about working together."""
