"""The words of SMS about access, in the line's language. Each fits one segment of 70 UCS-2 characters."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy

from cabinet.accounts.models import CodePurpose
from cabinet.core import brand

CODE_WORDS = {
    CodePurpose.SIGN_IN: gettext_lazy("Код для входа: %(code)s. Не сообщайте его никому"),
    CodePurpose.CONFIRM: gettext_lazy("Код подтверждения: %(code)s. Никому его не говорите"),
    CodePurpose.ADD_NUMBER: gettext_lazy("Код, чтобы добавить номер: %(code)s. Никому не говорите"),
    CodePurpose.RECOVER: gettext_lazy("Код для нового пароля: %(code)s. Никому не говорите"),
}


def code_text(*, purpose: CodePurpose, code: str, language: str) -> str:
    """A code of `purpose`. The last line is what telephones read to fill it in (WICG origin-bound codes)."""
    with translation.override(language):
        words = str(CODE_WORDS[purpose]) % {"code": code}
    return f"{words}\n@{brand.host()} #{code}"
