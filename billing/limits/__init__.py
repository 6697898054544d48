"""A threshold of the balance, told of once a crossing (B10)."""
