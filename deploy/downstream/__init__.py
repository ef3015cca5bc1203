"""A small news site that knows nothing of Wagtail: it receives webhooks, keeps what it got and shows it."""

from downstream.app import create_app

__all__ = ["create_app"]
