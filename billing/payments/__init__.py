"""Paying: by a provider, once or automatically (B6). What else stands under `/payments/` is in rooms of its own."""
