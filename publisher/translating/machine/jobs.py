"""Takes the texts of a page to the translator, and what comes back into a draft.

The translator is asked with no transaction open; the draft is written in the one that closes the job.
"""

import logging
from datetime import timedelta
from typing import Any

import swapper
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from newswire.publisher import errands, wake
from newswire.publisher.models import ExportedText, MachineJob
from newswire.publisher.translating.exchange.arrival import locale_of, match
from newswire.publisher.translating.exchange.coded import readable, tagged
from newswire.publisher.translating.exchange.collect import collect
from newswire.publisher.translating.exchange.deliver import check, deliver
from newswire.publisher.translating.exchange.sheet import Arrived, Line
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.source import origin_of

from .marks import mark
from .service import NotTranslated, Phrase, Translator, translator

logger = logging.getLogger(__name__)

PAUSES = (10, 60, 300, 1800)  # seconds before each further try


def start(page: Any, locale: Locale, user: Any) -> MachineJob:
    """Asks for a draft in that language; one job at a time for it. Raises Refused."""
    if translator() is None:
        raise Refused(_("Machine translation is off here."))
    origin = origin_of(page)
    if origin.locale_id == locale.pk:
        raise Refused(_("“%(title)s” is the source itself.") % {"title": origin.get_admin_display_title()})
    check(origin, locale, user)
    with transaction.atomic():
        job, _is_new = MachineJob.objects.get_or_create(
            page_id=origin.pk,
            lang=locale.language_code,
            state=MachineJob.State.WAITING,
            defaults={"by": user},
        )
        wake.machine_soon()
    return job


def latest(page: Any, locale: Locale) -> MachineJob | None:
    """The last job for a page of this set in that language."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    members = pages.filter(translation_key=page.translation_key).values("pk")
    jobs = MachineJob.objects.filter(page_id__in=members, lang=locale.language_code)
    return jobs.order_by("-created_at", "-pk").first()


def act(seconds: float) -> int:
    """Works through the jobs that are due, for about `seconds`; how many it did."""
    return errands.act(MachineJob, _settle, seconds)


def _settle(job: MachineJob) -> None:
    try:
        _do(job)
    except NotTranslated as error:
        _again(job, str(error)) if error.again else errands.close(job, MachineJob.State.FAILED, str(error))
    except (Refused, ImproperlyConfigured) as error:
        errands.close(job, MachineJob.State.FAILED, str(error))
    except DatabaseError as error:  # a deadlock, or the database is away: later
        logger.warning("machine translation %s will be tried again: %s", job.pk, error)
        _again(job, type(error).__name__)
    except Exception as error:
        logger.exception("machine translation %s failed", job.pk)
        errands.close(job, MachineJob.State.FAILED, type(error).__name__)


def _do(job: MachineJob) -> None:
    made = translator()
    if made is None:
        raise Refused(_("Machine translation is off here."))
    locale = locale_of(job.lang)
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=job.page_id).first()
    if page is None:
        raise Refused(_("The page has been deleted."))
    origin = origin_of(page)
    check(origin, locale, job.by)  # again: rights may have been taken since
    sheet = collect(origin, locale)
    lines = [line for line in sheet.lines if line.is_old or not line.is_said]
    if not lines:
        raise Refused(_("Everything is translated already."))
    arrived = Arrived(
        sheet.digest, job.lang, _translated(made, lines, sheet.source_lang, job.lang), (), {}, True
    )
    with transaction.atomic():
        if errands.held(job).select_for_update().first() is None:
            return  # its lease ran out, and another worker has it
        arrival = match(arrived, ExportedText.objects.get(digest=sheet.digest), origin, locale, is_part=True)
        version = deliver(arrival, job.by)
        mark(version.pk, made.label)
        unused = [problem.where for problem in arrival.problems if not problem.is_used]
        words = _("Not usable: %(parts)s") % {"parts": ", ".join(unused)} if unused else ""
        errands.close(job, MachineJob.State.DONE, words, version_id=version.pk)


def _translated(made: Translator, lines: list[Line], source: str, target: str) -> dict[str, list[str]]:
    phrases = [_phrase(line) for line in lines]
    found = made.translate(phrases, source, target)
    if len(found) != len(phrases):
        raise NotTranslated(_("The service's answer does not have as many texts as were asked for."))
    return {line.text.key: [text] for line, text in zip(lines, found, strict=True) if text.strip()}


def _phrase(line: Line) -> Phrase:
    pieces, tags = line.text.coded
    is_rich = line.text.is_rich
    return Phrase(tagged(pieces, tags) if is_rich else readable(pieces), is_rich)


def _again(job: MachineJob, reason: str) -> None:
    if job.tries > len(PAUSES):
        errands.close(job, MachineJob.State.FAILED, reason)
    else:
        errands.put_off(job, timedelta(seconds=PAUSES[job.tries - 1]), reason)
