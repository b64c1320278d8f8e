"""Devices in the admin: to see what somebody uses, and to revoke it. Tokens are not kept, so none can be shown."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.models import Device
from catalog.services.accounts.devices import revoke_device


@admin.register(Device)
class DeviceAdmin(admin.ModelAdmin):
    """Registered by the app; deleting one revokes its token."""

    list_display = ("id", "name", "user", "created_at", "last_used_on")
    list_filter = ("created_at", "last_used_on")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    show_full_result_count = False
    fields = readonly_fields = ("user", "name", "created_at", "last_used_on")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Device) -> None:
        revoke_device(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Device]) -> None:
        for device in queryset:
            revoke_device(device)
