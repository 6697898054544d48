from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommandsConfig(AppConfig):
    name = "cabinet.commands"
    label = "commands"
    verbose_name = _("Команды и голосовое меню")

    def ready(self) -> None:
        from django.core import checks
        from django.db.models.signals import post_migrate

        from cabinet.commands.checks import voice_menu
        from cabinet.commands.personal import COMMANDS
        from cabinet.commands.services import by_sms, simulated
        from cabinet.commands.services.exchange import of_closed_line
        from cabinet.commands.voice_default import make_menu
        from cabinet.core import line_closing, personal_data
        from cabinet.sms import handset, incoming_handlers

        incoming_handlers.register(by_sms.handle)
        line_closing.register("commands.exchanges", of_closed_line)
        personal_data.register(COMMANDS)
        handset.on_ussd(simulated.ussd)
        handset.on_call(simulated.call)
        checks.register(voice_menu, checks.Tags.database)
        post_migrate.connect(make_menu, sender=self)
