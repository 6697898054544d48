"""The four kinds of sites. Whatever they tell about a person, only who it is and a name to show are taken."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.facebook.provider import FacebookProvider
from allauth.socialaccount.providers.vk.provider import VKProvider
from allauth.socialaccount.providers.yandex.provider import YandexProvider

from cabinet.accounts.social.openid import StrictProvider

LONGEST_NAME = 60  # characters


class OnlyWho:
    """Neither e-mail nor telephone is asked for, kept, or compared with anything: the link is (provider, subject)."""

    def extract_extra_data(self, data: Any) -> dict[str, str]:
        return {"name": name_to_show(super().extract_common_fields(data))}  # type: ignore[misc]

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: Any) -> list[Any]:
        return []


def name_to_show(fields: dict[str, Any]) -> str:
    """By which the person knows their account again. A name that is an e-mail is none."""
    texts = {key: value.strip() for key, value in fields.items() if isinstance(value, str) and "@" not in value}
    both = " ".join(filter(None, (texts.get("first_name"), texts.get("last_name"))))
    return (texts.get("name") or both or texts.get("username", ""))[:LONGEST_NAME]


class NamedSubject:
    """Who it is stands in one field. allauth would make `"None"` of an empty one: an account that everybody has."""

    subject: str

    def extract_uid(self, data: Any) -> str:
        value = data[self.subject]
        if isinstance(value, bool) or not isinstance(value, str | int) or not value:
            raise ValueError("no subject")
        return str(value)


class Vk(OnlyWho, NamedSubject, VKProvider):
    subject = "user_id"


class Yandex(OnlyWho, NamedSubject, YandexProvider):
    subject = "id"
    pkce_enabled_default = True


class Facebook(OnlyWho, NamedSubject, FacebookProvider):
    subject = "id"

    def get_fields(self) -> list[str]:
        return ["id", "name"]


class OpenIdConnect(OnlyWho, StrictProvider):
    pass


provider_classes = [Vk, Yandex, Facebook, OpenIdConnect]
