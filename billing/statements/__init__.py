"""What a month came to: by categories, as bills, compared (B2, B4)."""
