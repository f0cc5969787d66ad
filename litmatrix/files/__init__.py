"""Bytes on disk: read, written atomically and locked, and never outside the review."""
