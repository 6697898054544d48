from django.contrib import admin

from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import Line
from cabinet.core.read_only_admin import ReadOnlyAdmin
from chat.acting.admin import ProposalAdmin
from chat.appeals import admin as appeals
from chat.knowledge import admin as knowledge
from chat.models import Conversation, Topic
from chat.shift import admin as shift
from chat.waiting import admin as waiting

__all__ = ["ConversationAdmin", "ProposalAdmin", "TopicAdmin", "shift", "waiting"]
__all__ = ["knowledge", "waiting"]

__all__ = ["ConversationAdmin", "ProposalAdmin", "TopicAdmin"]
__all__ = ["ConversationAdmin", "ProposalAdmin", "TopicAdmin", "appeals", "waiting"]


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """What may be asked about. A topic that was used is hidden, never deleted."""

    list_display = ("name_ru", "name_en", "for_guests", "order", "active")
    list_editable = ("order", "active")
    prepopulated_fields = {"slug": ("name_en",)}

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(JournalledAdmin, ReadOnlyAdmin):
    """What happens to questions. What is said in them is read at the desk only."""

    list_display = ("created_at", "line", "author", "topic", "status", "specialist", "waiting_since", "last_event_at")
    list_filter = ("status", "topic")
    list_select_related = ("line", "author", "topic", "specialist")
    search_fields = ("=line__msisdn", "=public_id")
    ordering = ("-pk",)
    fields = (
        "public_id",
        "line",
        "author",
        "topic",
        "status",
        "specialist",
        "created_at",
        "waiting_since",
        "last_event_at",
        "last_seq",
    )

    def subject_of(self, obj: Conversation) -> Line | None:
        return obj.line
