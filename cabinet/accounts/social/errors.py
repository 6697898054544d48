"""What may end a journey to another site: each is a page with a heading, a sentence and the way on."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.social.sites import Site
from cabinet.core.errors import DomainError, NotFound


class SocialError(DomainError):
    """`title` and `words` may name the site; they are in the language of who is told."""

    title: str | Promise
    words: str | Promise

    def __init__(self, site: Site) -> None:
        self.site = site
        self.heading = str(self.title) % {"site": site.name}
        super().__init__(str(self.words) % {"site": site.name})


class JourneyLost(SocialError):
    code = "journey_lost"
    title = _("Вход не завершён")
    words = _("Эта страница устарела или открыта не по той кнопке. Ничего не изменилось. Начните, пожалуйста, заново.")


class ConsentRefused(SocialError):
    code = "consent_refused"
    title = _("Вы отменили вход через %(site)s")
    words = _("Ничего не изменилось. Войти можно и по-другому.")


class SiteFailed(SocialError):
    code = "site_failed"
    title = _("Не получилось войти через %(site)s")
    words = _(
        "Сайт «%(site)s» ответил не так, как должен, и мы ему не поверили. Ничего не изменилось. "
        "Попробуйте позже или войдите по SMS."
    )


class SiteSilent(SocialError):
    code = "site_silent"
    title = _("%(site)s не отвечает")
    words = _("Мы подождали и не дождались ответа. Ничего не изменилось. Попробуйте позже или войдите по SMS.")


class CodeGrewOld(SocialError):
    code = "code_grew_old"
    title = _("Код из SMS устарел")
    words = _("Пока вы были на другом сайте, прошло больше 15 минут. Ничего не привязано. Начните заново.")


class AnotherIsSignedIn(SocialError):
    code = "another_is_signed_in"
    title = _("Вы уже вошли в кабинет")
    words = _("Чтобы войти через %(site)s, сначала выйдите из кабинета. Ничего не изменилось.")


class LinkedToAnother(SocialError):
    code = "linked_to_another"
    title = _("Этот аккаунт уже привязан")
    words = _(
        "Ваш аккаунт на сайте «%(site)s» привязан к другому кабинету, а привязать его можно только к одному. "
        "Если другой кабинет тоже ваш, отвяжите аккаунт в нём."
    )


class SiteLinkedAlready(SocialError):
    code = "site_linked_already"
    title = _("Вход через %(site)s уже привязан")
    words = _("К вашему кабинету привязан другой аккаунт этого сайта. Сначала отвяжите его.")


class MayNotEnter(SocialError):
    """Staff, somebody who may not sign in, or somebody whose number is blocked: the page says the same of each."""

    code = "may_not_enter"
    title = _("Войти через %(site)s сейчас нельзя")
    words = _("Так бывает, если ваш номер заблокирован. Войдите по SMS или с паролем, или позвоните: мы поможем.")


def error_of(site: Site, code: str) -> SocialError:
    """The error of this code; `NotFound` if there is none."""
    for each in SocialError.__subclasses__():
        if each.code == code:
            return each(site)
    raise NotFound
