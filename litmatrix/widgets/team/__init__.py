"""The desk of the team: who did how much, conflicts, agreement, and who screens which records."""
