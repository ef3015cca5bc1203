import pytest
from host.tree import Tree, plant


@pytest.fixture
def tree(db: None) -> Tree:
    return plant()
