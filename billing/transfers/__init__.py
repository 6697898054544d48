"""Money to another number, asking for it, and asking to be called back (B8, B9)."""
