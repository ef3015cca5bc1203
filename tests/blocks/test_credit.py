import pytest

from newswire.blocks.credits import Credit, PlacedImage, credit_of, page_credits
from newswire.cms.credits.models import PictureCredit

EMPTY = ("photo_credit", {"text": ""})


@pytest.fixture
def credited(make_image):
    def make(text, **fields):
        image = make_image()
        PictureCredit.objects.create(image=image, text=text, **fields)
        return image

    return make


def texts(root):
    return [" ".join("".join(part.itertext()).split()) for part in root]


def test_credit_of_a_picture(credited, make_image):
    assert credit_of(credited("MECO", copyright="© MECO")) == Credit("MECO", copyright="© MECO")
    assert credit_of(make_image()) is None
    assert credit_of(None) is None
    assert credit_of(credited("", not_needed=True)) is None
    assert credit_of(credited("")) is None


def test_what_is_typed_where_it_is_used_wins(credited, make_image):
    assert credit_of(credited("MECO"), " AFP ") == Credit("AFP")
    assert credit_of(credited("", not_needed=True), "AFP") == Credit("AFP")
    assert credit_of(make_image(), "AFP") == Credit("AFP")


def test_empty_block_lists_all_credits_once(tree, api, credited, image_value):
    blocks = [
        ("image", image_value(credited("MECO", url="https://meco.example.org/"))),
        ("image", image_value(credited("meco"))),
        ("image", image_value(credited("ESA"), credit="AFP")),
        EMPTY,
    ]
    line = tree(*blocks)[-1]
    assert texts([line]) == ["Photo credit: MECO, AFP"]
    assert line.find("a").get("href") == "https://meco.example.org/"
    shown = api(*blocks)[-1]
    assert shown["text"] == "MECO, AFP"
    assert [credit["text"] for credit in shown["credits"]] == ["MECO", "AFP"]


def test_captions_do_not_repeat_the_list(tree, credited, image_value):
    (figure, _line) = tree(("image", image_value(credited("MECO"))), EMPTY)
    assert figure.find("figcaption") is None


def test_own_text_replaces_the_list_and_names_only_what_it_says(tree, api, credited, image_value):
    blocks = [
        ("image", image_value(credited("MECO"))),
        ("image", image_value(credited("AP"))),
        ("photo_credit", {"text": "meco and APA Capital"}),
    ]
    first, second, line = tree(*blocks)
    assert texts([line]) == ["Photo credit: meco and APA Capital"]
    assert first.find("figcaption") is None
    assert texts([second.find("figcaption")]) == ["Photo credit: AP"]
    assert api(*blocks)[-1]["text"] == "meco and APA Capital"


def test_the_api_keeps_the_credit_at_its_picture(api, credited, image_value):
    assert api(("image", image_value(credited("MECO"))), EMPTY)[0]["credit"]["text"] == "MECO"


def test_nobody_to_name_nothing_to_show(html, api, make_image, image_value):
    blocks = [("image", image_value(make_image())), EMPTY]
    assert "Photo credit" not in html(*blocks)
    assert api(*blocks)[-1] == {"text": "", "credits": []}


def test_a_page_names_its_pictures_itself(tree, credited, make_page, image_value):
    page, lead, inner = make_page("Article"), credited("ESA"), credited("MECO")
    page.newswire_images = lambda: [lead, PlacedImage(inner, "AFP"), None]
    assert texts(tree(EMPTY, page=page)) == ["Photo credit: ESA, AFP"]
    assert [credit.text for credit in page_credits(page)] == ["ESA", "AFP"]


def test_markup_in_a_credit_is_text(html, make_image, image_value):
    shown = html(("image", image_value(make_image(), credit="<script>x</script>")), EMPTY)
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "Photo credit: A"), ("fr", "Crédit photo : A"), ("de", "Bildnachweis: A")]
)
def test_words_are_the_pages(tree, make_page, lang, words):
    assert texts(tree(("photo_credit", {"text": "A"}), page=make_page("Article", lang))) == [words]


def test_one_block_is_enough(make_body):
    body = make_body(EMPTY, EMPTY)
    with pytest.raises(Exception, match="Validation error"):
        body.stream_block.clean(body)
