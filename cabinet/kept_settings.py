"""How long things are kept before they are forgotten. `cabinet/settings.py` takes it over by name."""

from __future__ import annotations

from cabinet import env

SMS_KEPT_DAYS = env.read.int("SMS_KEPT_DAYS", default=90)  # that it is remembered that one was sent, and arrived
INCOMING_SMS_DAYS = env.read.int("INCOMING_SMS_DAYS", default=90)  # that it is remembered that one came
# Calls, messages and sessions, whole months; later ones are not taken. What they cost stays with the entries.
USAGE_KEPT_MONTHS = env.read.int("USAGE_KEPT_MONTHS", default=37)
