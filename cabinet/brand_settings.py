"""What the operator is called and where to reach it, until the admin says otherwise (X4).

`cabinet/settings.py` takes it over by name.
"""

from __future__ import annotations

from cabinet import env

BRAND_DEFAULTS = {
    "name": env.read("BRAND_NAME", default="Оператор"),
    "accent": env.read("BRAND_ACCENT", default="#FFC928"),
    "support_phone": env.read("BRAND_SUPPORT_PHONE", default="0611"),
    "support_phone_free": env.read("BRAND_SUPPORT_PHONE_FREE", default="88007000611"),
    "support_phone_home": env.read("BRAND_SUPPORT_PHONE_HOME", default="88007008000"),
    "support_phone_roaming": env.read("BRAND_SUPPORT_PHONE_ROAMING", default="+79030000611"),
    "support_email": env.read("BRAND_SUPPORT_EMAIL", default="help@operator.example"),
}
