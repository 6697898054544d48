from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Чат")

    def ready(self) -> None:
        from cabinet.core import line_closing, notifications, personal_data, sweeps
        from chat.acting import registered as acting
        from chat.appeals import registered as appeals
        from chat.guests import registered as guests
        from chat.learning import registered as learning
        from chat.personal import CONVERSATIONS
        from chat.promises.registered import register as register_promises
        from chat.services.line_closed import of_closed_line
        from chat.services.reply_notices import sweep
        from chat.shift.registered import register as register_shift
        from chat.talk.registered import register as register_talk
        from chat.texts import REPLIED
        from chat.topics import make_topics
        from chat.waiting.registered import register as register_waiting

        post_migrate.connect(make_topics, sender=self)
        notifications.register(REPLIED)
        personal_data.register(CONVERSATIONS)
        line_closing.register("chat.conversations", of_closed_line)
        sweeps.register("chat.reply_notices", sweep)
        register_talk()
        register_waiting()
        register_shift()
        register_promises()
        acting.register()
        learning.register()
        guests.register()
        appeals.register()
