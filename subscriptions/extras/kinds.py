"""The kinds of request that wishes about services are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.requests.kinds import RequestKind
from subscriptions.extras.steps import advance_on, cancel_on, may_cancel_on
from subscriptions.extras.wishes import SERVICE_KEPT, SERVICE_LOST, SERVICE_OFF, SERVICE_ON, facts_of

ON = RequestKind(
    name=SERVICE_ON,
    title=_("Подключение услуги"),
    advance=advance_on,
    cancel=cancel_on,
    may_cancel=may_cancel_on,
    facts=facts_of,
)
OFF = RequestKind(name=SERVICE_OFF, title=_("Отключение услуги"), facts=facts_of)
KEPT = RequestKind(name=SERVICE_KEPT, title=_("Услуга остаётся"), facts=facts_of)
LOST = RequestKind(name=SERVICE_LOST, title=_("Возвращение услуги"), facts=facts_of)
KINDS = (ON, OFF, KEPT, LOST)
