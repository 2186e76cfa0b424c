"""The pages of meetings, by noun."""
