"""“Send again” for sendings that are ticked in a report: a job for each of their channels."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import swapper
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from newswire.publisher import jobs
from newswire.publisher.channels.permissions import may_change_channels
from newswire.publisher.deliver.sooner import try_now
from newswire.publisher.models import Channel, Delivery, Job


class SendAgainBulkAction(BulkAction):
    display_name = _("Send again")
    action_type = "send_again"
    aria_label = _("Send what is ticked again")
    template_name = "newswire_publisher/reports/send_again.html"
    models = [Delivery]

    @classmethod
    def get_queryset(cls, model: type[Delivery], object_ids: Sequence[Any]) -> QuerySet[Delivery]:
        """One that was deleted meanwhile, with its channel say, is left out."""
        ids = [int(one) for one in object_ids if str(one).isdecimal()]
        return Delivery.objects.filter(pk__in=ids).select_related("channel", "publication")

    def check_perm(self, obj: Delivery) -> bool:
        """Whoever may publish the page; for a site that was never switched on, nobody."""
        if obj.publication is None or obj.channel.started_at is None:
            return False
        if may_change_channels(self.request.user):
            return True
        page = self._pages.get(obj.publication.page_id)
        return page is not None and page.permissions_for_user(self.request.user).can_publish()

    @property
    def _pages(self) -> dict[int, Any]:
        if not hasattr(self, "_read"):
            asked = self.get_queryset(Delivery, self.request.GET.getlist("id"))
            ids = asked.values_list("publication__page_id", flat=True)
            model = swapper.load_model("wagtailcore", "Page")
            self._read = {page.pk: page for page in model.objects.filter(pk__in=list(ids))}
        return self._read

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        """“All” means what a page of the report shows: who wants everything again uses “Send existing”."""
        return []

    def get_execution_context(self) -> dict[str, Any]:
        return {"user": self.request.user}

    @classmethod
    def execute_action(cls, objects: Sequence[Delivery], **kwargs: Any) -> tuple[int, int]:
        wanted: dict[Channel, set[int]] = defaultdict(set)
        for delivery in objects:
            assert delivery.publication_id is not None
            wanted[delivery.channel].add(delivery.publication_id)
        for channel, publications in wanted.items():
            scope = jobs.Scope(publications=tuple(sorted(publications)))
            jobs.start(Job.Kind.REPLAY, channel, scope, kwargs.get("user"), per_minute=0)
        try_now([(channel.pk, one) for channel, publications in wanted.items() for one in publications])
        return sum(len(publications) for publications in wanted.values()), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if not num_parent_objects:
            gone = _("Nothing is sent again: what you ticked is gone, or you may not publish it.")
            messages.warning(self.request, gone)
            return None
        return ngettext(
            "%(count)s page is being sent again.",
            "%(count)s pages are being sent again.",
            num_parent_objects,
        ) % {"count": num_parent_objects}
