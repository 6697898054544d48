"""What every template may use: `{% load portal %}`.

Sums follow the language (`1 234,50 ₽`, in English `1,234.50 ₽`); telephone numbers are written one way in both, because
they are what stands on the phone's own screen.
"""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Protocol

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cabinet.core import money as roubles
from cabinet.core import phones
from cabinet.core.links import link


class Entry(Protocol):
    """What is needed of a movement here; core imports no app."""

    kind: str
    amount: Decimal


register = template.Library()

ICON_NAME = re.compile(r"[a-z0-9-]+")
KIND_ICONS = {"mobile": "smartphone", "modem": "router", "home": "wifi", "tv": "tv", "phone": "phone"}
ENTRY_ICONS = {
    "payment": "credit-card",
    "payment_return": "undo-2",
    "tariff": "smartphone",
    "service": "sliders-horizontal",
    "content": "receipt-text",
    "usage": "phone",
    "fee": "banknote",
    "transfer_in": "arrow-left-right",
    "transfer_out": "arrow-left-right",
    "move_in": "arrow-left-right",
    "move_out": "arrow-left-right",
    "refund": "undo-2",
    "bonus": "gift",
    "trust": "clock",
    "trust_fee": "clock",
    "trust_repayment": "clock",
    "reversal": "rotate-ccw",
    "correction": "pencil",
}
ICON_FOLDER = Path("static/vendor/lucide")
NO_BREAK_SPACE = "\u00a0"
ROUBLE = "₽"


@cache
def drawing(name: str) -> SafeString:
    """The inside of one Lucide icon. Raises `LookupError` for a name that `bin/vendor` has not brought."""
    path = Path(settings.BASE_DIR) / ICON_FOLDER / f"{name}.svg"
    if not ICON_NAME.fullmatch(name) or not path.is_file():
        raise LookupError(f"no icon {name!r} in {ICON_FOLDER}; add it to bin/vendor")
    return mark_safe(path.read_text(encoding="utf-8"))  # noqa: S308 - our own file


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """`{% icon "wallet" %}`: an inline drawing, hidden from screen readers; the words stand beside it."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">{}</svg>',
        f" {classes}" if classes else "",
        drawing(name),
    )


@register.simple_tag
def page(name: str, about: object = "") -> SafeString:
    """`{% page "numbers" %}`, `{% page "finance-operation" entry.public_id %}`: what `{% url %}` writes, for a tenth of
    the work. Only for addresses with nothing in them, or with one name that is a UUID or a slug."""
    return mark_safe(link(name, str(about)))  # noqa: S308 - letters, digits, dashes and slashes


class AboutLine(template.Node):
    """`{% about_line line %}…?line=LINE…{% end_about_line %}`: `LINE` becomes the line's name. What stands inside is
    the same for everybody, and may be kept by `{% cache %}`."""

    def __init__(self, line: FilterExpression, inside: NodeList) -> None:
        self.line = line
        self.nodelist = inside

    def render(self, context: Context) -> SafeString:
        line = self.line.resolve(context)
        return mark_safe(self.nodelist.render(context).replace("?line=LINE", f"?line={line.public_id}"))  # noqa: S308 - a UUID


@register.tag
def about_line(parser: Parser, token: Token) -> AboutLine:
    _name, line = token.split_contents()
    inside = parser.parse(("end_about_line",))
    parser.delete_first_token()
    return AboutLine(parser.compile_filter(line), inside)


@register.simple_tag
def kind_icon(kind: str) -> SafeString:
    """The drawing for a kind of line."""
    return icon(KIND_ICONS.get(kind, "hash"))


@register.simple_tag
def entry_icon(entry: Entry) -> SafeString:
    """The drawing for a movement: by its kind, else by its direction."""
    return icon(ENTRY_ICONS.get(entry.kind) or ("arrow-down" if entry.amount > 0 else "arrow-up"))


@register.filter
def money(amount: Decimal | None) -> str:
    """`1 234,50 ₽`."""
    return "" if amount is None else roubles.format_rub(amount)


@register.filter
def signed_money(amount: Decimal | None) -> str:
    """`+300,00 ₽`, `−30,00 ₽`."""
    return "" if amount is None else roubles.format_rub(amount, signed=True)


@register.filter
def outgo(spent: Decimal) -> str:
    """What went out, with a minus whichever way the caller keeps it: было + пришло − ушло = стало."""
    return roubles.format_rub(-abs(spent), signed=True)


@register.filter
def light_rouble(text: str) -> SafeString:
    """A sum already written, with its ₽ thinner than the digits: for the one large balance on a page."""
    sign = mark_safe(f'<span class="rouble">{ROUBLE}</span>')  # noqa: S308 - a constant
    return mark_safe(conditional_escape(text).replace(ROUBLE, sign))  # noqa: S308 - escaped on this line


@register.filter
def phone(msisdn: str | None) -> str:
    """`903 123-45-67`, as a person says it."""
    return phones.national(msisdn) if msisdn else ""


@register.filter
def phone_full(msisdn: str | None) -> str:
    """`+7 903 123-45-67`."""
    return phones.international(msisdn) if msisdn else ""


@register.filter
def as_json(text: str) -> SafeString:
    """A string as JSON writes it, for the manifest."""
    return mark_safe(json.dumps(text, ensure_ascii=False))  # noqa: S308 - not HTML


@register.filter
def spaced(number: str | None) -> str:
    """A service number as it is read aloud: `8 800 700 06 11`; `0611` stays as it is."""
    digits = re.sub(r"[^0-9]", "", number or "")
    if len(digits) != 11:
        return number or ""
    plus = "+" if (number or "").startswith("+") else ""
    return plus + NO_BREAK_SPACE.join((digits[0], digits[1:4], digits[4:7], digits[7:9], digits[9:]))


@register.filter
def tel(number: str | None) -> str:
    """What `href="tel:…"` needs: digits, and a plus where there was one."""
    return re.sub(r"[^0-9+]", "", number or "")


@register.filter
def moment(value: datetime | None) -> str:
    """«сегодня, 11:20», «вчера, 19:42», «20 ноября», «20 ноября 2025», in the active time zone."""
    if value is None:
        return ""
    zone = timezone.get_current_timezone()
    local, today = value.astimezone(zone), timezone.now().astimezone(zone)
    days_ago = (today.date() - local.date()).days
    if days_ago in (0, 1):
        word = _("сегодня") if days_ago == 0 else _("вчера")
        return f"{word}, {local:%H:%M}"
    return written_date(local, with_year=local.year != today.year)


@register.filter
def exact_moment(value: datetime | None) -> str:
    """Like `moment`, and with the time also where the day is long past: «20 ноября, 19:42»."""
    written = moment(value)
    if value is None or ":" in written:
        return written
    return f"{written}, {value.astimezone(timezone.get_current_timezone()):%H:%M}"


@register.filter
def day_of(value: datetime) -> str:
    """«20 ноября», «20 ноября 2025»: the day alone, in the active time zone."""
    zone = timezone.get_current_timezone()
    local, today = value.astimezone(zone), timezone.now().astimezone(zone)
    return written_date(local, with_year=local.year != today.year)


@register.filter
def duration(seconds: int) -> str:
    """«40 сек», «2 мин»: how long to wait, rounded up; short words, which need no plural."""
    if seconds < 60:
        return _("%(count)d\u00a0сек") % {"count": seconds}
    return _("%(count)d\u00a0мин") % {"count": -(-seconds // 60)}


def written_date(value: date, *, with_year: bool) -> str:
    """Translators may turn the order round: «j E Y» is Django's date format."""
    return date_format(value, _("j E Y") if with_year else _("j E")).replace(" ", NO_BREAK_SPACE, 1)
