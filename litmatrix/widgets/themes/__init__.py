"""The theme desk."""
