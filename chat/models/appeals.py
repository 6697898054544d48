"""Appeals (H2): what is put in writing, and answered in writing within the time that the law gives."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.requests.models import Request
from chat.models.files import StoredFile
from chat.models.knowledge import BotDecision

MAX_APPEAL = 4000  # characters, of the appeal and of the answer


class AppealSubject(models.TextChoices):
    MONEY = "money", _("деньги и списания")
    NETWORK = "network", _("качество связи и интернета")
    SERVICES = "services", _("тариф, услуги и подписки")
    STAFF = "staff", _("работа сотрудников")
    DATA = "data", _("персональные данные")
    OTHER = "other", _("другое")


class Appeal(models.Model):
    """What `request` asks. It is its author's alone, so the request is about the person, and the number that it is
    about stands here. `decision` is what the bot answered at once."""

    request = models.OneToOneField(Request, primary_key=True, on_delete=models.PROTECT, related_name="appeal")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", verbose_name=_("номер"))
    subject = models.CharField(_("тема"), max_length=8, choices=AppealSubject)
    text = models.TextField(_("текст"), max_length=MAX_APPEAL, blank=True)  # empty once it was erased
    decision = models.OneToOneField(BotDecision, null=True, on_delete=models.SET_NULL, related_name="appeal")
    answer = models.TextField(_("ответ"), max_length=MAX_APPEAL, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто ответил"),
    )
    answered_at = models.DateTimeField(_("когда ответили"), null=True)

    class Meta:
        verbose_name = _("обращение")
        verbose_name_plural = _("обращения")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="chat_appeal_answered_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}"


class AppealFile(models.Model):
    """What was sent along, in the order in which it was chosen."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="appeal_file")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("файл обращения")
        verbose_name_plural = _("файлы обращений")
        ordering = ["appeal", "place"]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.file_id}"
