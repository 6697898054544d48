"""Who gets what answer from every address of the portal. How to write a row: `rows.py`; rows of the chat are apart."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cabinet.requests.models import DonorOperator
from tests.access.rows import (
    ALL_200,
    ALL_404,
    BUTTON,
    BUTTON_IN,
    FORM_302,
    LINE,
    READ_LINE,
    READ_LINE_IN,
    READ_ONLY,
    READ_ONLY_IN,
    TO_LOGIN,
    Row,
)
from tests.access.table_of_acting import ACTING_ROWS
from tests.access.table_of_chat import CHAT_ROWS
from tests.access.table_of_content import CONTENT_ROWS
from tests.access.table_of_extras import EXTRAS_ROWS
from tests.access.table_of_loans import LOAN_ROWS
from tests.access.table_of_money import MONEY_ROWS
from tests.access.table_of_offers import OFFER_ROWS
from tests.access.table_of_payments import PAYMENT_ROWS
from tests.access.table_of_tariffs import TARIFF_ROWS
from tests.access.table_of_transfers import TRANSFER_ROWS

ROWS = (
    # The portal as a whole
    Row("healthz", get=ALL_200, post=READ_ONLY),
    Row("readyz", get=ALL_200, post=READ_ONLY),
    Row("metrics", get=ALL_404, post=READ_ONLY),  # no token here
    Row("brand-css", get=ALL_200, post=READ_ONLY),
    Row("brand-logo", get=ALL_404, post=READ_ONLY),
    Row("manifest", get=ALL_200, post=READ_ONLY),
    Row("service-worker", get=ALL_200, post=READ_ONLY),
    Row("offline", get=ALL_200, post=READ_ONLY),
    Row("captcha-image", get=ALL_404, post=READ_ONLY, kwargs={"key": "no-such-picture"}),
    Row("set-language", get=BUTTON, post=FORM_302, data={"language": "en"}),
    Row("set-theme", get=BUTTON, post=FORM_302, data={"theme": "dark"}),
    Row("gateway-sms", get=BUTTON, post=ALL_404),  # no gateway has a secret here
    Row("gateway-sms-twilio", get=BUTTON, post=ALL_404),
    Row("phone", get=ALL_200, post=READ_ONLY, kwargs={"msisdn": "79031234567"}),
    Row("phone-open", get=BUTTON, post=TO_LOGIN, kwargs={"msisdn": "79031234567"}),
    *(
        Row(f"phone-{name}", get=BUTTON, post=FORM_302, kwargs={"msisdn": "79031234567"}, data=data)
        for name, data in (
            ("sms", {"to": "0611", "text": "СТОП"}),
            ("dial", {"number": "*102#"}),
            ("reply", {"text": "1"}),
            ("key", {"key": "1"}),
            ("end", {}),
            ("switches", {"receipts": "late"}),
        )
    ),
    Row("mailbox", get=ALL_200, post=READ_ONLY, kwargs={"address": "maria@example.ru"}),
    Row("phone-json", get=ALL_200, post=READ_ONLY, kwargs={"msisdn": "79031234567"}),

    # Home
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("home", about="line",
        get="             200   200  200   404  404  200   302   302   302  ",
        post=READ_LINE),
    Row("numbers", get="  200   200  200   200  200  login 200   200   200  ", post=READ_ONLY_IN),
    Row("number", about="line", kwargs={"line": LINE},
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  302   404  404  login 404   404   404  ", data={"name": "Дача"}),
    Row("number-remove", about="line", kwargs={"line": LINE}, proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            422   302  302   404  404  login 404   404   404  "),
    Row("number-add", proof="fresh",
        get="             200   200  200   200  200  login 404   404   404  ",
        post="            302   302  302   302  302  login 404   404   404  ", data={"phone": "79160000009"}),
    Row("number-add-code", proof="fresh",
        get="             302   302  302   302  302  login 404   404   404  ",
        post="            302   302  302   302  302  login 404   404   404  ", data={"code": "123456"}),
    Row("offer", about="offer_to_stranger", proof="strong",
        get="             404   404  404   404  200  login 404   404   404  ",
        post="            404   404  404   404  302  login 404   404   404  ", data={"answer": "take"}),
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("my-data", proof="strong",
        get="             200   200  200   200  200  login 404   404   404  ", post=READ_ONLY_IN),
    Row("order-copy", proof="fresh",
        get="             200   200  200   200  200  login 404   404   404  ",
        post="            302   302  302   302  302  login 404   404   404  "),
    Row("close-cabinet", proof="fresh", data={"sure": "yes"},
        get="             200   200  200   200  200  login 404   404   404  ",
        post="            302   302  302   302  302  login 404   404   404  "),
    Row("keep-cabinet",
        get=READ_ONLY_IN, post="302 302 302 302 302 login 404 404 404"),
    Row("fetch-copy", about="data_copy", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("help", get=ALL_200, post=READ_ONLY),
    Row("help-answer", get=ALL_200, post=FORM_302, kwargs={"slug": "balance-check"}, data={"helped": "yes"}),
    Row("documents", get=ALL_200, post=READ_ONLY),
    Row("document", get=ALL_404, post=READ_ONLY, kwargs={"slug": "no-such-document"}),
    Row("news", get=ALL_200, post=READ_ONLY),
    Row("news-item", get=ALL_404, post=READ_ONLY, kwargs={"slug": "no-such-news"}),
    Row("contacts", get=ALL_200, post=READ_ONLY),

    # Signing in
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("login",
        get="             302   302  302   302  302  200   302   302   302  ",
        post="            302   302  302   302  302  302   302   302   302  ",
        data={"phone": "79031234567", "how": "code"}),
    Row("login-code",
        get=TO_LOGIN, post=TO_LOGIN),
    Row("login-password",
        get="             302   302  302   302  302  200   302   302   302  ",
        post="            422   422  422   422  422  422   422   422   422  "),
    Row("login-modem",
        get="             302   302  302   302  302  200   302   302   302  ",
        post="            302   302  302   302  302  302   302   302   302  ",
        data={"phone": "79031234567"}),
    Row("login-recover",
        get="             302   302  302   302  302  200   302   302   302  ",
        post="            302   302  302   302  302  302   302   302   302  ",
        data={"phone": "79031234567"}),
    Row("login-new-password", get=FORM_302, post=FORM_302, data={"password": "ледоход на Оке 1975"}),
    Row("login-otp", get=FORM_302, post=FORM_302),
    Row("login-network",
        get=BUTTON,
        post="            302   302  302   302  302  login 302   302   302  "),  # the network says nothing here
    Row("logout", get=ALL_200, post=FORM_302),
    Row("confirm",
        get="             200   200  200   200  200  login 200   200   200  ",
        post="            code  200  200   200  code login 200   200   200  "),  # sent to a line that proves them

    # Settings
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("settings", about="line",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"sms_language": "en"}, proof="strong to change"),
    Row("notifications", about="line", proof="strong to change",
        get="             200   200  200   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"was": "bulk:advertising"}),
    Row("email", proof="strong",
        get="             200   200  200   200  200  login 404   404   404  ",
        post="            302   302  302   302  302  login 404   404   404  ", data={"address": "maria@example.ru"}),
    Row("email-link", get=ALL_404, post=ALL_404, kwargs={"token": "made-up"}),
    Row("email-link", about="email_link", get=ALL_200, post=ALL_200, get_other=ALL_200, post_other=ALL_200,
        kwargs={"token": lambda _world, link: f"letter-{link.user_id}"}),
    Row("unsubscribe", get=ALL_404, post=ALL_404, kwargs={"token": "made-up"}),
    Row("unsubscribe", about="subscription", get=ALL_200, post=ALL_200, get_other=ALL_200, post_other=ALL_200,
        kwargs={"token": lambda _world, link: link.rstrip("/").rpartition("/")[2]}),
    Row("settings-network", about="line",
        get=READ_LINE_IN,
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"on": "0"}, proof="strong"),

    # Security
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("security", get=" 200   200  200   200  200  login 200   200   200  ", post=READ_ONLY_IN),
    Row("journal", get="  200   200  200   200  200  login 200   200   200  ", post=READ_ONLY_IN),
    Row("settings-password", proof="fresh",
        get="             200   200  200   200  200  login 200   200   200  ",
        post="            302   302  302   302  302  login 302   302   302  ",
        data={"password": "ледоход на Оке 1975"}),
    Row("settings-login", proof="strong",
        get="             200   200  200   200  200  login 404   404   404  ",
        post="            302   302  302   302  302  login 404   404   404  ",
        data={"login": "maria.k"}),
    Row("end-others", proof="strong",
        get="             200   200  200   200  200  login 200   200   200  ",
        post="            302   302  302   302  302  login 302   302   302  "),
    Row("end-device", about="session", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  "),
    Row("not-me", get=ALL_404, post=ALL_404, kwargs={"token": "made-up"}),
    Row("not-me", about="alert", get=ALL_200, post=ALL_200, get_other=ALL_200, post_other=ALL_200,
        kwargs={"token": lambda _world, alert: f"link-{alert.user_id}"}),

    # Signing in by another site. Yandex has keys here, the others have none.
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("social-start", kwargs={"site_id": "yandex"},
        get="             302   302  302   302  302  login 302   302   302  ",
        post="            302   302  302   302  302  200   302   302   302  "),
    Row("social-start", kwargs={"site_id": "vk"}, get=ALL_404, post=ALL_404),
    Row("yandex_callback", get=FORM_302, post=READ_ONLY),  # to a page that says that nobody began here
    Row("vk_callback", get=ALL_404, post=READ_ONLY),
    Row("facebook_callback", get=ALL_404, post=READ_ONLY),
    Row("openid_connect_callback", kwargs={"provider_id": "another"}, get=ALL_404, post=READ_ONLY),
    Row("social-trouble", kwargs={"site_id": "yandex", "code": "journey_lost"}, get=ALL_200, post=READ_ONLY),
    Row("social-offer", proof="fresh",  # nothing waits here: everybody is led on
        get="             302   302  302   302  302  login 302   302   302  ",
        post="            302   302  302   302  302  login 302   302   302  "),
    Row("social-settings",
        get="             200   200  200   200  200  login 404   404   404  ",
        post="            405   405  405   405  405  login 404   404   404  "),
    Row("social-link", kwargs={"site_id": "yandex"}, proof="fresh",
        get="             200   200  200   200  200  login 404   404   404  ",
        post="            200   200  200   200  200  login 404   404   404  "),
    Row("social-unlink", kwargs={"site_id": "yandex"}, proof="strong",
        get="             200   200  200   200  200  login 404   404   404  ",
        post="            302   302  302   302  302  login 404   404   404  "),

    Row("access", about="line", proof="strong",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("access-offer", about="line", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ",
        data={"phone": "79160000009", "role": "viewer", "lines": LINE}),
    Row("access-forbid", about="line", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ", data={"forbid": "yes"}),
    Row("access-withdraw", about="offer_by_owner", proof="strong", get=BUTTON_IN,
        post="            302   404  404   404  404  login 404   404   404  "),
    Row("access-change", about="access", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ", data={"role": "viewer"}),
    Row("access-revoke", about="access", proof="strong",
        get="             200   404  404   404  404  login 404   404   404  ",
        post="            302   404  404   404  404  login 404   404   404  ", data={"what": "all"}),

    *MONEY_ROWS,
    *TARIFF_ROWS,
    *OFFER_ROWS,
    *TRANSFER_ROWS,
    *CHAT_ROWS,
    *ACTING_ROWS,
    *PAYMENT_ROWS,
    *LOAN_ROWS,
    *CONTENT_ROWS,
    *EXTRAS_ROWS,

    # The operator's machines: without their secrets these addresses are not there
    Row("gateway-ussd", get=BUTTON, post=ALL_404),
    Row("gateway-ivr", get=BUTTON, post=ALL_404),
    Row("gateway-usage", get=BUTTON, post=ALL_404),

    # Requests, and blocking a number
    #                     owner man. view. rev. str. guest spec. super clerk
    Row("requests", about="line",
        get="             200   200  200   404  404  login 404   404   404  ",
        post=READ_LINE_IN),
    Row("request", about="request",
        get="             200   200  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("request", about="own_request",
        get="             200   404  404   404  404  login 404   404   404  ", post=READ_ONLY_IN),
    Row("request-cancel", about="request",
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ", proof="strong"),
    Row("port-in",
        get="             200   200  200   200  200  login 200   200   200  ",
        post="            302   403  403   403  302  login 403   403   403  ", proof="strong",
        data={
            "phone": "79261112233", "document": "4510123456", "consent": "on",
            "donor": lambda _world, _thing: str(DonorOperator.objects.values_list("pk", flat=True).first()),
            "on": lambda _world, _thing: (timezone.now() + timedelta(days=20)).date().isoformat(),
        }),
    Row("line-block", about="line", kwargs={"line": lambda _world, line: str(line.public_id)},
        get="             200   200  404   404  404  login 404   404   404  ",
        post="            302   403  404   404  404  login 404   404   404  ",  # the primary line: the owner's alone
        data={"reason": "voluntary", "when": "now"}, proof="strong"),
    Row("line-unblock", about="line", kwargs={"line": lambda _world, line: str(line.public_id)},
        get="             302   302  404   404  404  login 404   404   404  ",
        post="            302   302  404   404  404  login 404   404   404  ",
        data={"when": "now"}, proof="strong"),
)  # fmt: skip
