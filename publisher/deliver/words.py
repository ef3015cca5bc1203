"""Every kind of error in words that an editor understands, with what to do."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newswire.publisher.transports.base import ErrorKind

Words = str | Promise


@dataclass(frozen=True)
class Explanation:
    what: Words  # what happened, one sentence
    do: Words  # what to do about it, one or two


NOTHING_YET = _("Nothing yet: it is tried again by itself.")
ASK_THEM = _("Tell the people who run that site. It is tried again by itself for three days.")
AGAIN = _("Send it again when the site works.")

WORDS: dict[ErrorKind, Explanation] = {
    ErrorKind.NONE: Explanation(_("The site has taken it."), _("Nothing.")),
    ErrorKind.TIMEOUT: Explanation(_("The site did not answer in time."), ASK_THEM),
    ErrorKind.DNS: Explanation(
        _("No such name was found on the internet."),
        _("Check the address of the channel for a typing error. If it is right, try again later."),
    ),
    ErrorKind.CONNECT: Explanation(_("The site could not be reached: nothing answers there."), ASK_THEM),
    ErrorKind.TLS: Explanation(
        _("No secure connection to the site could be made, so nothing was sent."),
        _(
            "Tell the people who run that site: their certificate may have expired or be for another name, "
            "or nothing there speaks https."
        ),
    ),
    ErrorKind.NETWORK: Explanation(_("The connection broke off."), ASK_THEM),
    ErrorKind.BAD_ANSWER: Explanation(
        _("The site's answer cannot be understood."), _("Check that the address is that of a webhook.")
    ),
    ErrorKind.BAD_ADDRESS: Explanation(
        _("The address of the channel is not a valid one."), _("Correct the address of the channel.")
    ),
    ErrorKind.REFUSED_ADDRESS: Explanation(
        _("The address leads into a private network, which channels may not reach."),
        _("If that is intended, ask your administrator to add it to the setting NEWSWIRE_ALLOWED_HOSTS."),
    ),
    ErrorKind.REDIRECT: Explanation(
        _("The site sends us on to another address. That is not followed, for safety."),
        _(
            "If it names another address than the channel has, and you trust that one, enter it as the"
            " address of the channel."
        ),
    ),
    ErrorKind.NO_REDIRECT: Explanation(
        _("The site answers neither yes nor no: it sends us on, and names no address."),
        _("Tell the people who run that site: a webhook is taken by a status of 200 to 299."),
    ),
    ErrorKind.BAD_REDIRECT: Explanation(
        _("The site sends us on to the same address again, or to one that no channel may have."),
        _("Tell the people who run that site: a webhook is taken by a status of 200 to 299."),
    ),
    ErrorKind.PASSWORD: Explanation(
        _("The site asks for a user name and a password, which a channel does not have."),
        _("Ask the people who run it to take this address out: the signature proves who sends."),
    ),
    ErrorKind.UNAUTHORISED: Explanation(
        _("The site refuses us (401 or 403)."),
        _(
            "Check that the site has the channel's present secret, and that no firewall or password stands"
            " before it."
        ),
    ),
    ErrorKind.NOT_FOUND: Explanation(
        _("The site has nothing at that address."), _("Check the address of the channel.")
    ),
    ErrorKind.TOO_LARGE: Explanation(
        _("The article is too large for the site."),
        _("Ask the people who run it to allow more, or set the channel to send a notice with a link."),
    ),
    ErrorKind.REJECTED: Explanation(
        _("The site refuses this article."),
        _("Its answer may say why. Correct the article, or tell the people who run the site."),
    ),
    ErrorKind.THROTTLED: Explanation(_("The site asks us to slow down."), NOTHING_YET),
    ErrorKind.SERVER_ERROR: Explanation(_("The site has a problem of its own."), ASK_THEM),
    ErrorKind.GONE: Explanation(
        _("The site says that it wants nothing more from us."),
        _("The channel is switched off. Switch it on again if that was an error."),
    ),
    ErrorKind.ABORTED: Explanation(
        _("The site asks not to be sent this article again."),
        _("Publish a new version, or ask the people who run the site."),
    ),
    ErrorKind.SECRET: Explanation(
        _("The channel has no secret to sign with, or it cannot be opened."),
        _("Make a new secret for the channel, or ask your administrator to restore NEWSWIRE_SECRET_KEYS."),
    ),
    ErrorKind.PAYLOAD: Explanation(_("What was to be sent is kept no longer."), _("Send the page again.")),
    ErrorKind.TRANSPORT: Explanation(
        _("Something is wrong on our side with this kind of channel."),
        _("Tell your administrator; the log of the worker says more."),
    ),
    ErrorKind.LOST: Explanation(_("The sending was interrupted on our side."), NOTHING_YET),
    ErrorKind.STOPPED: Explanation(_("The sending was interrupted by a restart on our side."), NOTHING_YET),
    ErrorKind.STORAGE: Explanation(
        _("The storage cannot be written to, or does not replace the files that it has."),
        _("Ask your administrator to look at this storage in the setting STORAGES, its rights and its room."),
    ),
}

# Of a test, which is no article: nobody can shorten or correct it.
OF_A_TEST: dict[ErrorKind, Explanation] = {
    ErrorKind.TOO_LARGE: Explanation(
        _("Even a test is too large for the site."), _("Ask the people who run it to allow more.")
    ),
    ErrorKind.REJECTED: Explanation(
        _("The site refuses the test."), _("Its answer may say why. Tell the people who run the site.")
    ),
    ErrorKind.ABORTED: Explanation(
        _("The site asks not to be sent this test again."), _("Ask the people who run the site.")
    ),
}


def explain(error: str, is_over: bool = False, is_test: bool = False) -> Explanation:
    """The words of a kind as it stands in `Delivery.last_error`; an unknown one is our own fault.

    `is_over`: it is not tried again by itself, as of a test, or of what has stopped.
    """
    try:
        kind = ErrorKind(error)
        words = (is_test and OF_A_TEST.get(kind)) or WORDS[kind]
    except ValueError:
        return WORDS[ErrorKind.TRANSPORT]
    return replace(words, do=AGAIN) if is_over and words.do in (ASK_THEM, NOTHING_YET) else words
