"""«Стоп» as people write it: in any case, with spaces, dots and doubled letters, in letters of the other alphabet that
look alike, or typed with the keyboard in the wrong language (T6)."""

from __future__ import annotations

import re

from cabinet.core.digits import plain

LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХЅІЁ", "ABEKMHOPCTYXSIE")  # Cyrillic capitals as the Latin ones they look like
STOP = "CTOП|STOП|STOP|CTOP|CNJG|ЫEЩЗ"  # стоп, stop, half of each; стоп and stop on the other keyboard
ALL = "BCE|BCЁ|AL|ДCE"  # все, all (its second L is taken for a slip)
READ = re.compile(rf"(?:{STOP})(?P<which>[0-9]{{0,10}}|{ALL})")
SLIP = re.compile(r"([^\W\d_])\1+")
ZERO = re.compile(r"(?<=T)0(?=[ПP])")
NOT_SAID = re.compile(r"[\W_]+")
EVERYTHING = "all"


def read_stop(text: str) -> str | None:
    """What `text` wants stopped: a number (of a list, or a short one), `EVERYTHING`, or "" for what the number that it
    was sent to is for. None where it is no wish to stop."""
    letters = NOT_SAID.sub("", plain(text.replace("№", "")).upper()).translate(LOOK_ALIKE)
    found = READ.fullmatch(SLIP.sub(r"\1", ZERO.sub("O", letters)))
    if found is None:
        return None
    which = found["which"]
    return which if which.isdecimal() or not which else EVERYTHING
