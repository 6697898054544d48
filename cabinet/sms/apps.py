from django.apps import AppConfig


class SmsConfig(AppConfig):
    name = "cabinet.sms"
    label = "sms"
    verbose_name = "SMS"

    def ready(self) -> None:
        from cabinet.core import health, sweeps
        from cabinet.sms.selectors import late_codes
        from cabinet.sms.services.dispatch import dispatch

        sweeps.register("sms.outbox", dispatch)
        health.register("codes", late_codes)
