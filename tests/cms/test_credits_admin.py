"""Credits at upload, in the image form, at publishing and in the report."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import rich_text

from newswire.cms.credits.rule import rule
from newswire.cms.models import PictureCredit

pytestmark = pytest.mark.django_db
PARAGRAPH = ("paragraph", rich_text("<p>Text.</p>"))


def jpeg(artist: str = "Jane Doe") -> SimpleUploadedFile:
    exif, file = Pillow.Exif(), io.BytesIO()
    exif[0x013B] = artist
    Pillow.new("RGB", (400, 300), "navy").save(file, "JPEG", exif=exif.tobytes())
    return SimpleUploadedFile("rover.jpg", file.getvalue(), "image/jpeg")


def placed(image: Any, **fields: Any) -> tuple[str, dict[str, Any]]:
    return ("image", {"image": image.pk, "alt_text": "A rover", "caption": "", "credit": "", **fields})


def upload(admin: Client, file: SimpleUploadedFile, **fields: str) -> Any:
    data = {"title": "Rover", "file": file, "credit_text": "", "credit_url": "", "credit_copyright": "",
            "credit_licence": "", **fields}  # fmt: skip
    assert admin.post(reverse("wagtailimages:add"), data).status_code == 302
    return get_image_model().objects.order_by("-pk")[0]


def change(admin: Client, image: Any, **fields: Any) -> Any:
    data = {
        "title": image.title,
        "credit_text": "",
        "credit_url": "",
        "credit_copyright": "",
        "credit_licence": "",
    }
    return admin.post(reverse("wagtailimages:edit", args=[image.pk]), data | fields)


def test_upload_reads_the_file_and_the_form_says_so(admin: Client) -> None:
    image = upload(admin, jpeg())
    assert (image.newswire_credit.text, image.newswire_credit.from_file) == ("Jane Doe", True)
    form = admin.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
    assert "Read from the file." in form
    assert 'value="Jane Doe"' in form


def test_what_is_typed_at_upload_is_not_overwritten(admin: Client) -> None:
    image = upload(admin, jpeg(), credit_text="MECO")
    assert (image.newswire_credit.text, image.newswire_credit.from_file) == ("MECO", False)


def test_a_new_file_replaces_what_was_read_and_not_what_was_typed(admin: Client) -> None:
    read, typed = upload(admin, jpeg()), upload(admin, jpeg(), credit_text="MECO")
    change(admin, read, file=jpeg("Jo Roe"), credit_text="Jane Doe")
    change(admin, typed, file=jpeg("Jo Roe"), credit_text="MECO")
    assert PictureCredit.objects.get(image=read).text == "Jo Roe"
    assert PictureCredit.objects.get(image=typed).text == "MECO"


def test_bulk_upload_reads_too_and_clears_nothing(admin: Client) -> None:
    response = admin.post(reverse("wagtailimages:add_multiple"), {"files[]": jpeg()})
    image = get_image_model().objects.get(pk=response.json()["image_id"])
    assert image.newswire_credit.text == "Jane Doe"
    prefix = f"image-{image.pk}"
    url = reverse("wagtailimages:edit_multiple", args=[image.pk])
    assert admin.post(url, {f"{prefix}-title": "Rover"}).json()["success"]
    assert PictureCredit.objects.get(image=image).text == "Jane Doe"
    assert admin.post(url, {f"{prefix}-title": "Rover", f"{prefix}-credit_text": "MECO"}).json()["success"]
    assert PictureCredit.objects.get(image=image).text == "MECO"


def test_no_credit_needed_is_a_choice_and_not_beside_a_name(admin: Client) -> None:
    image = upload(admin, jpeg(""))
    assert change(admin, image, credit_not_needed="on").status_code == 302
    assert PictureCredit.objects.get(image=image).not_needed
    response = change(admin, image, credit_not_needed="on", credit_text="MECO")
    assert "not both" in str(response.context["form"].errors["credit_not_needed"])


def test_svg_and_broken_files_upload_or_fail_without_a_server_error(admin: Client, settings: Any) -> None:
    settings.WAGTAILIMAGES_EXTENSIONS = ["svg", "jpg"]
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
    for file in (
        SimpleUploadedFile("x.svg", svg, "image/svg+xml"),
        SimpleUploadedFile("x.jpg", b"no", "image/jpeg"),
    ):
        data = {"title": "x", "file": file}
        assert admin.post(reverse("wagtailimages:add"), data).status_code in {200, 302}
    assert not PictureCredit.objects.exists()


def test_warn_publishes_and_leads_to_the_field(desk: Any, indexes: Any, picture: Any) -> None:
    image = picture("bare.jpg")
    response = desk.create(indexes["en"], body=[PARAGRAPH, placed(image)])
    assert desk.newest().live
    page = desk.client.get(response.url).content.decode()
    assert "1 picture of “Council founded” has no photo credit." in page
    assert reverse("wagtailimages:edit", args=[image.pk]) + "#id_credit_text" in page


def test_off_says_nothing(desk: Any, indexes: Any, picture: Any, settings: Any) -> None:
    settings.NEWSWIRE_CREDIT_RULE = "off"
    response = desk.create(indexes["en"], body=[PARAGRAPH, placed(picture("bare.jpg"))])
    assert "photo credit" not in desk.client.get(response.url).content.decode()


def test_block_shows_the_error_at_the_pictures_own_field(
    desk: Any, indexes: Any, picture: Any, settings: Any
) -> None:
    settings.NEWSWIRE_CREDIT_RULE = "block"
    image = picture("bare.jpg")
    body = [PARAGRAPH, placed(image)]
    response = desk.create(indexes["en"], body=body)
    error = response.context["form"].errors.as_data()["body"][0].block_errors[1].block_errors["credit"]
    assert "“bare.jpg” has no photo credit." in error.message
    lead = desk.create(indexes["en"], lead_picture=image.pk, lead_decorative="on")
    assert "has no photo credit" in desk.errors(lead)["lead_credit"]
    assert desk.create(indexes["en"], "save", body=body).status_code == 302
    assert desk.create(indexes["en"], body=[PARAGRAPH, placed(image, credit="MECO")]).status_code == 302


def test_block_acts_when_scheduling_and_handing_in(
    desk: Any, indexes: Any, picture: Any, settings: Any
) -> None:
    settings.NEWSWIRE_CREDIT_RULE = "block"
    body = [PARAGRAPH, placed(picture("bare.jpg"))]
    scheduled = desk.create(indexes["en"], body=body, go_live_at="2999-01-01 10:00")
    assert "body" in scheduled.context["form"].errors
    assert "body" in desk.create(indexes["en"], "submit", body=body).context["form"].errors


def test_block_never_acts_on_what_is_live_already(desk: Any, write: Any, picture: Any, settings: Any) -> None:
    old, new = picture("old.jpg"), picture("new.jpg")
    page = write(
        "Council", body=[("paragraph", "<p>Text.</p>"), ("image", {"image": old, "alt_text": "Old"})]
    )
    settings.NEWSWIRE_CREDIT_RULE = "block"
    assert desk.edit(page, title="Corrected", body=[PARAGRAPH, placed(old)]).status_code == 302
    page.refresh_from_db()
    assert page.title == "Corrected"
    response = desk.edit(page, body=[PARAGRAPH, placed(old), placed(new)])
    assert list(response.context["form"].errors.as_data()["body"][0].block_errors) == [2]


def test_block_holds_back_bulk_publishing(desk: Any, write: Any, picture: Any, settings: Any) -> None:
    settings.NEWSWIRE_CREDIT_RULE = "block"
    bare = ("image", {"image": picture("bare.jpg"), "alt_text": "A rover"})
    held, free = write("Held", body=[bare], live=False), write("Free", live=False)

    def publish(*pages: Any) -> Any:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        query = "&".join(f"id={page.pk}" for page in pages)
        return desk.client.post(f"{url}?{query}&next=/admin/", follow=True)

    assert "“Held” has a picture without a photo credit" in publish(held, free).content.decode()
    publish(free)
    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.live, free.live) == (False, True)


def test_a_rule_that_is_none_names_the_setting(settings: Any) -> None:
    settings.NEWSWIRE_CREDIT_RULE = "sometimes"
    with pytest.raises(ImproperlyConfigured, match="NEWSWIRE_CREDIT_RULE"):
        rule()


def test_report_lists_used_pictures_that_name_nobody(admin: Client, write: Any, picture: Any) -> None:
    bare, named, unused = picture("bare.jpg"), picture("named.jpg", credit="MECO"), picture("unused.jpg")
    waived, emptied = picture("waived.jpg"), picture("emptied.jpg")
    PictureCredit.objects.create(image=waived, not_needed=True)
    PictureCredit.objects.create(image=emptied)
    for number, image in enumerate((bare, named, waived, emptied)):
        write(f"Article {number}", body=[("image", {"image": image, "alt_text": "A rover"})])
    report = admin.get(reverse("newswire_uncredited_pictures"))
    assert {image.title for image in report.context["object_list"]} == {"bare.jpg", "emptied.jpg"}
    assert "#id_credit_text" in report.content.decode()
    export = admin.get(reverse("newswire_uncredited_pictures"), {"export": "csv"})
    assert b"bare.jpg" in b"".join(export.streaming_content)
    assert unused.title not in report.content.decode()


def test_report_is_for_those_who_may_change_pictures(write: Any) -> None:
    user = User.objects.create_user("reader", password="password")
    group = Group.objects.create(name="Admin only")
    from django.contrib.auth.models import Permission

    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    assert client.get(reverse("newswire_uncredited_pictures")).status_code == 302
