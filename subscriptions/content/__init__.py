"""Paid content of third parties: consent, unsubscribing, the ban (T5, T6, T10)."""
