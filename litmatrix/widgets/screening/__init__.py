"""The screening card."""
