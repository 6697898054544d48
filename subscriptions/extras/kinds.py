"""The kinds of request that wishes about services are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.requests.kinds import RequestKind
from subscriptions.extras.wishes import SERVICE_KEPT, SERVICE_OFF, SERVICE_ON, facts_of

ON = RequestKind(name=SERVICE_ON, title=_("Подключение услуги"), facts=facts_of)
OFF = RequestKind(name=SERVICE_OFF, title=_("Отключение услуги"), facts=facts_of)
KEPT = RequestKind(name=SERVICE_KEPT, title=_("Услуга остаётся"), facts=facts_of)
KINDS = (ON, OFF, KEPT)
