"""The security journal (A14): who did what to whose cabinet or number, by which channel. Never changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models.contracts import Line
from cabinet.accounts.models.people import User
from cabinet.core.channels import Channel


class SecurityEventKind(models.TextChoices):
    """What happened, in the words of the journal's page."""

    SIGNED_IN = "signed_in", _("вход")
    SIGN_IN_FAILED = "sign_in_failed", _("неудачная попытка входа")
    SIGNED_OUT = "signed_out", _("выход")
    CONFIRMED = "confirmed", _("подтверждение кодом")
    SESSION_ENDED = "session_ended", _("завершён вход на устройстве")
    SESSIONS_ENDED = "sessions_ended", _("завершены входы на других устройствах")
    PASSWORD_SET = "password_set", _("задан пароль")
    PASSWORD_CHANGED = "password_changed", _("изменён пароль")
    PASSWORD_RECOVERED = "password_recovered", _("пароль восстановлен по коду")
    PASSWORD_GIVEN = "password_given", _("выдан временный пароль")
    DOCUMENT_MISMATCHED = "document_mismatched", _("проверка документа не прошла")
    LOGIN_CHANGED = "login_changed", _("изменён логин")
    NETWORK_SIGN_IN_OFF = "network_sign_in_off", _("вход из мобильной сети выключен")
    NETWORK_SIGN_IN_ON = "network_sign_in_on", _("вход из мобильной сети включён")
    SOCIAL_LINKED = "social_linked", _("привязан вход через другой сайт")
    SOCIAL_UNLINKED = "social_unlinked", _("отвязан вход через другой сайт")
    NUMBER_ADDED = "number_added", _("номер добавлен в кабинет")
    NUMBER_REMOVED = "number_removed", _("номер убран из кабинета")
    ACCESS_OFFERED = "access_offered", _("предложен доступ")
    ACCESS_TAKEN = "access_taken", _("доступ принят")
    ACCESS_DECLINED = "access_declined", _("от доступа отказались")
    ACCESS_CHANGED = "access_changed", _("изменён доступ")
    ACCESS_REVOKED = "access_revoked", _("доступ отозван")
    OTHERS_FORBIDDEN = "others_forbidden", _("доступ другим запрещён")
    OTHERS_ALLOWED = "others_allowed", _("доступ другим разрешён")
    LINE_BLOCKED = "line_blocked", _("номер заблокирован")
    LINE_UNBLOCKED = "line_unblocked", _("номер разблокирован")
    LINE_OPENED = "line_opened", _("номер подключён")
    LINE_CLOSED = "line_closed", _("номер закрыт")
    REQUEST_MADE = "request_made", _("подана заявка")
    REQUEST_CANCELLED = "request_cancelled", _("заявка отменена")
    DATA_ORDERED = "data_ordered", _("заказана копия данных")
    DATA_DOWNLOADED = "data_downloaded", _("скачана копия данных")
    CLOSING_ORDERED = "closing_ordered", _("запрошено закрытие кабинета")
    CLOSING_CANCELLED = "closing_cancelled", _("закрытие кабинета отменено")
    CABINET_CLOSED = "cabinet_closed", _("кабинет закрыт")
    BALANCE_TOLD = "balance_told", _("баланс сообщён по команде")
    EMAIL_SET = "email_set", _("подтверждена почта для уведомлений")
    EMAIL_REMOVED = "email_removed", _("убрана почта для уведомлений")
    NOTIFICATIONS_CHANGED = "notifications_changed", _("изменены уведомления")
    BULK_CHANGED = "bulk_changed", _("изменены рассылки на номер")
    LOOKED_AT = "looked_at", _("данные просмотрел сотрудник")
    STAFF_CHANGED = "staff_changed", _("данные изменил сотрудник")


class SecurityEvent(models.Model):
    """One thing that happened. `user` is whose cabinet it was, `made_by` who did it: themselves, somebody, staff.

    No personal data stand here: the address, the browser and numbers are in `details`, which can be erased. The
    database refuses to change or delete a row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(
        _("что"), max_length=24
    )  # a SecurityEventKind: no choices, so that a new one needs no table
    user = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("чей кабинет")
    )
    line = models.ForeignKey(
        Line, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("номер")
    )
    made_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("кто")
    )
    channel = models.CharField(_("канал"), max_length=8, choices=Channel)
    at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("событие безопасности")
        verbose_name_plural = _("журнал безопасности")
        indexes = [
            models.Index(fields=["user", "-id"], name="accounts_event_of_user"),
            models.Index(fields=["line", "-id"], name="accounts_event_of_line"),
            models.Index(fields=["made_by", "-id"], name="accounts_event_by"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.at:%d.%m.%Y %H:%M}"

    @property
    def title(self) -> str:
        """What happened, in the person's language."""
        return str(SecurityEventKind(self.kind).label) if self.kind in SecurityEventKind.values else self.kind


class SecurityEventDetails(models.Model):
    """What of an event is personal: from where it was done, and what about. Erased on its own, the event stays."""

    event = models.OneToOneField(SecurityEvent, primary_key=True, on_delete=models.PROTECT, related_name="details")
    ip = models.GenericIPAddressField(_("адрес"), null=True)
    user_agent = models.CharField(_("браузер"), max_length=300, blank=True)
    facts = models.JSONField(_("подробности"), default=dict)

    class Meta:
        verbose_name = _("подробности события")
        verbose_name_plural = _("подробности событий")

    def __str__(self) -> str:
        return f"{self.event_id}"
