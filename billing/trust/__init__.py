"""Money lent until the next top-up (B7)."""
