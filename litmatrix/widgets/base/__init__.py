"""What every desk stands on: one guard, one page, the forms."""
