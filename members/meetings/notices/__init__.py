"""Who is told what about meetings, by noun."""
