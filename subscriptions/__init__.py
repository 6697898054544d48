"""What lines are charged for each period: tariffs, services, paid content; and what would suit them better."""
