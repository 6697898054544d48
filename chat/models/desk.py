"""What the desk keeps: who is on duty, who looks at what, ready words, labels (C13)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.core.languages import in_language
from chat.models.conversations import Conversation
from chat.models.messages import MAX_TEXT


class SpecialistPresence(models.Model):
    """Whether a specialist is on duty, and when their desk was last open: both, and new questions are dealt to them, up
    to `limit` at once (chat/shift/dealing.py)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presence", verbose_name=_("специалист")
    )
    on_duty = models.BooleanField(_("на смене"), default=False)
    limit = models.PositiveSmallIntegerField(
        _("разговоров сразу, не больше"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    seen_at = models.DateTimeField(_("рабочее место открыто"))
    dealt_at = models.DateTimeField(null=True, editable=False)  # of equals, who waits longest for work is next

    class Meta:
        verbose_name = _("смена специалиста")
        verbose_name_plural = _("смены специалистов")
        indexes = [models.Index(fields=["seen_at"], condition=models.Q(on_duty=True), name="chat_presence_on_duty")]

    def __str__(self) -> str:
        return str(self.user)


class Look(models.Model):
    """How far a specialist has seen a conversation, and until when it stands open before them."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="looks", db_index=False)
    specialist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_seq = models.PositiveBigIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "specialist"], name="chat_look_once")]

    def __str__(self) -> str:
        return f"{self.specialist}: {self.conversation}"


class Label(models.Model):
    """A word by which specialists find conversations again. The staff's to change; subscribers never see it."""

    slug = models.SlugField(_("адрес"), max_length=40, unique=True)
    name_ru = models.CharField(_("название"), max_length=40)
    name_en = models.CharField(_("название по-английски"), max_length=40)
    order = models.PositiveSmallIntegerField(_("порядок"), default=100)
    active = models.BooleanField(_("предлагается"), default=True)
    conversations = models.ManyToManyField(Conversation, related_name="labels", editable=False)

    class Meta:
        verbose_name = _("метка обращений")
        verbose_name_plural = _("метки обращений")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return in_language(self.name_ru, self.name_en)


class CannedReply(models.Model):
    """Ready words of a reply, put into the field by `/` and mended there. The staff's to change."""

    shortcut = models.SlugField(
        _("как вызвать"), max_length=40, unique=True, allow_unicode=True, help_text=_("Набирается после «/».")
    )
    title = models.CharField(_("о чём"), max_length=80)
    text_ru = models.TextField(_("слова"), max_length=MAX_TEXT)
    text_en = models.TextField(_("слова по-английски"), max_length=MAX_TEXT)
    order = models.PositiveSmallIntegerField(_("порядок"), default=100)
    active = models.BooleanField(_("предлагается"), default=True)

    class Meta:
        verbose_name = _("готовый ответ")
        verbose_name_plural = _("готовые ответы")
        ordering = ["order", "shortcut"]

    def __str__(self) -> str:
        return self.title
