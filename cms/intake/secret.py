from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from newswire.publisher.secrets import OVERLAP, seal
from newswire.publisher.signing import SigningKey

from .models import IncomingSite


def keep(site: IncomingSite, plain: str, overlap: timedelta = OVERLAP) -> None:
    """Seals what the other newsroom signs with; the one before it is accepted beside it for `overlap`.

    `whsec_...`, or `whpk_...` for ed25519. Raises ValueError for anything else.
    """
    key = SigningKey.parse(plain)
    if key.scheme == "v1a" and not key.public:
        raise ValueError("A private key stays where it was made: the public one is enough.")
    key_id, sealed = seal(plain)
    with transaction.atomic():
        site.secrets.filter(expires_at=None).update(expires_at=timezone.now() + overlap)
        site.secrets.create(kind=key.scheme, key_id=key_id, sealed=sealed)
