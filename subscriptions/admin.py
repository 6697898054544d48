"""The admin pages of every subject."""
