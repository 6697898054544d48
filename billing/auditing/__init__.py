"""Does everything that was told of money agree? Recomputed from entries and events, every night."""
