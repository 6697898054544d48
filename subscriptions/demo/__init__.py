"""The demonstration's tariffs, services and content, and who has them."""
