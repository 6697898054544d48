"""E-mails to the person, and the links that confirmed their address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import EmailLink, User
from cabinet.core.personal_data import PersonalData, Row
from cabinet.mail.models import EmailMessage, MailboxMessage
from cabinet.mail.services.outbox import withdraw_all


def _emails(user: User, now: datetime) -> Iterator[Row]:
    for message in EmailMessage.objects.filter(user=user).order_by("pk").iterator():
        yield {"at": message.created_at, "address": message.address, "state": message.get_status_display()}


def _forget_emails(user: User, now: datetime) -> None:
    """What waits is taken back; all lose their addresses, even what is on its way: it is not tried again."""
    withdraw_all(user=user, now=now)
    theirs = EmailMessage.objects.filter(user=user)
    addresses = {address.lower() for address in theirs.values_list("address", flat=True) if address}
    MailboxMessage.objects.filter(address__in=addresses).delete()
    theirs.update(address="", error="")


def _links(user: User, now: datetime) -> Iterator[Row]:
    for link in EmailLink.objects.filter(user=user).order_by("pk"):
        yield {"at": link.created_at, "address": link.address, "confirmed_at": link.used_at}


def _forget_links(user: User, now: datetime) -> None:
    EmailLink.objects.filter(user=user).delete()


ALL = (
    PersonalData(
        name="emails",
        models=("mail.EmailMessage", "mail.MailboxMessage"),
        about=_("Когда вам отправляли письма. Тексты стираются, как только письмо ушло."),
        fields={"at": _("Когда"), "address": _("Адрес"), "state": _("Состояние")},
        export=_emails,
        erase=_forget_emails,
    ),
    PersonalData(
        name="email_links",
        models=("accounts.EmailLink",),
        about=_("Какие адреса почты вы подтверждали. Записи живут месяц."),
        fields={"at": _("Когда"), "address": _("Адрес"), "confirmed_at": _("Подтверждён")},
        export=_links,
        erase=_forget_links,
    ),
)
