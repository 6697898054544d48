"""Reports as files, made in the background (B5)."""
