"""Forms about the roll."""
