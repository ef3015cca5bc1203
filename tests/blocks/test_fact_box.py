def test_box_has_a_name_and_its_links(tree, api, make_page):
    page = make_page("Council")
    text = f'<ul><li><a linktype="page" id="{page.pk}">council</a></li></ul>'
    block = ("fact_box", {"heading": "In figures", "text": text})
    (box,) = tree(block, page=page)
    assert box.tag == "aside"
    assert box.find("h2").text == "In figures"
    assert box.get("aria-labelledby") == box.find("h2").get("id")
    assert box.find("div/ul/li/a").get("href") == page.url
    assert api(block, page=page) == [
        {
            "heading": "In figures",
            "html": f'<ul><li><a href="https://news.example.org{page.url}">council</a></li></ul>',
        }
    ]


def test_two_boxes_have_names_of_their_own(tree):
    boxes = tree(*[("fact_box", {"heading": "Same", "text": "<p>x</p>"})] * 2)
    assert len({box.get("aria-labelledby") for box in boxes}) == 2


def test_both_parts_are_required(errors):
    required = ["This field is required."]
    assert errors("fact_box", {"heading": "", "text": ""}) == {"heading": required, "text": required}
    assert errors("fact_box", {"heading": "", "text": ""}, draft=True) == {}
