from django.apps import AppConfig


class SmsConfig(AppConfig):
    name = "cabinet.sms"
    label = "sms"
    verbose_name = "SMS"

    def ready(self) -> None:
        from cabinet.core import health, line_closing, sweeps
        from cabinet.sms.gateways import gateway
        from cabinet.sms.selectors import late_codes
        from cabinet.sms.services.dispatch import dispatch
        from cabinet.sms.services.forget import of_closed_line
        from cabinet.sms.services.handling import handle_due

        line_closing.register("sms.outbox", of_closed_line)
        sweeps.register("sms.outbox", dispatch)
        sweeps.register("sms.incoming", handle_due)
        health.register("codes", late_codes)
        health.expect("sms_gateway", lambda: gateway().resident)
