"""The tariff of a line, the catalogue of them, and changing it (T1–T3)."""
