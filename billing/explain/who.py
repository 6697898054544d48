"""Who moved money, as far as the reader may know: neither a stranger's name nor a specialist's stands here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from billing.models import Entry
from cabinet.accounts.models import Access, User
from cabinet.core.channels import Channel
from cabinet.core.explaining import Asking


def who_made(entry: Entry, asking: Asking) -> str:
    """«вы», «специалист», somebody's name who has access to the contract; nothing where only the channel is known."""
    by = entry.made_by
    if by is None:
        return _by_channel(entry.channel)
    if by == asking.user:
        return _("вы")
    if by.is_staff:
        return _("специалист")
    if not asking.owns:
        return _("владелец договора") if by.pk == entry.account.contract.owner_id else _("другой человек")
    return by.public_name if _has_access(by, entry) else _("другой человек")


def _by_channel(channel: str) -> str:
    words = {
        Channel.SYSTEM: _("само, по расписанию"),
        Channel.NETWORK: _("сеть оператора"),
        Channel.STAFF: _("специалист"),
        Channel.PARTNER: _("партнёр оператора"),
    }
    return words.get(Channel(channel), "")


def _has_access(user: User, entry: Entry) -> bool:
    """Their name is known to the owner, who gave them the access; who only paid is a stranger."""
    return Access.objects.filter(user=user, line__contract=entry.account.contract_id).exists()
