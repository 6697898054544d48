"""What waiting adds to the portal's registries."""


def register() -> None:
    from cabinet.core import sweeps
    from chat import told
    from chat.waiting import promises, texts

    sweeps.register("chat.promises", promises.sweep)
    told.register(promises.TOLD, texts.not_in_time)
