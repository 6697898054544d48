"""What the table of access is written in: a row for an address, a column for every kind of person.

To add a row, put it into `table.py` under the name that the address has in `urls.py`:

    Row("numbers-remove", about="line", get="404 200 404 404 404 login 404 404 404", post="404 302 404 ...",
        data={"sure": "yes"}, proof="strong")

- `get` and `post`: what each of `world.ASKERS` is answered, in their order, about the line that they have different
  rights to. A cell is a status, or `login` (led to the sign-in page), or `code` (led to «Подтвердите, что это вы»).
- `about`: nothing, `"line"` (the line goes as `?line=`, and in the form), or a kind of `world.OBJECTS`: add a maker
  there if the address needs something new. The whole row is then asked about somebody else's line, too, where every
  subscriber has to get 404, and the rest the same; an address that answers otherwise says so in `get_other` and
  `post_other`.
- `kwargs`: what the address needs, from the thing: by default `{"public_id": …}` where `about` is an object.
- `data`: the form of a POST that would succeed; a value may be a function of (world, thing).
- `as_json`: the API's body. `proof`: `"strong"` or `"fresh"` for what asks for more than a session that the network
  vouches for, `"strong to change"` where only the POST does; a test of its own holds all rows to it.
- A second row of the same name is welcome, about another thing or with another form.

Every request is made for itself and undone, so rows know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.world import World

Value = str | Callable[[World, Any], str]


@dataclass(frozen=True, kw_only=True)
class _Asked:
    about: str = ""
    get: str
    post: str
    get_other: str = ""
    post_other: str = ""
    kwargs: Mapping[str, Value] = field(default_factory=dict)
    data: Mapping[str, Value] = field(default_factory=dict)
    as_json: bool = False
    proof: str = ""


@dataclass(frozen=True)
class Row(_Asked):
    name: str


def LINE(_world: World, thing: Any) -> str:  # noqa: N802 - a value of the table
    return str(thing.public_id)


def cells(text: str) -> list[str]:
    """A row's answers, one for each asker."""
    return text.split()


#                 owner man. view. rev. str. guest spec. super clerk
ALL_200 = "       200   200  200   200  200  200   200   200   200  "
ALL_404 = "       404   404  404   404  404  404   404   404   404  "
READ_ONLY = "     405   405  405   405  405  405   405   405   405  "
READ_ONLY_IN = "  405   405  405   405  405  login 405   405   405  "  # and guests are led to sign in first
READ_LINE = "     405   405  405   404  404  405   405   405   405  "  # the same where a line is named
READ_LINE_IN = "  405   405  405   404  404  login 405   405   405  "
BUTTON = "        405   405  405   405  405  405   405   405   405  "
BUTTON_IN = "     405   405  405   405  405  login 405   405   405  "
FORM_302 = "      302   302  302   302  302  302   302   302   302  "
TO_LOGIN = "      login login login login login login login login login"
OF_STAFF = "      404   404  404   404  404  login 200   404   404  "
