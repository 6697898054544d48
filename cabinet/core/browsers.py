"""Which browser and system stand behind a `User-Agent`, in words that are safe to show and to send by SMS.

Only names from the lists below come out, never a piece of what the client sent: whoever signs in somewhere chooses that
text, and it would reach the owner's telephone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from ua_parser import parse_device, parse_os, parse_user_agent

READ = 300  # characters: honest ones are shorter
BROWSERS = {
    "Android": "Android",
    "Chrome": "Chrome",
    "Edge": "Edge",
    "Firefox": "Firefox",
    "HeadlessChrome": "Chrome",
    "Huawei Browser": "Huawei Browser",
    "IE": "Internet Explorer",
    "KaiOS": "KaiOS",
    "MiuiBrowser": "Mi Browser",
    "Opera": "Opera",
    "Opera Mini": "Opera Mini",
    "Safari": "Safari",
    "Samsung Internet": "Samsung Internet",
    "UC Browser": "UC Browser",
    "Vivaldi": "Vivaldi",
    "Yandex Browser": "Yandex Browser",
}
SYSTEMS = {
    "Android": "Android",
    "Chrome OS": "ChromeOS",
    "HarmonyOS": "HarmonyOS",
    "iOS": "iOS",
    "KaiOS": "KaiOS",
    "Linux": "Linux",
    "Debian": "Linux",
    "Fedora": "Linux",
    "Ubuntu": "Linux",
    "Mac OS X": "macOS",
    "Windows": "Windows",
}
FORMS = re.compile(r"^Mobile |( Mobile| iOS)( WebView| Webview|/WKWebView)?$")  # the same browser on a telephone
COMPUTERS = {"ChromeOS", "Linux", "macOS", "Windows"}


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of a device; a name that is not known is empty."""

    name: str = ""
    system: str = ""
    icon: str = "globe"

    @property
    def title(self) -> str:
        """For a page: what is not known says so."""
        return str(self) or _("Неизвестное устройство")

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.system if self.system != self.name else "")))


@lru_cache(maxsize=1000)
def browser_of(user_agent: str) -> Browser:
    """The browser that calls itself `user_agent`."""
    text = user_agent[:READ]
    agent, runs_on = parse_user_agent(text), parse_os(text)
    name = BROWSERS.get(FORMS.sub("", agent.family), "") if agent else ""
    system = SYSTEMS.get(runs_on.family, "") if runs_on else ""
    return Browser(name, system, _icon(text, system))


def _icon(text: str, system: str) -> str:
    if system in COMPUTERS:
        return "laptop"
    if not system:
        return "globe"
    device = parse_device(text)
    family = device.family if device else ""
    is_tablet = family == "iPad" or (system == "Android" and "Mobile" not in text)
    return "tablet" if is_tablet else "smartphone"
