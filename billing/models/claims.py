"""Claims: a mistaken payment or a disputed charge, to be given back or not (B11)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.accounts import Entry
from cabinet.requests.models import Request


class ClaimReason(models.TextChoices):
    WRONG_NUMBER = "wrong_number", _("платёж ушёл не на тот номер")
    WRONG_SUM = "wrong_sum", _("ошибка в сумме платежа")
    NOT_MINE = "not_mine", _("я этого не делал")
    NOT_GIVEN = "not_given", _("услуга не оказана")
    TWICE = "twice", _("списали дважды")
    OTHER = "other", _("другое")


class ClaimStatus(models.TextChoices):
    OPEN = "open", _("рассматривается")
    FINANCE = "finance", _("решает финансовый отдел")  # a specialist may not return so much alone
    RETURNED = "returned", _("деньги возвращены")
    REFUSED = "refused", _("отказано")
    CANCELLED = "cancelled", _("отозвана")


UNDECIDED = (ClaimStatus.OPEN, ClaimStatus.FINANCE)


class Claim(models.Model):
    """What is asked back of one entry. `request` is its place in the history of requests. What was returned is
    `refund`, which points at `entry`; of one entry never more comes back than was moved."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="claim", verbose_name=_("заявка"))
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="claims", verbose_name=_("операция"))
    reason = models.CharField(_("почему"), max_length=16, choices=ClaimReason)
    text = models.TextField(_("своими словами"), blank=True)
    amount = models.DecimalField(_("сколько вернуть"), max_digits=14, decimal_places=2)
    status = models.CharField(_("состояние"), max_length=10, choices=ClaimStatus, default=ClaimStatus.OPEN)
    forwarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто передал финансам"),
    )  # who decides then is somebody else
    decision = models.TextField(_("что решили"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("кто решил"),
    )
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    refund = models.OneToOneField(
        Entry,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refund_of_claim",
        verbose_name=_("возврат"),
    )

    class Meta:
        verbose_name = _("претензия")
        verbose_name_plural = _("претензии")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="billing_claim_amount"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(status__in=UNDECIDED), name="billing_claim_one_undecided"
            ),
            models.CheckConstraint(
                condition=Q(status=ClaimStatus.RETURNED, refund__isnull=False)
                | (~Q(status=ClaimStatus.RETURNED) & Q(refund=None)),
                name="billing_claim_returned",
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.FINANCE) | Q(forwarded_by__isnull=False),
                name="billing_claim_forwarded_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("forwarded_by")) | Q(forwarded_by=None),
                name="billing_claim_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNDECIDED, decided_at=None)
                | (~Q(status__in=UNDECIDED) & Q(decided_at__isnull=False)),
                name="billing_claim_decided_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="billing_claim_queue"),
            models.Index(
                fields=["decided_at"], condition=Q(status=ClaimStatus.RETURNED), name="billing_claim_returned_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}, {self.get_status_display()}"

    @property
    def is_undecided(self) -> bool:
        return self.status in UNDECIDED
