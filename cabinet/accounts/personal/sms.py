"""SMS that were sent to the person's numbers. The outbox knows numbers, not people; who has which is known here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.accounts.personal.own import own_lines
from cabinet.core.personal_data import PersonalData, Row
from cabinet.sms.models import WAITING, DeviceMessage, Handset, IncomingPart, IncomingSms, SmsMessage


def _sms(user: User, now: datetime) -> Iterator[Row]:
    lives = list(own_lines(user).values_list("public_id", flat=True))
    for message in SmsMessage.objects.filter(line_public_id__in=lives).order_by("pk").iterator():
        yield {
            "at": message.created_at,
            "number": message.msisdn,
            "kind": message.get_kind_display(),
            "state": message.get_status_display(),
        }


def _forget_sms(user: User, now: datetime) -> None:
    """What has left loses its number; what is on its way arrives, and is forgotten with the line's next erasure."""
    lives = list(own_lines(user).values_list("public_id", flat=True))
    numbers = list(own_lines(user).exclude(msisdn=None).values_list("msisdn", flat=True))
    sent = SmsMessage.objects.exclude(status__in=WAITING)
    sent.filter(Q(line_public_id__in=lives) | Q(msisdn__in=numbers)).update(msisdn="", body=b"", error="")
    IncomingSms.objects.exclude(handled_at=None).filter(msisdn__in=numbers).update(msisdn="")
    for kept in (DeviceMessage, Handset, IncomingPart):
        kept.objects.filter(msisdn__in=numbers).delete()


SMS = PersonalData(
    name="sms",
    models=("sms.SmsMessage", "sms.DeviceMessage", "sms.Handset", "sms.IncomingSms", "sms.IncomingPart"),
    about=format_lazy(
        _(
            "Когда вам отправляли SMS и дошли ли они. Тексты стираются, как только сообщение ушло или опоздало, "
            "записи удаляются через {days} дн."
        ),
        days=settings.SMS_KEPT_DAYS,
    ),
    fields={"at": _("Когда"), "number": _("Номер"), "kind": _("Вид"), "state": _("Состояние")},
    export=_sms,
    erase=_forget_sms,
)
