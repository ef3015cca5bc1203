"""Topics and authors in the admin's menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from newswire.cms.models import Author, Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "slug"]
    search_fields = ["name"]
    copy_view_enabled = False  # two topics with one slug in one language cannot be


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    list_display = ["name", "role"]
    search_fields = ["name"]
    copy_view_enabled = False


class Newsroom(SnippetViewSetGroup):
    items = (TopicViewSet, AuthorViewSet)
    menu_label = _("Newsroom")
    menu_icon = "doc-full"
    menu_order = 250
