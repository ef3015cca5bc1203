"""Are a page's pictures made? Cheaply asked, so that most pages are rendered only once."""

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from newswire.publisher.models import Publication


def any_missing(publication_id: int) -> bool:
    """Does the page refer to a picture of which nothing was rendered yet? One query.

    One that lacks only some sizes is found when the snapshot refuses to write them.
    """
    page_id = Publication.objects.filter(pk=publication_id).values(text=Cast("page_id", CharField()))
    page_type = ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))
    image_model = get_image_model()
    used = ReferenceIndex.objects.filter(
        base_content_type=page_type,
        object_id=Subquery(page_id[:1]),
        to_content_type=ContentType.objects.get_for_model(image_model),
    ).values(image_id=Cast("to_object_id", image_model._meta.pk))
    rendered = image_model.get_rendition_model().objects.filter(image=OuterRef("pk"))
    return image_model.objects.filter(~Exists(rendered), pk__in=used).exists()
