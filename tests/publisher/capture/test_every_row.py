"""What happens to pages in Wagtail, and the test that does it with real transactions: none may go missing."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
EDITOR, CODE = "publisher/capture/test_editor.py", "publisher/capture/test_code_paths.py"
API, STEP = "publisher/capture/test_api_actions.py", "publisher/reconcile/test_step.py"
LOCALIZE, FOLLOW = "localize/stories.py", "publisher/dependents/follow/test_snippets.py"

ROWS = {
    "editor publishes": (EDITOR, "publish_raises_the_generation_once"),
    "editor creates and publishes": (EDITOR, "create_and_publish_costs"),
    "a hook stops a new page's publish": (EDITOR, "a_hook_that_stops_the_publish"),
    "created with a go-live time": (EDITOR, "a_page_made_and_scheduled_at_once"),
    "schedule on a live page": (EDITOR, "scheduling_an_update_of_a_live_page"),
    "schedule on a live page without revision": (EDITOR, "scheduling_a_live_page_that_was_imported"),
    "publish_scheduled": (EDITOR, "publish_scheduled_makes_live_and_expires"),
    "revert and publish": (EDITOR, "reverting_and_publishing"),
    "bulk publish, unpublish, delete": (EDITOR, "bulk_actions"),
    "bulk move": (API, "bulk_move"),
    "workflow submitted and approved": (EDITOR, "a_workflow_captures_when_it_is_approved"),
    "unpublish with descendants": (EDITOR, "unpublishing_with_everything_below"),
    "source of an alias published": (CODE, "aliases_have_no_publication"),
    "source of an alias unpublished": (CODE, "unpublishing_the_source_of_an_alias"),
    "live alias made": (CODE, "aliases_that_tree_sync_makes"),
    "alias converted": (CODE, "aliases_have_no_publication"),
    "copy that stays live": (CODE, "copies_are_captured_if_they_are_live"),
    "copy_for_translation": (CODE, "a_translation_is_captured_when_it_is_published"),
    "localize publishes": (LOCALIZE, "a_submitted_translation_that_is_published"),
    "localize publishes after commit": (LOCALIZE, "it_publishes_after_the_commit"),
    "localize writes a draft into the live row": (LOCALIZE, "a_draft_that_localize_writes"),
    "localize's tree sync": (LOCALIZE, "a_tree_sync_makes_aliases"),
    "slug changed": (CODE, "a_new_slug_reaches_everything_below"),
    "move": (CODE, "a_move_reaches_everything_below"),
    "reordered siblings": (CODE, "reordering_leaves_what_is_below_alone"),
    "subtree deleted": (EDITOR, "deleting_a_subtree_captures"),
    "deleted and unpublished by queryset": (CODE, "deleting_and_unpublishing_by_queryset"),
    "QuerySet.update": (STEP, "a_queryset_update"),
    "fixtree, set_url_paths": (STEP, "commands_of_wagtail_that_send_no_signal"),
    "loaddata": (CODE, "loading_a_fixture_captures_nothing"),
    "save of a live page": (CODE, "a_save_without_a_publish"),
    "privacy set and removed": (EDITOR, "privacy_set_and_removed"),
    "privacy set and removed by SQL": (STEP, "privacy_set_and_removed_by_sql"),
    "site's hostname": (CODE, "a_site_with_another_hostname"),
    "site deleted": (CODE, "a_deleted_site"),
    "language's code": (CODE, "a_language_with_another_code"),
    "language deleted": (API, "a_language_that_is_deleted_with_its_pages"),
    "API create, patch, publish, unpublish": (CODE, "the_writing_api"),
    "API move": (API, "move_takes_everything_below_along"),
    "API copy": (API, "copy_that_stays_live"),
    "API aliases": (API, "an_alias_is_none_until_it_is_converted"),
    "API copy_for_translation": (API, "a_copy_for_translation_is_a_draft"),
    "API revert": (API, "revert_is_a_draft"),
    "API delete": (API, "delete_with_everything_below"),
    "snippet changed": (FOLLOW, "an_author_and_a_topic"),
    "draft saved": (EDITOR, "saving_a_draft_costs_no_statement"),
    "autosave rewrites the live revision": (API, "an_autosave_that_rewrites_the_live_revision"),
    "rolled back": (CODE, "a_rolled_back_publish_captures_nothing"),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_a_test_with_real_transactions(row: str) -> None:
    path, name = ROWS[row]
    source = (TESTS / path).read_text()
    assert re.search(rf"^def test_{name}", source, re.MULTILINE)
    assert "django_db(transaction=True)" in source
