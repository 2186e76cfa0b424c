"""The verbs about the roll, the only writers of this app."""
