"""Putting files in place whole."""
