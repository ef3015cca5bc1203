"""The addresses of the acts, what is posted there, and what is said in answer."""

from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.urls import reverse

MENU = {
    "correction": 'value="correction"',
    "small_fix": 'value="small_fix"',
    "embargo": "/embargo/",
    "take_down": "/take-down/",
    "restore": "/restore/",
}


def url(name, page, *more):
    return reverse(f"newswire_editorial:{name}", args=[page.pk, *more])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def offered(client, page):
    answer = client.get(edit_url(page))
    assert answer.status_code == 200
    text = answer.content.decode()
    return {name for name, sign in MENU.items() if sign in text}


def post_form(client, page, form, button, **fields):
    return client.post(edit_url(page), form(**fields) | {"action-publish": button})


def withdraw(person, codename):
    person.groups.get().permissions.remove(Permission.objects.get(codename=codename))
