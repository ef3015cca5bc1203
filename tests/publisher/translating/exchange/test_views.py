"""Out of the desk and in again, as a translator does it in the admin."""

import io
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from support.translation_tools import translated
from wagtail.models import GroupPagePermission

from newswire.publisher.models import Upload
from newswire.publisher.translating.begin import begin
from newswire.publisher.translating.exchange.hostile import MOST


@pytest.fixture
def as_(client: Client) -> Any:
    def login(user: Any) -> Client:
        client.force_login(user)
        return client

    return login


def url(name: str, *args: Any) -> str:
    return reverse(f"newswire_languages:{name}", args=args)


def upload(client: Client, content: bytes, name: str = "x.xlf") -> Any:
    return client.post(url("import"), {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.fixture
def pages(published: Any, home_in: Any) -> list[HostPage]:
    home_in("fr")
    return [published(f"Harbour {n}", intro="Ferries", body="<p>They <b>run</b>.</p>") for n in range(2)]


def test_one_page_out_and_in_again(pages: list[HostPage], as_: Any, translator: Any) -> None:
    client = as_(translator("fr"))
    page = pages[0]
    shown = client.get(url("files", page.pk, "fr")).content.decode()
    assert "XLIFF 2.1" in shown and "XLIFF 1.2" in shown and "PO" in shown
    answer = client.post(url("export"), {"page": page.pk, "lang": "fr", "format": "xliff1"})
    assert answer["Content-Disposition"] == f'attachment; filename="harbour-0-{page.pk}.fr.xlf"'
    looked = upload(client, translated(answer.content, "xliff1", str.upper))
    words = looked.content.decode()
    assert "A draft will be started." in words
    assert "<ins>HARBOUR</ins>" in words
    assert not HostPage.objects.filter(locale__language_code="fr", title="HARBOUR 0").exists()
    seen = looked.context["looks"][0].outlook.seen
    client.post(looked.redirect_chain[-1][0], {"seen": seen})
    version = HostPage.objects.get(translation_key=page.translation_key, locale__language_code="fr")
    assert not version.live
    assert version.get_latest_revision_as_object().title == "HARBOUR 0"
    assert not Upload.objects.exists()


def test_several_pages_are_an_archive_that_comes_back_as_a_whole(
    pages: list[HostPage], as_: Any, translator: Any
) -> None:
    client = as_(translator("fr"))
    answer = client.post(url("export"), {"start": [page.pk for page in pages], "lang": "fr", "format": "po"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert len(files) == 2
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, translated(content, "po", str.upper))
    looked = upload(client, packed.getvalue(), "x.zip")
    assert len(looked.context["looks"]) == 2
    pages[1].delete()  # in between
    answer = client.post(looked.redirect_chain[-1][0], {"seen": [0, 0]}, follow=True)
    assert "has been deleted" in answer.content.decode()
    assert not HostPage.objects.filter(locale__language_code="fr", title__startswith="Harbour").exists()


def test_two_files_for_one_version_are_refused(pages: list[HostPage], as_: Any, translator: Any) -> None:
    client, packed = as_(translator("fr")), io.BytesIO()
    file = client.post(url("export"), {"page": pages[0].pk, "lang": "fr", "format": "xliff2"}).content
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("harbour.xlf", translated(file, "xliff2", str.upper))
        archive.writestr("harbour (1).xlf", translated(file, "xliff2", str.title))
    said = upload(client, packed.getvalue(), "x.zip").content.decode()
    assert "Two files are for “Harbour 0” in the language fr" in said
    assert not Upload.objects.exists()


def test_what_is_refused_is_said_and_changes_nothing(pages: list[HostPage], as_: Any, boss: Any) -> None:
    client = as_(boss)
    for content, said in (
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "entities"),
        (bytes(MOST + 1), "larger than"),
        ("<xliff>é".encode("latin-1"), "damaged"),
        (b"", "Choose a file"),
    ):
        answer = upload(client, content)
        assert answer.status_code == 200
        assert said in answer.content.decode() or "neither" in answer.content.decode()
    assert not Upload.objects.exists()


def test_somebody_elses_language_page_and_upload(
    pages: list[HostPage], as_: Any, translator: Any, exported: Any, boss: Any
) -> None:
    content = translated(exported(pages[0]), "xliff2", str.upper)
    german = as_(translator("de", name="german"))
    denied = german.post(url("export"), {"page": pages[0].pk, "lang": "fr"})
    assert denied.status_code == 302
    assert "Content-Disposition" not in denied
    assert german.get(url("files", pages[0].pk, "fr")).status_code == 302
    assert "may not" in upload(german, content).content.decode()
    mine = upload(as_(boss), content).redirect_chain[-1][0]
    assert as_(translator("fr")).get(mine).url == url("import")


def test_a_draft_is_told_to_those_alone_who_may_edit_one_of_the_versions(
    pages: list[HostPage], as_: Any, home_in: Any, boss: Any, translator: Any
) -> None:
    """An author who may only add pages in French gets what is live, never what a colleague has in hand."""
    author, wanted = translator(name="author"), {"page": pages[0].pk, "lang": "fr", "format": "po"}
    add = Permission.objects.get(codename="add_page")
    GroupPagePermission.objects.create(group=author.groups.get(), page=home_in("fr"), permission=add)
    version = begin(pages[0], home_in("fr").locale, boss, "Le port").page
    assert b"Le port" not in as_(author).post(url("export"), wanted).content
    assert b"Le port" in as_(boss).post(url("export"), wanted).content
    version.save_revision().publish()
    version.title = "Le scoop"
    version.save_revision()
    file = as_(author).post(url("export"), wanted).content
    assert b"Le port" in file and b"Le scoop" not in file
    assert b"Le scoop" in as_(translator("fr")).post(url("export"), wanted).content


def test_nobody_without_a_language(as_: Any, translator: Any) -> None:
    assert as_(translator(name="none")).get(url("import")).status_code == 302


def test_the_desk_offers_both(pages: list[HostPage], as_: Any, boss: Any) -> None:
    words = as_(boss).get(url("desk") + "?lang=fr").content.decode()
    assert url("export") in words
    assert url("import") in words


def test_arabic_is_looked_at_from_right_to_left(
    pages: list[HostPage], as_: Any, home_in: Any, boss: Any, exported: Any
) -> None:
    content = translated(exported(pages[0], locale=home_in("ar").locale), "xliff2", lambda text: "الميناء")
    words = upload(as_(boss), content).content.decode()
    assert '<td lang="ar" dir="rtl"' in words
    assert "<ins>الميناء</ins>" in words


def test_what_is_gone_meanwhile_is_said_and_the_rest_is_exported(
    pages: list[HostPage], as_: Any, boss: Any
) -> None:
    client, gone = as_(boss), pages[1].pk
    pages[1].delete()
    wanted = {"lang": "fr", "format": "po", "page": [gone, pages[0].pk, "9" * 5000]}
    assert client.post(url("export"), wanted)["Content-Disposition"].endswith('.fr.po"')
    said = client.post(url("export"), wanted | {"page": [gone]}, follow=True).content.decode()
    assert "One of these pages has been deleted." in said
    answer = client.post(url("export"), wanted | {"page": [pages[0].pk]})
    look = upload(client, translated(answer.content, "po", str.upper), "x.po").redirect_chain[-1][0]
    upload(client, translated(answer.content, "po", str.upper), "x.po")
    for again in (client.get(look, follow=True), client.post(look, follow=True)):
        assert again.redirect_chain == [(url("import"), 302)]
        assert "This upload is no longer here. Choose the file again." in again.content.decode()
