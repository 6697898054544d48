"""What is on sale: edited and imported by staff, superseded and never changed once somebody has it."""
