"""What else the simulated telephone does than receive SMS: whether its network serves it, USSD and calls.

Higher apps fill it in `apps.py`. Only the simulator's page asks here: real telephones come by `/gateway/`.
"""

from __future__ import annotations

from collections.abc import Callable

State = Callable[[str], str]  # of a number, in words for the person; nothing to say: empty
Ussd = Callable[[str, str, str], tuple[str, bool]]
Call = Callable[[str, str, str], tuple[str, bool]]

_states: list[State] = []
_ussd: list[Ussd] = []
_calls: list[Call] = []


def register(state: State) -> None:
    """Have the telephone of each number show `state(msisdn)`, asked anew with every page."""
    if state not in _states:
        _states.append(state)


def states_of(msisdn: str) -> list[str]:
    """What there is to say of `msisdn`."""
    return [words for words in (state(msisdn) for state in _states) if words]


def on_ussd(answer: Ussd) -> None:
    """Have `answer(msisdn, text, session)` answer USSD: what the telephone shows, and whether the session goes on.

    `text` is the command (`*102#`), later in the same `session` what the person replied; `session` is a name that the
    network gives to one exchange.
    """
    _ussd[:] = [answer]


def on_call(answer: Call) -> None:
    """Have `answer(msisdn, call_id, keys)` speak to who dials the short number: what is said, and whether it hangs up.

    `keys` are those pressed since it last spoke, none at the beginning of a call.
    """
    _calls[:] = [answer]


def ussd(msisdn: str, text: str, session: str) -> tuple[str, bool] | None:
    """What the operator answers; None where nobody does."""
    return _ussd[0](msisdn, text, session) if _ussd else None


def call(msisdn: str, call_id: str, keys: str) -> tuple[str, bool] | None:
    """What is said to the caller; None where nobody answers."""
    return _calls[0](msisdn, call_id, keys) if _calls else None
