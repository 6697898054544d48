"""Russian that was typed in Latin letters: by sound, or with the keyboard in the wrong layout."""

from __future__ import annotations

import re

SOUNDS = (  # the longest first
    *(("shch", "щ"), ("sch", "щ"), ("yoo", "ю"), ("iya", "ия"), ("iyu", "ию"), ("yiy", "ый"), ("ogo", "ого")),
    *(
        ("zh", "ж"),
        ("kh", "х"),
        ("ts", "ц"),
        ("tz", "ц"),
        ("ch", "ч"),
        ("sh", "ш"),
        ("yu", "ю"),
        ("ju", "ю"),
        ("iu", "ю"),
    ),
    *(("ya", "я"), ("ja", "я"), ("ia", "я"), ("yo", "е"), ("jo", "е"), ("ye", "е"), ("je", "е"), ("ph", "ф")),
    *(("iy", "ий"), ("ij", "ий"), ("yj", "ый"), ("yi", "ый"), ("ay", "ай"), ("ey", "ей"), ("oy", "ой"), ("uy", "уй")),
    *(("aj", "ай"), ("ej", "ей"), ("oj", "ой"), ("uj", "уй"), ("ck", "к"), ("wh", "в")),
    *zip("abvgdezijklmnoprstufhcyxwq", "абвгдезийклмнопрстуфхцыхвк", strict=True),
)
SOUND = re.compile("|".join(re.escape(latin) for latin, _ in SOUNDS))
HEARD = dict(SOUNDS)
SHORT = re.compile(r"(?<=[аеиоуыюя])и\b")  # `moi nomer`, `bankovskoi`
KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_RUSSIAN = str.maketrans(*KEYS)
TO_LATIN = str.maketrans(*reversed(KEYS))
LETTER_LIKE = re.compile(r"(?<=[a-z])[46](?=[a-z])|\b4(?=[a-z])")


def by_sound(text: str) -> str:
    """`kak uznat balans` → «как узнат баланс»."""
    text = LETTER_LIKE.sub(lambda found: {"4": "ch", "6": "sh"}[found[0]], text)
    return SHORT.sub("й", SOUND.sub(lambda found: HEARD[found[0]], text.replace("'", "")))


def other_layout(text: str) -> str:
    """`rfr epyfnm ,fkfyc` → «как узнать баланс»."""
    return text.translate(TO_RUSSIAN)


def english_layout(text: str) -> str:
    """«рщц ьгср» → `how much`."""
    return text.translate(TO_LATIN)
