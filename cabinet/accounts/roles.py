"""Roles of staff: groups made after every migration (rows of a data migration vanish with the first flush)."""

from __future__ import annotations

from typing import Any

SPECIALISTS = "Специалисты"
GROUPS = (SPECIALISTS,)


def make_groups(**kwargs: Any) -> None:
    from django.contrib.auth.models import Group

    for name in GROUPS:
        Group.objects.get_or_create(name=name)
