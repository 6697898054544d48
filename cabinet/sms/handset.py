"""What else the simulated telephone shows than SMS: whether its network serves it. Higher apps fill it in `apps.py`."""

from __future__ import annotations

from collections.abc import Callable

State = Callable[[str], str]  # of a number, in words for the person; nothing to say: empty
_states: list[State] = []


def register(state: State) -> None:
    """Have the telephone of each number show `state(msisdn)`, asked anew with every page."""
    if state not in _states:
        _states.append(state)


def states_of(msisdn: str) -> list[str]:
    """What there is to say of `msisdn`."""
    return [words for words in (state(msisdn) for state in _states) if words]
