"""The protocol desk: all that review.toml holds, section by section."""
