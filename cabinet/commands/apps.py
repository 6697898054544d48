from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommandsConfig(AppConfig):
    name = "cabinet.commands"
    label = "commands"
    verbose_name = _("Команды и голосовое меню")

    def ready(self) -> None:
        from cabinet.commands.personal import COMMANDS
        from cabinet.commands.services import by_sms
        from cabinet.commands.services.exchange import of_closed_line
        from cabinet.core import line_closing, personal_data
        from cabinet.sms import incoming_handlers

        incoming_handlers.register(by_sms.handle)
        line_closing.register("commands.exchanges", of_closed_line)
        personal_data.register(COMMANDS)
