"""What the header of every page shows about the person's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.http import HttpRequest
from django.utils.functional import cached_property

from billing.selectors import balances_of
from billing.usage.left import Package, balances_and_packages
from cabinet.accounts.access import Right, staff_rights
from cabinet.accounts.current import Numbers, numbers
from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound
from cabinet.core.links import link
from cabinet.home.switch import same_page
from cabinet.home.waits import WAITS, Waits, waits_of
from cabinet.requests.selectors import NEWS_LAST
from subscriptions.overview import STATEMENT, Overview, overview

ENTRIES = ("home", "finance", "tariffs", "chat", "numbers", "help", "settings")  # of the main menu
SECTIONS = {  # of the main menu, where the first part of the address is called otherwise
    "payments": "finance",
    "services": "tariffs",
    "subscriptions": "tariffs",
    "offers": "tariffs",
}

FIRST_PAGE = f"{STATEMENT} UNION ALL {WAITS}"


@dataclass(frozen=True)
class Choice:
    """A number in the switcher; `url` is the page that is open, about it."""

    line: Line
    url: str
    chosen: bool


@dataclass(frozen=True)
class Purse:
    """The numbers of the switcher that share one balance: those of a contract."""

    balance: Decimal
    choices: list[Choice]

    @property
    def is_shared(self) -> bool:
        return len(self.choices) > 1

    @property
    def contract_number(self) -> str:
        return self.choices[0].line.contract.number


@dataclass
class Cabinet:
    """The header of a signed-in subscriber; balances are read only if a template asks for one, and all at once."""

    numbers: Numbers
    request: HttpRequest

    @property
    def line(self) -> Line | None:
        return self.numbers.line

    @property
    def lines(self) -> list[Line]:
        return self.numbers.lines

    @property
    def others(self) -> int:
        return max(0, len(self.lines) - 1)

    @property
    def section(self) -> str:
        """The first part of the address: `numbers`, `settings`; nothing on the first page. Paying is money, too; what a
        number has is all one."""
        section = self.request.path.split("/")[1]
        return SECTIONS.get(section, section)

    @property
    def entry(self) -> str:
        """The entry of the main menu whose own page is open; nothing on other pages, of a section or of none."""
        match = self.request.resolver_match
        name = match.url_name if match else None
        return name if name in ENTRIES else ""

    @cached_property
    def money_url(self) -> str:
        return self._about_line("finance")

    @cached_property
    def operations_url(self) -> str:
        return self._about_line("finance-operations")

    @cached_property
    def usage_url(self) -> str:
        return self._about_line("finance-usage")

    @cached_property
    def chat_url(self) -> str:
        return self._about_line("chat")

    @cached_property
    def balance(self) -> Decimal | None:
        return self._balances[self.line.contract_id] if self.line else None

    def read_line(self, line: Line, user: User, now: datetime) -> tuple[list[Package], Overview, Waits]:
        """What is left of packages of `line` at `now`, what it has, and whether there may be news for `user`; the
        balances come by the same statement."""
        facts = {"user": user.pk, "lines": [each.pk for each in self.lines], "ended_after": now - NEWS_LAST}
        read = balances_and_packages(lines=self._shown, line=line, now=now, beside=FIRST_PAGE, facts=facts)
        self._balances = read.balances
        return read.packages, overview(line=line, rows=read.beside), waits_of(read.beside)

    @cached_property
    def purses(self) -> list[Purse]:
        url = same_page(self.request)
        contracts = groupby(self.lines, key=lambda line: line.contract_id)
        return [
            Purse(self._balances[contract], [Choice(line, url(line), line == self.line) for line in lines])
            for contract, lines in contracts
        ]

    @cached_property
    def _balances(self) -> dict[int, Decimal]:
        return balances_of(lines=self._shown)

    @property
    def _shown(self) -> list[Line]:
        """The switcher's lines, and the current one where it is not among them."""
        return [*self.lines, *filter(None, [self.line])]

    def _about_line(self, name: str) -> str:
        """Each stands several times on a page."""
        return f"{link(name)}?line={self.line.public_id}" if self.line else link(name)


def cabinet(request: HttpRequest) -> dict[str, object]:
    """`cabinet` is None for guests and staff, and on an error page about a line that is not the person's.

    `at_desk`, `decides`, `supervises`: whether the header offers a member of staff the desk, claims, and figures.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"cabinet": None}
    if user.is_staff:
        rights = staff_rights(user)
        may = {"at_desk": Right.ANSWER, "decides": Right.DECIDE, "supervises": Right.SUPERVISE}
        return {"cabinet": None, **{name: right in rights for name, right in may.items()}}
    try:
        return {"cabinet": request_cabinet(request)}
    except NotFound:
        return {"cabinet": None}


def request_cabinet(request: HttpRequest) -> Cabinet:
    """The one `Cabinet` of a request, so that a view and its template read the balance once."""
    kept: Cabinet | None = getattr(request, "_cabinet", None)
    if kept is None:
        kept = Cabinet(numbers(request), request)
        request._cabinet = kept  # type: ignore[attr-defined]
    return kept
