"""«За что списали?»: what stands behind a movement, and charges that come again and again (B12, B13)."""
