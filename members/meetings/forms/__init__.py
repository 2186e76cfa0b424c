"""What people type about meetings, by noun."""
