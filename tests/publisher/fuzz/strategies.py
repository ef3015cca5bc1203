"""What strangers send: nothing, far too much, the wrong type, other alphabets, bytes that are no text."""

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
ODD_TEXT = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\r\nx: y",
        "٣",
        "\ud800",
        "\U0001d518",
        "' OR 1=1 --",
        "{{ 7*7 }}",
        "../" * 40,
        "9" * 400,
        "é" * 3000,
    ]
)
TEXT = ODD_TEXT | st.text(max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def encoded(value: object) -> bytes:
    """JSON as a careless caller writes it: NaN and lone surrogates included."""
    return json.dumps(value).encode()
