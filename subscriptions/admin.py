"""The admin pages of every subject."""

from subscriptions.recommending import admin as recommending

__all__ = ["recommending"]
