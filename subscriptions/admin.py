"""The admin pages of every subject."""

from __future__ import annotations

from subscriptions.catalogue import admin as catalogue
from subscriptions.catalogue import journals_admin as journals
from subscriptions.content import admin as content
from subscriptions.extras import admin as extras
from subscriptions.recommending import admin as recommending

__all__ = ["catalogue", "content", "extras", "journals", "recommending"]
