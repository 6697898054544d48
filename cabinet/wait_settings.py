"""How long the portal waits, and for what: seconds, all of them. `cabinet/settings.py` takes them over by name."""

from __future__ import annotations

from cabinet import env

DEMO = env.read.bool("DEMO", default=False)

SIMULATOR_DELAY = env.read.float("SIMULATOR_DELAY", default=0.0)  # that the simulator takes to accept an SMS
SIMULATOR_RECEIPT_DELAY = env.read.float("SIMULATOR_RECEIPT_DELAY", default=15.0)  # of a telephone that reports late
SIMULATOR_NETWORK_DELAY = env.read.float("SIMULATOR_NETWORK_DELAY", default=0.0)  # that the simulated network takes
SIMULATOR_NETWORK_DAY = env.read.float("SIMULATOR_NETWORK_DAY", default=5.0)  # that a day of a transfer takes there
PORT_IN_LOOK = env.read.float("PORT_IN_LOOK", default=2.0 if DEMO else 900.0)  # between questions about a transfer
DATA_COPY_LEASE = env.read.float("DATA_COPY_LEASE", default=120.0)  # until somebody asks whether who makes one is alive
REPORT_LEASE = env.read.float("REPORT_LEASE", default=60.0)  # that who makes a report may be silent
NETWORK_LEASE = env.read.float("NETWORK_LEASE", default=60.0)  # that one may take to tell the network something
SMS_LEASE = env.read.float("SMS_LEASE", default=30.0)  # that a sender may hold a message before it is presumed dead
SMS_RECEIPT_WINDOW = env.read.float("SMS_RECEIPT_WINDOW", default=600.0)  # that a network may take to report delivery
BOT_CHECK_SECONDS = env.read.float("BOT_CHECK_SECONDS", default=1.0)  # between looks at what the bot knows
PAGES_KEPT_SECONDS = env.read.float("PAGES_KEPT_SECONDS", default=10.0)  # that what staff change may stay unseen
SMS_POLL = env.read.float("SMS_POLL", default=0.2)  # between looks of `sms_gateway` into the outbox
SOCIAL_TIMEOUT = env.read.float("SOCIAL_TIMEOUT", default=8.0)  # that another site may take, all its answers together
MAIL_LEASE = env.read.float("MAIL_LEASE", default=120.0)  # that a sender may hold an e-mail; longer than all silences
MAIL_TTL = env.read.int("MAIL_TTL", default=24 * 60 * 60)  # that an e-mail is worth sending
SMS_TTL = env.read.int("SMS_TTL", default=24 * 60 * 60)  # that a notice is worth sending
# That the database may take to answer a telephone's command; the last statement may take as long again, and the
# operator's machine waits for a second.
COMMAND_TIME = env.read.float("COMMAND_TIME", default=0.4)
CHAT_PROMISE = env.read.float("CHAT_PROMISE", default=900.0)  # in which an answer of a specialist is promised
CHAT_PROMISE_AGAIN = env.read.float("CHAT_PROMISE_AGAIN", default=3600.0)  # … and where it did not come in time
CHAT_CLOSING = env.read.float("CHAT_CLOSING", default=600.0)  # in which a subscriber may object to a closing
CHAT_PROPOSAL_LIFE = env.read.float("CHAT_PROPOSAL_LIFE", default=86400.0)  # that a proposal waits for a yes
CHAT_SMS_DELAY = env.read.float("CHAT_SMS_DELAY", default=30.0)  # that a reply may stay unread before an SMS
