"""A project that is mounted below a path of its host (`FORCE_SCRIPT_NAME`, or what the web server says)."""

from django.urls import get_script_prefix


def split(path: str) -> tuple[str, str]:
    """("/newsroom", "/en/news/") of "/newsroom/en/news/": only the second is what the project's URLs know."""
    mounted = get_script_prefix().rstrip("/")
    return (mounted, path.removeprefix(mounted)) if path.startswith(f"{mounted}/") else ("", path)
