"""What accounts and the SMS outbox keep about people, for «Скачать мои данные» and for closing the cabinet (A15).

In the order of registering: the last is erased first, and finds what is the person's through what stands before it.
"""

from cabinet.accounts.personal import emails, notifications, people, signing_in, sms, social

ALL = (*people.ALL, *signing_in.ALL, *notifications.ALL, sms.SMS, *emails.ALL, social.SOCIAL_ACCOUNTS)
