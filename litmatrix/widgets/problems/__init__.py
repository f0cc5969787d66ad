"""The problem desk."""
