import pytest
from host.tree import Tree
from support.planted import planted


@pytest.fixture
def tree(db: None) -> Tree:
    return planted()
