"""Records for tests, one file per app."""
