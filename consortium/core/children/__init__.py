"""Programs of their own, started by path: they see nothing of the site but this folder."""
