"""The administrators' view of the plumbing."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import OutboxMessage
from core.outbox import send_again
from core.web.admin import CarefulAdmin


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", gettext_lazy("等待")),
            ("dead", gettext_lazy("已放弃")),
            ("done", gettext_lazy("已完成")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
        chosen: dict[str, dict[str, Any]] = {
            "waiting": {"done_at": None, "dead_at": None},
            "dead": {"dead_at__isnull": False},
            "done": {"done_at__isnull": False},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(OutboxMessage)
class OutboxAdmin(CarefulAdmin):
    """What waits, what was given up and why; the given up can be sent again."""

    list_display = ["event", "handler", "created_at", "attempts", "done_at", "dead_at", "error"]
    list_filter = [StateFilter, "event"]
    ordering = ["-id"]
    show_full_result_count = False
    actions = ["send_again"]

    @admin.action(description=gettext_lazy("重新发送已放弃的消息"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        count = send_again(list(queryset.values_list("pk", flat=True)), timezone.now())
        self.message_user(request, _("已重新排队 %(count)d 条。") % {"count": count}, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
