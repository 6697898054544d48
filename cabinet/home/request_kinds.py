"""The requests of one's own data."""

from django.utils.translation import gettext_lazy as _

from cabinet.home.services import closing, data_copy
from cabinet.requests.kinds import RequestKind

ALL = (
    RequestKind(name=data_copy.KIND, title=_("Копия моих данных"), advance=data_copy.make_copy),
    RequestKind(
        name=closing.KIND,
        title=_("Закрытие кабинета"),
        advance=closing.advance_closing,
        cancel=closing.cancel_closing,
    ),
)
