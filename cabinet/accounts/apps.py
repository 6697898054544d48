from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "cabinet.accounts"
    label = "accounts"
    verbose_name = _("Люди и номера")

    def ready(self) -> None:
        from cabinet.accounts import commands as own
        from cabinet.accounts import sharing_texts, texts  # noqa: F401 - their messages are known from now on
        from cabinet.accounts.events import EVENTS
        from cabinet.accounts.personal import ALL
        from cabinet.accounts.roles import make_groups
        from cabinet.accounts.services import bulk, social
        from cabinet.accounts.services.failures import tell_of_failures
        from cabinet.accounts.services.line_state import forget_what_a_thief_made
        from cabinet.accounts.services.offers import end_offers_of_line
        from cabinet.accounts.services.staff_trail import note_sent_again
        from cabinet.core import commands, line_closing, notifications, personal_data, sweeps
        from cabinet.sms import consent
        from cabinet.sms.services import resend

        sweeps.register("accounts.failures", tell_of_failures)
        post_migrate.connect(make_groups, sender=self)
        line_closing.register("accounts.social", social.forget_with_line)
        line_closing.register("accounts.offers", end_offers_of_line)
        line_closing.register("accounts.bulk", bulk.end_with_line)
        line_closing.register("accounts.thief", forget_what_a_thief_made)
        consent.register(bulk.unwanted)
        resend.journal_by(note_sent_again)
        for event in EVENTS:
            notifications.register(event)
        for entry in ALL:
            personal_data.register(entry)
        for command in own.COMMANDS:
            commands.register(command)
