"""Everything that was ever asked for and has a status: one history for every application and order (T8)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.core.languages import in_language
from cabinet.requests.kinds import RequestKind, kind_of


class RequestStatus(models.TextChoices):
    ACCEPTED = "accepted", _("принята")
    WORKING = "working", _("выполняется")
    DONE = "done", _("выполнена")
    REFUSED = "refused", _("отказано")
    CANCELLED = "cancelled", _("отменена")


NO_BREAK_SPACE = "\u00a0"
BLOCK, UNBLOCK = "block", "unblock"  # kinds of request that turn a number off and on
SWITCHES = (BLOCK, UNBLOCK)
OPEN = (RequestStatus.ACCEPTED, RequestStatus.WORKING)


class Request(models.Model):
    """One thing asked for. It is about a line, or about a person's own cabinet (`line` is null).

    `next_step_at` is when the sweep has to look at it next; null when nothing is to be done by itself. `due_at` is the
    date promised to the person.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("номер заявки"), max_length=16, unique=True)
    kind = models.CharField(_("вид"), max_length=24)  # the name of a RequestKind
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="requests",
        verbose_name=_("чей кабинет"),
    )
    line = models.ForeignKey(
        Line, null=True, blank=True, on_delete=models.PROTECT, related_name="requests", verbose_name=_("номер")
    )
    status = models.CharField(_("состояние"), max_length=9, choices=RequestStatus, default=RequestStatus.ACCEPTED)
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто подал"),
    )
    payload = models.JSONField(_("что просили"), default=dict)
    result = models.JSONField(_("что вышло"), default=dict)
    created_at = models.DateTimeField(_("подана"))
    due_at = models.DateTimeField(_("обещано к"), null=True, blank=True)
    next_step_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(_("закончена"), null=True, blank=True)
    dedup_key = models.CharField(max_length=100, null=True, unique=True, editable=False)
    only_one = models.CharField(max_length=60, null=True, unique=True, editable=False)  # held while it is open

    class Meta:
        verbose_name = _("заявка")
        verbose_name_plural = _("заявки")
        constraints = [
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(user__isnull=False), name="requests_request_is_of_someone"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at=None)
                | (~Q(status__in=OPEN) & Q(ended_at__isnull=False, next_step_at=None)),
                name="requests_request_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN) | Q(only_one=None), name="requests_request_ended_holds_nothing"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="requests_of_user"),
            models.Index(fields=["line", "-id"], name="requests_of_line"),
            models.Index(fields=["next_step_at"], condition=Q(next_step_at__isnull=False), name="requests_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.about.title}"

    @property
    def about(self) -> RequestKind:
        """What kind of thing it is, with its words and its steps."""
        return kind_of(self.kind)

    @property
    def guarded_by(self) -> Line | User | None:
        """Whose rights decide who may see it (`accounts.access`): those to the line, else the person's own."""
        return self.line or self.user

    @property
    def said(self) -> str:
        """Its number as it is read aloud: `123 456 789`."""
        return NO_BREAK_SPACE.join(self.number[start : start + 3] for start in range(0, len(self.number), 3))

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def may_be_cancelled(self, now: datetime) -> bool:
        """Whether it can still be taken back."""
        return self.is_open and self.about.cancel is not None and self.about.may_cancel(self, now)

    def facts(self) -> list[tuple[str, str]]:
        """What the page tells of it: name and value; nothing once it was erased with its person's cabinet."""
        return self.about.facts(self) if self.payload else []


class RequestStep(models.Model):
    """One point of a request's time line: what state it came to, when, and what was said about it."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=9, choices=RequestStatus)
    note_ru = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("шаг заявки")
        verbose_name_plural = _("шаги заявок")

    def __str__(self) -> str:
        return f"{self.request_id} {self.status}"

    @property
    def note(self) -> str:
        """What was said about it, in the person's language."""
        return in_language(self.note_ru, self.note_en)


class DonorOperator(models.Model):
    """An operator from which a number may come. `code` is its name in the national database of moved numbers."""

    code = models.SlugField(_("код"), max_length=20, unique=True)
    name_ru = models.CharField(_("название"), max_length=60)
    name_en = models.CharField(_("название по-английски"), max_length=60)
    is_active = models.BooleanField(_("можно выбрать"), default=True)
    position = models.PositiveSmallIntegerField(_("место в списке"), default=100)

    class Meta:
        verbose_name = _("другой оператор")
        verbose_name_plural = _("другие операторы")
        ordering = ("position", "name_ru")

    def __str__(self) -> str:
        return in_language(self.name_ru, self.name_en)


class PortPaper(models.Model):
    """The document of who moves a number here. It is encrypted, and wiped when the other operator was asked; what stays
    is enough for the person to know it again."""

    request = models.OneToOneField(Request, primary_key=True, on_delete=models.PROTECT, related_name="paper")
    document = models.BinaryField(default=b"", editable=False)
    tail = models.CharField(_("конец документа"), max_length=4, blank=True)

    def __str__(self) -> str:
        return f"•••• {self.tail}"
