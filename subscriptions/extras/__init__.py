"""Services that a line switches on and off (T4)."""
