"""The panel of what comes out of a review."""
