import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from services import tree

pytestmark = pytest.mark.django_db(transaction=True)

STATUS = "/admin/newswire/status/"


def login(*codenames: str) -> Client:
    tree.home()
    user = User.objects.create_user("someone")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(user)
    return client


def test_it_says_what_the_doctor_says() -> None:
    shown = login("change_channel").get(STATUS).content.decode()
    assert "Workers: none is running" in shown
    assert "celery -A newswire.publisher worker -B" in shown


def test_it_is_for_who_may_change_channels() -> None:
    client = login("view_channel")
    assert "Workers" not in client.get(STATUS, follow=True).content.decode()
    assert STATUS not in client.get("/admin/").content.decode()
