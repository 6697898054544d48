"""What is refused to who moves money between their own accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError


class NotOpened(DomainError):
    code = "content_not_opened"
    message = _("Контентного счёта ещё нет. Сначала откройте его.")


class BorrowedStays(DomainError):
    """What was borrowed for calls is not for third parties."""

    code = "content_of_borrowed"
    message = _("Пока не погашен доверительный платёж, на контентный счёт деньги не перевести.")
