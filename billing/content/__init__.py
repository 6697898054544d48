"""The content account, and money between own accounts (B14)."""
