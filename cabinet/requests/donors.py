"""Operators that numbers come from: a list to begin with, made after every migration. Staff keep it in the admin."""

from __future__ import annotations

from typing import Any

DONORS = (
    ("mts", "МТС", "MTS"),
    ("megafon", "МегаФон", "MegaFon"),
    ("beeline", "билайн", "Beeline"),
    ("t2", "T2", "T2"),
    ("rostelecom", "Ростелеком", "Rostelecom"),
    ("yota", "Yota", "Yota"),
    ("tmobile", "Т-Мобайл", "T-Mobile"),
    ("sbermobile", "СберМобайл", "SberMobile"),
    ("other", "Другой оператор", "Another operator"),
)


def make_donors(**kwargs: Any) -> None:
    from cabinet.requests.models import DonorOperator

    for position, (code, name_ru, name_en) in enumerate(DONORS, start=1):
        DonorOperator.objects.get_or_create(
            code=code, defaults={"name_ru": name_ru, "name_en": name_en, "position": position * 10}
        )
