"""What the bot knows and decided: answers with many phrasings each (C3), and every decision with its scores (C15)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cabinet.core.languages import in_language
from chat.models.messages import Message


class Subject(models.Model):
    """Under what «Помощь» shows answers."""

    slug = models.SlugField(_("адрес"), max_length=40, unique=True)
    name_ru = models.CharField(_("название"), max_length=80)
    name_en = models.CharField(_("название по-английски"), max_length=80)
    icon = models.CharField(_("значок"), max_length=40, default="circle-help")
    order = models.PositiveSmallIntegerField(_("порядок"), default=100)

    class Meta:
        verbose_name = _("раздел помощи")
        verbose_name_plural = _("разделы помощи")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return in_language(self.name_ru, self.name_en)


class Answer(models.Model):
    """One question with its answer: what the bot says, and a page of «Помощь».

    `action` is the name of the page that the answer talks about, with the words of its button; `skill` names who
    answers from live data instead, where the person may be told (`core.skills`). Texts may name `%(short)s` and
    `%(free)s`, the support's telephones.
    """

    slug = models.SlugField(_("адрес"), max_length=60, unique=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="answers", verbose_name=_("раздел"))
    title_ru = models.CharField(_("вопрос"), max_length=120)
    title_en = models.CharField(_("вопрос по-английски"), max_length=120)
    text_ru = models.TextField(_("ответ"), max_length=2000)
    text_en = models.TextField(_("ответ по-английски"), max_length=2000)
    action = models.CharField(_("страница"), max_length=60, blank=True)
    action_ru = models.CharField(_("кнопка"), max_length=60, blank=True)
    action_en = models.CharField(_("кнопка по-английски"), max_length=60, blank=True)
    skill = models.CharField(_("личный ответ"), max_length=40, blank=True)
    popular = models.PositiveSmallIntegerField(_("спрашивают"), default=0)  # the order until real use says another
    active = models.BooleanField(_("используется"), default=True)
    changed_at = models.DateTimeField(_("изменён"))

    class Meta:
        verbose_name = _("ответ бота")
        verbose_name_plural = _("ответы бота")
        ordering = ["subject", "-popular", "slug"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The question in the active language."""
        return in_language(self.title_ru, self.title_en)

    @property
    def text(self) -> str:
        """The answer in the active language."""
        return in_language(self.text_ru, self.text_en)

    @property
    def action_words(self) -> str:
        """The words of the button in the active language; empty where there is none."""
        return in_language(self.action_ru, self.action_en) if self.action else ""


class Phrasing(models.Model):
    """One way in which people ask for an answer."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="phrasings", verbose_name=_("ответ"))
    language = models.CharField(_("язык"), max_length=2, choices=settings.LANGUAGES, default="ru")
    text = models.CharField(_("как спрашивают"), max_length=200)

    class Meta:
        verbose_name = _("формулировка")
        verbose_name_plural = _("формулировки")
        constraints = [
            models.UniqueConstraint(fields=["answer", "language", "text"], name="chat_phrasing_once"),
        ]

    def __str__(self) -> str:
        return self.text


class KnowledgeVersion(models.Model):
    """The one row that another value stands in whenever answers or phrasings changed, whoever changed them: triggers
    write it. Processes keep what they have learnt until it differs (`chat.bot.current`)."""

    version = models.UUIDField()

    def __str__(self) -> str:
        return str(self.version)


class Decided(models.TextChoices):
    ANSWER = "answer", _("ответил")
    CHOICE = "choice", _("предложил выбор")
    SPECIALIST = "specialist", _("позвал специалиста")
    SMALLTALK = "smalltalk", _("поздоровался")


class Source(models.TextChoices):
    CHAT = "chat", _("чат")
    HELP = "help", _("поиск в помощи")
    APPEAL = "appeal", _("обращение")


class BotDecision(models.Model):
    """What the bot made of one question. `candidates`: `[{"slug", "score"}, …]`, the best first; `answer` is what was
    given, or chosen of a choice; `helped` is what the person said of it."""

    source = models.CharField(_("где"), max_length=6, choices=Source, default=Source.CHAT)
    message = models.ForeignKey(
        Message, null=True, on_delete=models.SET_NULL, related_name="decisions", verbose_name=_("вопрос")
    )
    query = models.CharField(_("что спросили"), max_length=400)
    language = models.CharField(_("язык"), max_length=2, default="ru")
    decision = models.CharField(_("решение"), max_length=10, choices=Decided)
    candidates = models.JSONField(_("кандидаты"), default=list)
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions", verbose_name=_("ответ")
    )
    helped = models.BooleanField(_("помогло"), null=True)
    at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("решение бота")
        verbose_name_plural = _("решения бота")
        indexes = [
            models.Index(fields=["-at"], name="chat_botdecision_at"),
            models.Index(fields=["answer", "-at"], name="chat_botdecision_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.query}"
