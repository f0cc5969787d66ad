"""The record list."""
