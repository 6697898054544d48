"""Switching services on and off: a use case a file."""
