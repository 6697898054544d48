"""A table of the catalogue becomes versions: first shown, then applied exactly as it was shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core.errors import DomainError
from subscriptions.catalogue.sheets import COLUMNS, text_of, texts_of
from subscriptions.catalogue.versions import draft_of, publish
from subscriptions.models import Offering

BY_CODE = ("regions", "rate_card", "provider")  # columns that name other rows by their codes
LISTS = ("regions",)
LONGEST_CODE = 50


class StaleImport(DomainError):
    """The catalogue is not what it was when the differences were shown; `plan` has those of now."""

    code = "stale_import"
    message = gettext_lazy("Каталог тем временем изменился. Посмотрите, что будет теперь, и подтвердите снова.")

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


@dataclass(frozen=True)
class Difference:
    """That the cell `column` becomes another."""

    column: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Row:
    """What becomes of one code: `version` of it, which differs from the one on sale by `differences`."""

    code: str
    version: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Trouble:
    """What is wrong in a row of the table (counted as office programs do, the header is 1)."""

    row: int
    column: str
    message: str


@dataclass
class Plan:
    """What a table would do. `fingerprint` changes with anything of it."""

    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)  # of the new versions, by code

    @property
    def fingerprint(self) -> str:
        shown = repr((self.added, self.changed, self.unchanged, self.troubles))
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()

    @property
    def does_something(self) -> bool:
        return not self.troubles and bool(self.added or self.changed)


def plan_import(rows: Sequence[dict[str, str]], *, model: type[Offering]) -> Plan:
    """What `rows` would change, nothing written: three questions, and those that validation asks of each row."""
    plan, seen = Plan(), set[str]()
    codes = [row["code"] for row in rows]
    versions: dict[str, list[Any]] = {}
    for offering in model._default_manager.filter(code__in=codes).order_by("version").prefetch_related("regions"):
        versions.setdefault(offering.code, []).append(offering)
    for number, cells in enumerate(rows, start=2):
        code = cells["code"]
        trouble = _trouble_of(code, seen)
        seen.add(code)
        if trouble:
            plan.troubles.append(Trouble(number, "code", trouble))
        else:
            _plan_row(plan, number, cells, versions.get(code, []), model)
    return plan


@transaction.atomic
def apply_import(
    rows: Sequence[dict[str, str]], *, model: type[Offering], fingerprint: str, now: datetime
) -> tuple[Plan, list[Any]]:
    """Do what was shown under `fingerprint`, all of it or nothing; returns it with the versions made.

    Raises `StaleImport` where it would not be the same any more, or where a row is wrong.
    """
    list(model._default_manager.select_for_update().filter(code__in=[row["code"] for row in rows]).order_by("pk"))
    plan = plan_import(rows, model=model)
    if plan.fingerprint != fingerprint or plan.troubles:
        raise StaleImport(plan)
    made: list[Any] = []
    for row in plan.added:
        made.append(_form(model, model(code=row.code, version=row.version), plan.texts[row.code]).save())
    for row in plan.changed:
        current: Any = model._default_manager.get(code=row.code, archived_at=None)
        draft = draft_of(current, now=now, own_card=False)
        made.append(_form(model, draft, plan.texts[row.code]).save())
        publish(draft, now=now)
    return plan, made


def _trouble_of(code: str, seen: set[str]) -> str:
    try:
        validate_slug(code)
    except ValidationError as error:
        return str(error.messages[0])
    if len(code) > LONGEST_CODE:
        return _("Код длиннее 50 знаков.")
    return _("Такой код в таблице уже есть.") if code in seen else ""


def _plan_row(plan: Plan, number: int, cells: dict[str, str], versions: list[Any], model: type[Offering]) -> None:
    code = cells["code"]
    on_sale = next((each for each in versions if each.archived_at is None), None)
    was = texts_of(on_sale) if on_sale else {}
    begins_as = was or {name: text_of(_default(model, name)) for name in COLUMNS[model]}
    texts = {**begins_as, **{name: cells[name] for name in cells if name != "code"}}
    form = _form(model, model(), texts)
    if not form.is_valid():
        plan.troubles += [
            Trouble(number, "" if name == "__all__" else name, str(message))
            for name, messages in form.errors.items()
            for message in messages
        ]
        return
    becomes = {name: text_of(form.cleaned_data[name]) for name in COLUMNS[model]}
    differences = tuple(
        Difference(name, was.get(name, ""), becomes[name]) for name in becomes if was.get(name, "") != becomes[name]
    )
    if on_sale and not differences:
        plan.unchanged.append(code)
        return
    version = versions[-1].version + 1 if versions else 1
    plan.texts[code] = texts
    (plan.changed if on_sale else plan.added).append(Row(code, version, differences))


def _default(model: type[Offering], column: str) -> Any:
    if column in LISTS:
        return ()
    described = model._meta.get_field(column)
    return described.get_default() if not described.is_relation else None  # type: ignore[union-attr]


def _form(model: type[Offering], instance: Offering, texts: dict[str, str]) -> Any:
    """A form of the columns that validates as the admin does; `code` and the version are not its business."""
    made = forms.modelform_factory(model, fields=COLUMNS[model])(data=_data(texts), instance=instance)
    fields: dict[str, Any] = made.fields
    for name in BY_CODE:
        if name in fields:
            fields[name].to_field_name = "code"
    for name in fields:
        if isinstance(fields[name], forms.BooleanField):
            fields[name] = forms.TypedChoiceField(
                choices=[("true", "true"), ("false", "false")], coerce=lambda text: text == "true"
            )
    return made


def _data(texts: dict[str, str]) -> dict[str, Any]:
    return {
        name: [each.strip() for each in text.split(",") if each.strip()] if name in LISTS else text
        for name, text in texts.items()
    }
