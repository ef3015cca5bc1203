"""The story of `make demo`: publish, wait, say where to look; then run until Ctrl-C."""

import json
import signal

from demo import accounts, story
from demo.downstream_site import held
from demo.keys import key_of
from demo.place import Place, address
from demo.services import SITE_NAMES
from demo.waiting import TookTooLong
from newswire.cms.pages.models import ArticlePage
from newswire.publisher.models import Publication

SUMMARY = """
Ready.

  What readers see     {first}/    {first_name}, a site that knows nothing of Wagtail
                       {article}
                       {first}/received    what arrived there last
  The newsroom         {web}/    its own “All news”
                       {web}/admin/
{logins}

  {second_name} is switched off on purpose: what is meant for it waits and is tried again.
  Switch it on in another terminal:    make second-site

  Try this: log in as editor, change a headline, press Publish, reload the article above.

  Logs are in {logs}. Ctrl-C stops everything; the next start finds it as you left it.
"""


def main() -> int:
    place = Place.current()
    try:
        story.begin(place)
    except TookTooLong as error:
        print(f"\nERROR {error}\nWhat each service said is in {place.var / 'log'}.\n")
        return 1
    print(summary(place))
    while True:
        signal.pause()


def summary(place: Place) -> str:
    passwords = json.loads((place.var / accounts.FILE).read_text())
    return SUMMARY.format(
        web=address(place.web),
        first=address(place.first),
        first_name=SITE_NAMES["first"],
        second_name=SITE_NAMES["second"],
        article=_article(place) or "",
        logins="\n".join(f"{'':23}{name:<12}{password}" for name, password in passwords.items()),
        logs=place.var / "log",
    )


def _article(place: Place) -> str | None:
    """Where the sample article stands downstream; None where somebody has taken it down."""
    page = ArticlePage.objects.filter(
        translation_key=key_of(story.SAMPLE), locale__language_code="en"
    ).first()
    publication = page and Publication.objects.filter(page_id=page.pk).first()
    there = publication and held(place.first).get(str(publication.uuid))
    return there.url if there else None
