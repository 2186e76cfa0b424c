"""The pages of those who check and approve claims."""
