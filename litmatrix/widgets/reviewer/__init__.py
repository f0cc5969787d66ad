"""The line that says who works here."""
