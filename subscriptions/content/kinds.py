"""What «История заявок» says of wishes about content."""

from __future__ import annotations

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import Request
from subscriptions.content.services.wishes import BAN, BAN_LIFTED, OFF, ON


def _facts(request: Request) -> list[tuple[str, str]]:
    services = request.payload.get("services", ())
    return [(gettext("Подписка"), _named(service)) for service in services]


def _named(service: dict[str, str]) -> str:
    name = service["en"] if get_language() == "en" and service["en"] else service["ru"]
    return gettext("«%(name)s», короткий номер %(number)s") % {"name": name, "number": service["number"]}


ALL = (
    RequestKind(name=ON, title=_("Подключение подписки"), facts=_facts),
    RequestKind(name=OFF, title=_("Отключение подписки"), facts=_facts),
    RequestKind(name=BAN, title=_("Запрет платных подписок"), facts=_facts),
    RequestKind(name=BAN_LIFTED, title=_("Снятие запрета платных подписок"), facts=_facts),
)
