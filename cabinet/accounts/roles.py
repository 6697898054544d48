"""Roles of staff: groups made after every migration (rows of a data migration vanish with the first flush)."""

from __future__ import annotations

from typing import Any

SPECIALISTS = "Специалисты"
SUPERVISORS = "Старшие смены"
CALL_CENTRE = "Колл-центр"
SMS_EDITORS = "Редакторы SMS"
FINANCE = "Финансы"
GIVE_TEMPORARY_PASSWORD = "accounts.give_temporary_password"  # noqa: S105 - the name of a permission
GROUPS: dict[str, tuple[str, ...]] = {  # each with what it may
    SPECIALISTS: (),
    SUPERVISORS: (),  # besides that of the specialists: `accounts.access` knows what they may
    FINANCE: ("billing.view_payerreturn",),  # `accounts.access` knows what else they may
    CALL_CENTRE: (GIVE_TEMPORARY_PASSWORD,),
    SMS_EDITORS: ("sms.view_smstext", "sms.change_smstext"),
}


def make_groups(**kwargs: Any) -> None:
    from django.contrib.auth.models import Group, Permission

    for name, permissions in GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        for permission in permissions:
            app, codename = permission.split(".")
            group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename=codename))
