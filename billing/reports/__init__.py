"""Reports: files about a period, made in the background (B5)."""
