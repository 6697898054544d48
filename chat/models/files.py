"""Pictures and documents that people send (C12), made harmless before they are kept."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models.messages import Message


class FileKind(models.TextChoices):
    PICTURE = "picture", _("картинка")
    DOCUMENT = "document", _("документ")


class StoredFile(models.Model):
    """What was made of one upload: a picture drawn anew (JPEG) with a small one beside it, or a PDF of its pages alone.

    `file` and `small` are names in the private storage. Nobody reaches it by this row: who may is decided by what it
    hangs on, and what hangs on nothing (`kept_at` is empty) goes after an hour.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("вид"), max_length=8, choices=FileKind)
    name = models.CharField(_("имя"), max_length=120)  # as the person called it, without what could mislead
    file = models.CharField(max_length=120)
    small = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(_("байт"))
    width = models.PositiveIntegerField(default=0)  # pixels of a picture
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)  # of a document
    created_at = models.DateTimeField(_("когда"))
    kept_at = models.DateTimeField(null=True, editable=False)  # since when it hangs on something

    class Meta:
        verbose_name = _("файл")
        verbose_name_plural = _("файлы")
        indexes = [models.Index(fields=["created_at"], condition=Q(kept_at=None), name="chat_storedfile_orphans")]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file of a message, in the order in which they were chosen."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="attachment")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("вложение")
        verbose_name_plural = _("вложения")
        ordering = ["message", "place"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.file_id}"
