from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class SmsConfig(AppConfig):
    name = "cabinet.sms"
    label = "sms"
    verbose_name = "SMS"

    def ready(self) -> None:
        from cabinet.core import health, line_closing, metrics, sweeps
        from cabinet.sms import texts
        from cabinet.sms.gateways import gateway
        from cabinet.sms.metrics import measure
        from cabinet.sms.models import SmsText
        from cabinet.sms.selectors import late_codes
        from cabinet.sms.services.dispatch import dispatch
        from cabinet.sms.services.forget import of_closed_line
        from cabinet.sms.services.handling import handle_due
        from cabinet.sms.services.telephone import report_late

        line_closing.register("sms.outbox", of_closed_line)
        sweeps.register("sms.outbox", dispatch)
        sweeps.register("sms.incoming", handle_due)
        sweeps.register("sms.simulator", report_late)
        health.register("codes", late_codes)
        metrics.register(measure)
        health.expect("sms_gateway", lambda: gateway().resident)
        health.register("sms_texts", texts.unfit)
        for changed in (post_save, post_delete):
            changed.connect(texts.forget, sender=SmsText)
