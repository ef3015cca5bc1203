import os
import subprocess
import sys
from pathlib import Path

import pytest


def stored(header="row", caption="Launches", data=(("Year", "LU"), ("2023", "<b>12</b>"))):
    return {
        "data": [list(row) for row in data],
        "table_caption": caption,
        "table_header_choice": header,
        "first_row_is_table_header": header in ("row", "both"),
        "first_col_is_header": header in ("column", "both"),
    }


def cells(root, path):
    return [cell.text for cell in root.findall(path)]


def test_caption_and_header_row(tree):
    (box,) = tree(("table", stored()))
    table = box.find("table")
    assert table.find("caption").text == "Launches"
    assert cells(table, "thead/tr/th[@scope='col']") == ["Year", "LU"]
    assert cells(table, "tbody/tr/td") == ["2023", "<b>12</b>"]


def test_header_column(tree):
    (box,) = tree(("table", stored("column")))
    assert box.find("table/thead") is None
    assert cells(box, "table/tbody/tr/th[@scope='row']") == ["Year", "2023"]


def test_empty_corner_is_no_header(tree):
    (box,) = tree(("table", stored("both", data=(("", "LU"), ("2023", None)))))
    assert [cell.tag for cell in box.find("table/thead/tr")] == ["td", "th"]
    assert cells(box, "table/tbody/tr/td") == [None]


@pytest.mark.parametrize("header", ["row", "column", "both"])
def test_api(api, header):
    assert api(("table", stored(header, data=(("Year", None), ("2023", "12"))))) == [
        {"caption": "Launches", "header": header, "rows": [["Year", ""], ["2023", "12"]]}
    ]


@pytest.mark.parametrize("value", [None, {}])
def test_empty_draft_shows_nothing(html, api, value):
    assert "<td" not in html(("table", value))
    assert api(("table", value)) == [{"caption": "", "header": "", "rows": []}]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (stored(caption=" "), "Add a caption that says what the table shows."),
        (
            stored("neither"),
            "Say which cells are headers: the first row, the first column or both.",
        ),
        (stored(data=(("", None),)), "The table is empty: fill in its cells, or delete the block."),
    ],
)
def test_messages(errors, value, message):
    assert errors("table", value) == [message]
    assert errors("table", value, draft=True) == {}


def test_complete_table_is_accepted(errors):
    assert errors("table", stored()) == {}


def test_table_is_searched(make_body):
    body = make_body(("table", stored()))
    assert body.stream_block.get_searchable_content(body)[:2] == ["Launches", "Year"]


CHECK = """
import django; django.setup()
from newswire.blocks.body import ArticleBody
for error in ArticleBody().check(): print(error.id, error.hint)
"""


@pytest.mark.parametrize("installed", [True, False])
def test_a_missing_editor_is_said(installed, tmp_path):
    without = "INSTALLED_APPS = [app for app in INSTALLED_APPS if app != 'wagtail.contrib.table_block']"
    (tmp_path / "host_settings.py").write_text("from settings import *\n" + ("" if installed else without))
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "host_settings", "PYTHONPATH": paths}
    said = subprocess.run([sys.executable, "-c", CHECK], env=env, capture_output=True, text=True, check=True)
    hint = "newswire.E101 Add 'wagtail.contrib.table_block' to INSTALLED_APPS"
    assert said.stdout.startswith("" if installed else hint)
    assert bool(said.stdout) is not installed


@pytest.mark.parametrize(
    "value", [None, {"data": [[None, None]], "table_header_choice": "", "table_caption": ""}]
)
def test_a_table_just_added_can_be_saved_as_a_draft(errors, value):
    assert errors("table", value, draft=True) == {}
    assert errors("table", value) != {}
