"""The one error that a developer who starts the portal is meant to read."""


class Trouble(Exception):
    """One sentence that says what is wrong and what to do about it; the caller prints it and exits with 1."""
