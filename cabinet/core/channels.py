"""How a wish reached the portal: the same words in the ledger, the journal and the history of requests."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    PAGE = "page", _("личный кабинет")
    API = "api", _("программа")
    SMS = "sms", _("SMS")
    USSD = "ussd", _("команда USSD")
    IVR = "ivr", _("голосовое меню")
    STAFF = "staff", _("сотрудник")
    NETWORK = "network", _("сеть")
    SYSTEM = "system", _("по расписанию")
    PARTNER = "partner", _("партнёр")
