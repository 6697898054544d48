"""What was used, as the network reported it, and the packages that it was taken from."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from billing.models.accounts import Entry
from billing.models.rates import Named, Rate, Unit
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel


class UsageBatch(models.Model):
    """One file or one call of the gateway: rated whole or not at all. Its counts add up: received = rated + repeated +
    quarantined."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("откуда"), max_length=200, blank=True)  # the file, or the request
    channel = models.CharField(_("канал"), max_length=8, choices=Channel, default=Channel.NETWORK)
    accepted_at = models.DateTimeField(_("принята"), db_index=True)
    received = models.PositiveIntegerField(_("событий"), default=0)
    rated = models.PositiveIntegerField(_("учтено"), default=0)
    repeated = models.PositiveIntegerField(_("пришли снова"), default=0)
    quarantined = models.PositiveIntegerField(_("в карантине"), default=0)
    amount = models.DecimalField(_("списано"), max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("пачка событий")
        verbose_name_plural = _("пачки событий")
        constraints = [
            models.CheckConstraint(
                condition=Q(received=F("rated") + F("repeated") + F("quarantined")), name="billing_batch_adds_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.accepted_at:%Y-%m-%d %H:%M:%S} {self.name}"


class UsageKey(models.Model):
    """That an event of a source was seen, and when it began: what makes a repetition harmless. Unlike events it is not
    partitioned, so the name alone is unique."""

    source = models.CharField(max_length=40)
    event_id = models.CharField(max_length=80)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="billing_usage_key")]
        indexes = [models.Index(fields=["started_at"], name="billing_usage_key_age")]

    def __str__(self) -> str:
        return f"{self.source}/{self.event_id}"


class Bucket(Named):
    """What is left of a package: `granted` and `used` in seconds, messages or bytes, for usage that began within
    `from_at <= started_at < until_at`. Only rating writes `used`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="buckets", db_index=False)
    unit = models.CharField(_("что"), max_length=8, choices=Unit)
    granted = models.PositiveBigIntegerField(_("дано"))
    used = models.PositiveBigIntegerField(_("истрачено"), default=0)
    from_at = models.DateTimeField(_("с"))
    until_at = models.DateTimeField(_("до"))
    source = models.CharField(max_length=40)  # what gave it («tariff», «service», «rate_card»)
    source_id = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("пакет")
        verbose_name_plural = _("пакеты")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "unit", "source", "source_id", "from_at"], name="billing_bucket_once_a_period"
            ),
            models.CheckConstraint(condition=Q(used__lte=F("granted")), name="billing_bucket_not_overdrawn"),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="billing_bucket_period"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="billing_bucket_unit"),
        ]
        indexes = [models.Index(fields=["line", "until_at"], name="billing_bucket_of_line")]

    @property
    def left(self) -> int:
        return self.granted - self.used


class BucketUse(models.Model):
    """How much of a bucket one batch took: with the events of that batch it proves the bucket's `used`."""

    bucket = models.ForeignKey(Bucket, on_delete=models.PROTECT, related_name="uses", db_index=False)
    batch = models.ForeignKey(UsageBatch, on_delete=models.PROTECT, related_name="bucket_uses")
    taken = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "batch"], name="billing_bucket_use_once")]

    def __str__(self) -> str:
        return f"{self.bucket_id}: {self.taken}"


class UsageEvent(models.Model):
    """One call, message or session, rated. Partitioned by month of `started_at` (UTC); see the migration for what the
    database holds to.

    `volume` is what the network said, `taken` what packages gave (in whole steps, so it may be more), `amount` what
    the rest cost, rounded once. `entry` is the movement that it was charged by, together with others.

    The database holds to `line` and `entry`. `rate` and `batch`, which rating has in its hands anyway and nobody may
    delete, it does not check: that would cost a sixth of the time that rating takes.
    """

    pk = models.CompositePrimaryKey("id", "started_at")
    id = models.BigIntegerField()
    line = models.ForeignKey(Line, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    source = models.CharField(max_length=40)
    event_id = models.CharField(max_length=80)
    unit = models.CharField(max_length=8, choices=Unit)
    roaming = models.BooleanField()
    started_at = models.DateTimeField()
    volume = models.BigIntegerField()
    counterpart = models.CharField(max_length=80)
    rate = models.ForeignKey(Rate, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    taken = models.BigIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    batch = models.ForeignKey(
        UsageBatch, on_delete=models.DO_NOTHING, related_name="events", db_index=False, db_constraint=False
    )
    entry = models.ForeignKey(Entry, null=True, on_delete=models.DO_NOTHING, related_name="usage", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["line", "-started_at", "-id"], name="billing_usage_of_line"),
            models.Index(fields=["entry"], condition=Q(entry__isnull=False), name="billing_usage_of_entry"),
            models.Index(fields=["batch"], name="billing_usage_of_batch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "source", "event_id", "started_at"], name="billing_usage_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.event_id}"


class QuarantineReason(models.TextChoices):
    MALFORMED = "malformed", _("не разобрать")
    FUTURE = "future", _("из будущего")
    TOO_OLD = "too_old", _("слишком старое")
    UNKNOWN_LINE = "unknown_line", _("номера тогда не было")
    NO_RATE = "no_rate", _("у номера нет цены на это")
    CHANGED = "changed", _("уже было, и другое")


class QuarantinedEvent(models.Model):
    """An event that could not be rated, as it came. `settled_at` is when it was replayed or let go."""

    batch = models.ForeignKey(UsageBatch, on_delete=models.PROTECT, related_name="quarantine", verbose_name=_("пачка"))
    raw = models.TextField(_("как пришло"))
    reason = models.CharField(_("почему"), max_length=16, choices=QuarantineReason)
    about = models.CharField(_("подробно"), max_length=200, blank=True)
    settled_at = models.DateTimeField(_("разобрано"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    replayed_in = models.ForeignKey(
        UsageBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("событие в карантине")
        verbose_name_plural = _("карантин событий")
        indexes = [
            models.Index(fields=["-id"], condition=Q(settled_at=None), name="billing_quarantine_open"),
            # Whether the same waits already; the text itself may be longer than an index takes.
            models.Index(MD5("raw"), "reason", condition=Q(settled_at=None), name="billing_quarantine_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.raw[:40]}"
