"""The desk of the full texts: many files at once matched to their records, and what is missing."""
