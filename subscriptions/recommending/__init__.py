"""What would have been cheaper for the real use of the last months (T7)."""
