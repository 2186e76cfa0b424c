"""The member's pages of claims."""
