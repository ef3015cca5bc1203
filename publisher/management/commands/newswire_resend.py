from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from newswire.publisher import dispatch
from newswire.publisher.dependents import cascade
from newswire.publisher.management import arguments
from newswire.publisher.management.progress import Bar
from newswire.publisher.models import Channel, Publication
from newswire.publisher.render import RenderError


class Command(BaseCommand):
    help = (
        "Sends what is live to one channel again (--channel), or has every page rendered and sent to"
        " whoever holds it where its content changed (--if-changed), as after a change of templates."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--channel", metavar="NAME", help="the channel to send to again")
        what.add_argument("--if-changed", action="store_true", help="render all, send what differs")
        parser.add_argument("--page", type=int, nargs="+", metavar="ID", help="only these pages")
        parser.add_argument("--language", help="only pages in this language")
        parser.add_argument("--since", metavar="TIME", help="only what was announced since; ISO 8601")
        parser.add_argument("--dry-run", action="store_true", help="say how many, send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        publications = self._publications(options)
        count = publications.count()
        if options["dry_run"]:
            self.stdout.write(f"{count} live pages.")
        elif options["if_changed"]:
            page_ids = sorted(publications.values_list("page_id", flat=True))
            raised = cascade.touch_or_start({"targets": [], "page_ids": page_ids})
            self.stdout.write(
                f"{raised} pages are rendered again." if raised else f"A job renders {count} pages again."
            )
        else:
            self._send(arguments.channel(options["channel"]), publications, count)

    def _publications(self, options: dict[str, Any]) -> QuerySet[Publication]:
        found = Publication.objects.filter(state=Publication.State.LIVE).order_by("pk")
        if options["page"]:
            found = found.filter(page_id__in=options["page"])
        if options["language"]:
            found = found.filter(lang=options["language"])
        if options["since"]:
            found = found.filter(announced_at__gte=arguments.moment(options["since"]))
        return found

    def _send(self, channel: Channel, publications: QuerySet[Publication], count: int) -> None:
        sent, failed = 0, []
        with Bar(self.stdout, count, "pages") as bar:
            for done, publication in enumerate(publications.iterator(), 1):
                try:
                    sent += dispatch.announce_to(channel, publication.pk) is not None
                except RenderError as error:
                    failed.append(f"Page {publication.page_id} cannot be rendered: {error}")
                bar.show(done)
        self.stdout.write(f"{sent} of {count} pages are queued for {channel.name}.")
        if failed:
            raise CommandError("\n".join(failed))
