"""Asking for money back, and deciding (B11)."""
