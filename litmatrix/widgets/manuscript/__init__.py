"""The desk of the manuscript."""
