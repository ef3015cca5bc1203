"""Translation keys of what the demo makes: the same at every start, so that nothing is made twice."""

from uuid import UUID, uuid5

NAMESPACE = UUID("5f0cbe5a-9f7b-4d49-8a3c-2f0f6d1a7c11")


def key_of(name: str) -> UUID:
    return uuid5(NAMESPACE, name)
