"""Which account of a contract the pages about money are of: the main one, or the content account that its owner opened
and asks for by `?account=content` (B14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from billing.models import Account, AccountKind
from billing.selectors import View, view_for
from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound

NAMES = {AccountKind.MAIN: _("Основной счёт"), AccountKind.CONTENT: _("Контентный счёт")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One account that a page can be of."""

    label: str | Promise
    url: str
    current: bool


def account_asked(request: HttpRequest) -> AccountKind:
    """Raises `NotFound` for what is no account."""
    name = request.GET.get("account", "")
    try:
        return AccountKind(name) if name else AccountKind.MAIN
    except ValueError:
        raise NotFound from None


def view_asked(request: HttpRequest, line: Line, now: datetime) -> View:
    """What who asks may see of the account that is asked for. Raises `NotFound` for who may not, and for a content
    account that was never opened."""
    view = view_for(user=request.user, line=line, now=now, kind=account_asked(request))
    if view.kind == AccountKind.CONTENT and not has_content(view):
        raise NotFound
    return view


def query_of(view: View) -> dict[str, str]:
    """What an address says of the account: nothing of the main one."""
    return {} if view.kind == AccountKind.MAIN else {"account": view.kind.value}


def has_content(view: View) -> bool:
    return Account.objects.filter(contract=view.contract_id, kind=AccountKind.CONTENT).exists()


def choice(request: HttpRequest, line: Line, view: View, *, opened: bool | None = None) -> dict[str, object]:
    """For the template: `accounts` to choose among, none where there is one, and `of_account`, what stands at the end
    of addresses of the same account. `opened`: whether there is a content account, where the caller knows."""
    if opened is None:
        opened = view.kind == AccountKind.CONTENT or (view.whole and has_content(view))
    of_account = query_of(view)
    accounts = [Choice(name, _address(request, line, kind), kind == view.kind) for kind, name in NAMES.items()]
    return {
        "accounts": accounts if opened and view.whole else [],
        "account": of_account.get("account", ""),
        "of_account": f"&{urlencode(of_account)}" if of_account else "",
    }


def _address(request: HttpRequest, line: Line, kind: AccountKind) -> str:
    asked = {"line": str(line.public_id)} | ({} if kind == AccountKind.MAIN else {"account": kind.value})
    return f"{request.path}?{urlencode(asked)}"
