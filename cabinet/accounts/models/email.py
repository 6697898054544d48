"""Links that confirm an address of e-mail (N6)."""

from __future__ import annotations

from django.db import models

from cabinet.accounts.models.people import User
from cabinet.core.addresses import masked


class EmailLink(models.Model):
    """What a letter to an address can do: its link makes the address the person's, once. Only a hash of the token is
    kept; a newer letter ends the earlier ones. `mailbox` is what limits count by: one mailbox has many spellings."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField()
    mailbox = models.CharField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at=None, replaced_at=None),
                name="accounts_emaillink_one_alive",
            )
        ]
        indexes = [
            models.Index(fields=["user", "created_at"], name="accounts_emaillink_of_user"),
            models.Index(fields=["mailbox", "created_at"], name="accounts_emaillink_of_mailbox"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {masked(self.address)}"
