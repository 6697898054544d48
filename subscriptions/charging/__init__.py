"""Periodic charging (T12): every period of every subscription is paid for once."""
