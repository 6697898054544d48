"""Usage from the network: taken in, rated once, kept by months (B3, B15)."""
