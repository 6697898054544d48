"""The words of SMS about access, in the line's language. Each fits one segment of 70 UCS-2 characters."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from cabinet.core import brand


def login_code(*, code: str, language: str) -> str:
    """The temporary password. The last line is what telephones read to fill the code in (WICG origin-bound codes)."""
    with translation.override(language):
        words = _("Код для входа: %(code)s. Не сообщайте его никому") % {"code": code}
    return f"{words}\n@{brand.host()} #{code}"
