"""The duplicate desk."""
