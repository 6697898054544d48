"""How quick the portal is, as ratios against baselines measured in the same run (docs/benchmarks.md)."""
