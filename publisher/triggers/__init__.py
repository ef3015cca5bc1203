"""The publish webhook: someone outside, a trigger, asks us to publish a page. docs/triggers.md."""
