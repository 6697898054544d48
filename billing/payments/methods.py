"""Ways to pay to begin with, made after every migration. Staff keep them in the admin."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

METHODS: dict[str, dict[str, Any]] = {
    "card": {
        "name_ru": "Банковская карта",
        "name_en": "Bank card",
        "about_ru": "Мир, Visa, Mastercard; деньги придут сразу",
        "about_en": "Mir, Visa, Mastercard; the money comes at once",
        "min_sum": Decimal(10),
        "max_sum": Decimal(15000),
        "can_be_saved": True,
        "place": 10,
    },
    "sbp": {
        "name_ru": "Система быстрых платежей (СБП)",
        "name_en": "Fast payment system (SBP)",
        "short_ru": "СБП",
        "short_en": "SBP",
        "about_ru": "По QR-коду или в приложении вашего банка, без карты",
        "about_en": "By a QR code or in your bank's app, without a card",
        "min_sum": Decimal(10),
        "max_sum": Decimal(30000),
        "place": 20,
    },
}


def make_methods(**kwargs: Any) -> None:
    from billing.models import PaymentMethod

    for code, fields in METHODS.items():
        PaymentMethod.objects.get_or_create(code=code, defaults=fields)
