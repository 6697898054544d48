"""Limits against abuse: what each is for stands in docs/security.md. `"5/hour"` is five within any hour.

All of them are settings; `cabinet/settings.py` takes them over by name.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from cabinet import env

CODES_PER_NUMBER = ("1/minute", "5/hour", "10/day")  # that nobody typed in; guests apart from the person themselves
CODES_PER_PREFIX = env.read("CODES_PER_PREFIX", default="60/minute")  # to guests, to numbers that begin alike
CODES_PREFIX_DIGITS = 7  # 7903123: ten thousand numbers
CODES_IN_ALL = env.read("CODES_IN_ALL", default="3000/minute")  # to guests
CODES_USED_SHARE = 0.2  # of the codes to real numbers: below it an alarm rings
CODES_USED_OF = 100  # codes in an hour at least; of fewer the share says nothing
CODE_ATTEMPTS = 5  # of one code; the table holds to it, too
CODE_FAILURES = "10/hour"  # wrong guesses at a number, whatever the code
CODE_PAUSE, CODE_LONGEST_PAUSE = 30, 60 * 60  # seconds after the fifth wrong guess in a row; each next one doubles it
PASSWORDS_FROM_A_NETWORK = 10  # wrong ones at one person, and of who is inside, in a window
PASSWORDS_IN_ALL = 100  # at one person; a stranger elsewhere keeps nobody out, nor guesses without end
PASSWORD_WINDOW = 15 * 60  # seconds
COMMANDS_PER_NUMBER = "60/hour"  # by USSD
VOICE_KEYS_PER_NUMBER = "300/hour"  # of all calls from one number
SMS_ANSWERS_PER_NUMBER = "20/hour"  # to commands by SMS: two machines do not talk for ever …
SMS_SAID_AGAIN = 24  # hours in which it is not said again that a text is no command
CAPTCHA_AFTER = {  # failures, of the device, of its network, or at the number: whichever comes first
    "device": 3,
    "network": env.read.int("CAPTCHA_AFTER_NETWORK", default=3),
    "number": 3,
    "asking_device": 3,  # codes that were asked for and not typed in: the fourth asks for a captcha
    "asking_number": 3,
}
CAPTCHA_LASTS = 15 * 60  # seconds without a failure until a captcha is no longer asked for
# Numbers to try at most, iterations of each: a second or two of a telephone
CAPTCHA_WORK, CAPTCHA_WORK_COST = 400, 3000
DOOR_LIMITS = {  # every attempt, right or wrong; a network is shared by thousands, so its figures only stop floods
    "code": {"network": ("300/minute", "20000/day"), "device": ("20/hour",)},
    "social": {"network": ("300/minute", "20000/day"), "device": ("60/hour",)},
    "guess": {"network": ("600/minute", "20000/day"), "device": ("60/hour",)},
    "number": {"network": ("60/minute", "2000/day"), "device": ("20/hour",)},  # asked to be moved here
    "ask": {"network": ("60/minute", "2000/day"), "device": ("20/hour",)},  # questions of who is not signed in
}
PAYMENTS_BEGUN = 20  # payments of one person in an hour: who tries cards of others begins many
OTHER_NUMBERS = ("20/hour", "60/day")  # that one person may name to pay for, ours or not: a list of numbers is longer
EMAIL_LINKS_A_DAY = 5  # letters with a link that one person asks for, and that go to one mailbox
REPORTS_AT_ONCE, REPORTS_A_DAY = 3, 20  # of one person: being made, and ordered in a day
REPORT_KEPT_DAYS = env.read.int("REPORT_KEPT_DAYS", default=30)  # that a made report can be downloaded
REPORT_ROWS = {"xlsx": 1_000_000, "pdf": 20_000}  # of one file: what a spreadsheet holds, and a person leafs through
DATA_UPLOAD_MAX_NUMBER_FILES = 10  # of one request
FILE_UPLOAD_HANDLERS = [
    "cabinet.core.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CHAT_FILES = env.read("CHAT_FILES", default="30/hour")  # files of one person in one conversation
CHAT_FLOOD = env.read("CHAT_FLOOD", default="60/minute")  # messages of one person, past which they are asked to wait
GUEST_ASKS_PER_NUMBER = ("10/day",)  # questions without signing in that name one number, whoever's it is
GUEST_SMS_PER_NUMBER = ("1/minute", "4/hour", "10/day")  # SMS to it because of them; more are not sent
GUEST_SMS_PER_PREFIX = env.read("GUEST_SMS_PER_PREFIX", default="60/minute")  # to numbers that begin alike
GUEST_SMS_IN_ALL = env.read("GUEST_SMS_IN_ALL", default="600/minute")
GUEST_LINK_DAYS = env.read.int("GUEST_LINK_DAYS", default=30)  # after the last event that a guest's link still works
GUEST_KEPT_DAYS = env.read.int("GUEST_KEPT_DAYS", default=90)  # after it that a guest's words are kept
INCOMING_PER_NUMBER = env.read("INCOMING_PER_NUMBER", default="20/minute")  # SMS of one telephone that are answered
TRANSFER_LEAST, TRANSFER_MOST = Decimal(10), Decimal(150)  # roubles at once
TRANSFER_A_DAY = Decimal(300)  # roubles of one account, by the clock of its contract
TRANSFER_LEAVES = Decimal(60)  # roubles at least that stay on the account
TRANSFER_PAUSE = timedelta(minutes=2)  # from one transfer of an account to the next
TRUST_RETRY = timedelta(hours=6)  # until a trust payment that is due, and may not pass the floor, is tried again
MONEY_ASKED_LEAST, MONEY_ASKED_MOST = TRANSFER_LEAST, TRANSFER_MOST  # roubles
MONEY_ASKED_PER_NUMBER = "5/day"  # by one number
MONEY_ASKED_OF_ONE = "5/day"  # of one number, by all; more are not sent, and nobody can tell
CALL_ME_PER_NUMBER = "5/day"  # SMS «позвони мне» by one number
CALL_ME_TO_PAIR = "2/day"  # from one number to the same other one
CALL_ME_TO_ONE = "10/day"  # to one number, from all; more are not sent, and nobody can tell
# Roubles that one specialist gives back alone: by a claim, and to a contract within its day. Above it decides finance.
CLAIM_ALONE_LIMIT = Decimal(env.read("CLAIM_ALONE_LIMIT", default="500"))
CLAIM_ALONE_DAILY = Decimal(env.read("CLAIM_ALONE_DAILY", default="1000"))
CLAIM_DAYS = env.read.int("CLAIM_DAYS", default=30)  # until it is answered: the law on communications, article 55
RECOMMENDATION_LEAST = Decimal(env.read("RECOMMENDATION_LEAST", default="50"))  # roubles a month: less is not offered
CONTENT_ASKED_OF_ONE = "3/day"  # SMS that ask one number whether it wants what a provider sells; more are not sent
CONTENT_PUSHES_OF_PROVIDER = "20000/hour"  # numbers that one provider may want to sell to; ending is not counted
APPEAL_DAYS = env.read.int("APPEAL_DAYS", default=30)  # until an appeal is answered: the law on citizens' appeals
APPEALS_OF_ONE = ("5/hour", "10/day")  # of one person
CLAIMS_AT_ONCE = 10  # undecided ones of one person

# The digits of a captcha without JavaScript (django-simple-captcha)
CAPTCHA_CHALLENGE_FUNCT = "cabinet.core.captcha.digits.challenge"
CAPTCHA_TIMEOUT = 20  # minutes
CAPTCHA_FONT_SIZE = 80
CAPTCHA_IMAGE_SIZE = (400, 120)  # shown half as large
CAPTCHA_LETTER_ROTATION = (-20, 20)
CAPTCHA_NOISE_FUNCTIONS = ("captcha.helpers.noise_arcs", "captcha.helpers.noise_dots")
