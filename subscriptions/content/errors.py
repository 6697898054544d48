"""Why content is not let in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError


class ContentForbidden(DomainError):
    """The line has a ban on paid content, whoever asks."""

    code = "content_forbidden"
    message = _("На этом номере платные подписки запрещены. Сначала снимите запрет.")


class HeldAlready(DomainError):
    code = "content_held"
    message = _("Эта подписка уже подключена.")


class NumberStopped(DomainError):
    """It is blocked, or its tariff is suspended without money: what is paid for could not be had."""

    code = "content_number_stopped"
    message = _("Номер сейчас не работает. Подключить подписку можно, когда он заработает.")


class NoPhoneHere(DomainError):
    code = "content_no_phone"
    message = _("На этот номер SMS не приходят, поэтому подписку на нём не подключить.")


class NothingAsked(DomainError):
    """There is no question that a «ДА» could answer, or its time is over."""

    code = "content_nothing_asked"
    message = _("Сейчас мы ни о чём не спрашиваем. Подключить подписку можно в личном кабинете.")


class TermsChanged(DomainError):
    """What was asked about is sold in another way by now."""

    code = "content_terms_changed"
    message = _("Условия этой подписки изменились, поэтому мы её не подключили.")


class BanIsOwners(DomainError):
    code = "content_ban_is_owners"
    message = _("Запрет поставил владелец договора, снять его может только он.")
