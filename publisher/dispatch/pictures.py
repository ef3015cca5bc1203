"""Are a page's pictures made? Cheaply asked, so that most pages are rendered only once."""

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from newswire.publisher.compiled import compiled_by_key
from newswire.publisher.models import Publication


def any_missing(publication_id: int) -> bool:
    """Does the page refer to a picture of which nothing was rendered yet? One query.

    One that lacks only some sizes is found when the snapshot refuses to write them.
    """
    models = (swapper.load_model("wagtailcore", "Page"), get_image_model())
    types = [ContentType.objects.get_for_model(model).pk for model in models]
    return bool(_missing(publication_id, *types))


@compiled_by_key
def _missing(publication_id: int, page_type_id: int, image_type_id: int) -> QuerySet:
    page_id = Publication.objects.filter(pk=publication_id).values(text=Cast("page_id", CharField()))
    image_model = get_image_model()
    used = ReferenceIndex.objects.filter(
        base_content_type=page_type_id,
        object_id=Subquery(page_id[:1]),
        to_content_type=image_type_id,
    ).values(image_id=Cast("to_object_id", image_model._meta.pk))
    rendered = image_model.get_rendition_model().objects.filter(image=OuterRef("pk"))
    return image_model.objects.filter(~Exists(rendered), pk__in=used).order_by().values("pk")[:1]
