"""The verbs about applications, the only writers of this app."""
