"""What waiting adds to the portal's registries."""


def register() -> None:
    from cabinet.core import commands, line_closing, personal_data, sweeps
    from cabinet.requests import kinds
    from chat import told
    from chat.waiting import call_backs, promises, texts
    from chat.waiting.commands import CALL_ME_BACK
    from chat.waiting.kinds import KIND
    from chat.waiting.personal import CALL_BACKS

    sweeps.register("chat.promises", promises.sweep)
    told.register(promises.TOLD, texts.not_in_time)
    kinds.register(KIND)
    commands.register(CALL_ME_BACK)
    sweeps.register("chat.call_backs", call_backs.remind)
    line_closing.register("chat.call_backs", call_backs.of_closed_line)
    personal_data.register(CALL_BACKS)
