"""What is of home internet, television, fixed telephone and modem alone (T9)."""
