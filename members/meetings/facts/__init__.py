"""What pages and verbs ask about meetings, by noun; nothing here writes."""
