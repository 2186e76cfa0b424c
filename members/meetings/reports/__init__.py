"""What leaves as a file, a module a noun."""
