"""Kinds of the journal by what they are about: the filter of its page, and what of a line its owner may read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import SecurityEventKind as Kind

GROUPS = {
    "sign-ins": (
        _("Входы"),
        {
            Kind.SIGNED_IN,
            Kind.SIGN_IN_FAILED,
            Kind.SIGNED_OUT,
            Kind.CONFIRMED,
            Kind.SESSION_ENDED,
            Kind.SESSIONS_ENDED,
        },
    ),
    "ways": (
        _("Пароль и вход"),
        {
            Kind.PASSWORD_SET,
            Kind.PASSWORD_CHANGED,
            Kind.PASSWORD_RECOVERED,
            Kind.PASSWORD_GIVEN,
            Kind.DOCUMENT_MISMATCHED,
            Kind.LOGIN_CHANGED,
            Kind.NETWORK_SIGN_IN_OFF,
            Kind.NETWORK_SIGN_IN_ON,
            Kind.SOCIAL_LINKED,
            Kind.SOCIAL_UNLINKED,
        },
    ),
    "numbers": (
        _("Номера и доступ"),
        {
            Kind.NUMBER_ADDED,
            Kind.NUMBER_REMOVED,
            Kind.ACCESS_OFFERED,
            Kind.ACCESS_TAKEN,
            Kind.ACCESS_DECLINED,
            Kind.ACCESS_CHANGED,
            Kind.ACCESS_REVOKED,
            Kind.OTHERS_FORBIDDEN,
            Kind.OTHERS_ALLOWED,
            Kind.LINE_BLOCKED,
            Kind.LINE_UNBLOCKED,
            Kind.LINE_OPENED,
            Kind.LINE_CLOSED,
            Kind.REQUEST_MADE,
            Kind.REQUEST_CANCELLED,
            Kind.BALANCE_TOLD,
        },
    ),
    "notices": (_("Уведомления"), {Kind.EMAIL_SET, Kind.EMAIL_REMOVED, Kind.NOTIFICATIONS_CHANGED, Kind.BULK_CHANGED}),
    "data": (
        _("Мои данные"),
        {
            Kind.LOOKED_AT,
            Kind.STAFF_CHANGED,
            Kind.DATA_ORDERED,
            Kind.DATA_DOWNLOADED,
            Kind.CLOSING_ORDERED,
            Kind.CLOSING_CANCELLED,
            Kind.CABINET_CLOSED,
        },
    ),
}

# What happens to a line concerns its owner whoever did it. The rest of another person's life (their password, their
# other sign-ins, their confirmations) does not, even where it hangs on the owner's line.
OF_A_LINE = GROUPS["numbers"][1] | {
    Kind.SIGNED_IN,
    Kind.SIGN_IN_FAILED,
    Kind.PASSWORD_GIVEN,
    Kind.NETWORK_SIGN_IN_OFF,
    Kind.NETWORK_SIGN_IN_ON,
    Kind.BULK_CHANGED,
    Kind.LOOKED_AT,
    Kind.STAFF_CHANGED,
}
