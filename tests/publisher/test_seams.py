"""What a host registers and cannot work is refused there, and says what is wrong."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import pytest
from host.models import BrokenPage, HostPage

from newswire.publisher import before_publishing, content, doctor, seams

DECORATORS: dict[str, Callable[[Any], Any]] = {
    "publishes": content.publishes(HostPage),
    "corrects": content.corrects(HostPage),
    "register_label": content.register_label,
    "register_authors": content.register_authors,
    "examines": before_publishing.examines(HostPage),
    "doctor": doctor.register,
}
OF_MODELS = (content.publishes, content.corrects, content.lists, before_publishing.examines)


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_by_model", {})
    monkeypatch.setattr(content, "_corrects", {})
    monkeypatch.setattr(content, "_label", None)
    monkeypatch.setattr(content, "_authors_called", [])
    monkeypatch.setattr(content, "_listings", [])
    monkeypatch.setattr(before_publishing.registry, "_by_model", {})
    monkeypatch.setattr(doctor.registry, "_examinations", [])


def four(one: Any, two: Any, three: Any, four: Any) -> None: ...


@pytest.mark.parametrize("register", DECORATORS.values(), ids=DECORATORS)
def test_a_function_that_takes_other_arguments_is_refused(register: Callable[[Any], Any]) -> None:
    with pytest.raises(ValueError, match=r"^four cannot be called as \(.*\): missing .*\. See docs/\w"):
        register(four)


@pytest.mark.parametrize("register", DECORATORS.values(), ids=DECORATORS)
def test_what_is_no_function_is_refused(register: Callable[[Any], Any]) -> None:
    with pytest.raises(ValueError, match=r"^'host\.views\.say' cannot be called as .* it is no function"):
        register("host.views.say")


@pytest.mark.parametrize("register", DECORATORS.values(), ids=DECORATORS)
def test_whatever_can_be_called_so_is_taken(register: Callable[[Any], Any]) -> None:
    def any_number(*arguments: Any) -> Any: ...

    assert register(any_number) is any_number


@pytest.mark.parametrize("register", OF_MODELS, ids=lambda register: register.__name__)
@pytest.mark.parametrize(
    ("models", "says"),
    [
        ((), "No page model is named"),
        (("host.HostPage",), "'host.HostPage' is no page model: it takes the class"),
        ((HostPage, four), "<function four at .*> is no page model"),  # @publishes, and no brackets
    ],
)
def test_what_is_no_page_model_is_refused(register: Any, models: tuple[Any, ...], says: str) -> None:
    with pytest.raises(ValueError, match=rf"^{says}.*\. See docs/page-types\.md\.$"):
        register(*models)


@pytest.mark.parametrize("register", OF_MODELS, ids=lambda register: register.__name__)
def test_a_proxy_is_refused_since_no_page_is_stored_as_one(
    register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HostPage._meta, "proxy", True)
    monkeypatch.setattr(HostPage._meta, "concrete_model", BrokenPage)
    with pytest.raises(ValueError, match=r"^HostPage is a proxy: name BrokenPage\."):
        register(HostPage)


def test_a_mixin_of_page_models_is_taken() -> None:
    class Mixin: ...

    content.lists(Mixin)
    assert content._listings == [Mixin]


def test_a_decorated_function_is_asked_for_what_its_decorator_takes() -> None:
    @wraps(four)
    def wrapper(page: Any) -> None: ...

    seams.check_call(wrapper, ("page",), "page-types.md")
    seams.check_call(partial(four, 1, 2, 3), ("page",), "page-types.md")
    seams.check_call(min, ("page",), "page-types.md")  # says nothing of its arguments
