"""Whose cabinet an account of another site opens (A7). The link is (provider, subject), and nothing else ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cabinet.accounts.models import Access, Line, LineStatus, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.tell import tell
from cabinet.accounts.social.errors import LinkedToAnother, MayNotEnter, SiteLinkedAlready
from cabinet.accounts.social.sites import Site, site_of_link
from cabinet.accounts.texts import social_text
from cabinet.core.channels import Channel
from cabinet.core.net import Origin


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account at `site`: who it is there (`uid`), and a name by which the person knows it again."""

    site: Site
    uid: str
    name: str


def person_of(*, account: Account, now: datetime, origin: Origin) -> User | None:
    """Whom `account` signs in, or None if it is linked to nobody.

    Raises `MayNotEnter` for staff, for who may not sign in, and while a number that proves the person is blocked: the
    telephone that was lost with it is signed in to other sites, too (A11).
    """
    link = SocialAccount.objects.select_related("user").filter(provider=account.site.id, uid=account.uid).first()
    if link is None:
        return None
    user: User = link.user
    if user.is_staff or not user.is_active or _lines_of(user).filter(status=LineStatus.BLOCKED).exists():
        record(SecurityEventKind.SIGN_IN_FAILED, now=now, user=user, origin=origin, site=account.site.id)
        raise MayNotEnter(account.site)
    return user


@transaction.atomic
def link(*, user: User, account: Account, now: datetime, origin: Origin) -> None:
    """Let `account` sign in `user` from now on; twice is once. The person is told by SMS.

    Raises `LinkedToAnother`, `SiteLinkedAlready` (one account of a site for a cabinet), `MayNotEnter` for staff.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_staff or not user.is_active:
        raise MayNotEnter(account.site)
    of_site = SocialAccount.objects.filter(provider=account.site.id)
    if of_site.filter(uid=account.uid, user=user).exists():
        return
    if of_site.filter(uid=account.uid).exists():
        raise LinkedToAnother(account.site)
    if of_site.filter(user=user).exists():
        raise SiteLinkedAlready(account.site)
    try:
        with transaction.atomic():
            SocialAccount.objects.create(
                user=user, provider=account.site.id, uid=account.uid, extra_data={"name": account.name}
            )
    except IntegrityError as error:  # somebody else linked it at this very moment
        raise LinkedToAnother(account.site) from error
    _note(SecurityEventKind.SOCIAL_LINKED, user, account.site, now, origin)


@transaction.atomic
def unlink(*, user: User, site: Site, now: datetime, origin: Origin) -> bool:
    """The account of `site` signs `user` in no more; says whether there was one. The person is told by SMS."""
    gone = SocialAccount.objects.filter(user=user, provider=site.id).delete()[0]
    if gone:
        _note(SecurityEventKind.SOCIAL_UNLINKED, user, site, now, origin)
    return bool(gone)


def forget_with_line(line: Line, now: datetime) -> None:
    """A step of closing `line`: whom no other open number proves keeps no way in by another site (A13)."""
    proved = Q(accesses__line=line, accesses__by_code=True) | Q(contracts__primary_line=line)
    for user in User.objects.filter(proved).distinct():
        if _lines_of(user).exclude(pk=line.pk).exists():
            continue
        _forget(SocialAccount.objects.filter(user=user), user, line, now)


def forget_linked_by_thief(user: User, line: Line, now: datetime) -> None:
    """A lost `line` works again: what was linked when its telephone was gone, maybe, signs nobody in."""
    lately = [each for each in SocialAccount.objects.filter(user=user) if line.was_gone_at(each.date_joined)]
    _forget(lately, user, line, now)


def _forget(links: Iterable[SocialAccount], user: User, line: Line, now: datetime) -> None:
    for each in links:
        each.delete()
        site = str(site_of_link(each.provider).name)
        record(SecurityEventKind.SOCIAL_UNLINKED, now=now, user=user, line=line, channel=Channel.SYSTEM, site=site)


def _note(kind: SecurityEventKind, user: User, site: Site, now: datetime, origin: Origin) -> None:
    record(kind, now=now, user=user, origin=origin, site=str(site.name))
    tell(user=user, words=lambda: social_text(kind=kind, site=site.name), now=now)


def _lines_of(user: User) -> QuerySet[Line]:
    """The open lines by which `user` may be known, blocked ones too."""
    by_code = Access.objects.filter(line=OuterRef("pk"), user=user, by_code=True)
    return Line.objects.filter(Q(primary_of__owner=user) | Exists(by_code), closed_at=None)
