"""The lives of things at meetings, as tables, by noun."""
