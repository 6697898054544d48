"""The fast payment system is called by its whole name once, and «СБП» from then on, where nobody renamed it."""

from django.db import migrations

BEFORE = {"name_ru": "Система быстрых платежей", "name_en": "Fast payment system"}
AFTER = {"name_ru": "Система быстрых платежей (СБП)", "name_en": "Fast payment system (SBP)"}
SHORT = {"short_ru": "СБП", "short_en": "SBP"}


def shorten(apps, schema_editor):
    apps.get_model("billing", "PaymentMethod").objects.filter(code="sbp", **BEFORE).update(**AFTER, **SHORT)


def lengthen(apps, schema_editor):
    apps.get_model("billing", "PaymentMethod").objects.filter(code="sbp", **AFTER).update(**BEFORE)


class Migration(migrations.Migration):
    dependencies = [("billing", "0015_methods_have_short_names")]

    operations = [migrations.RunPython(shorten, lengthen)]
