import pytest

from .authority import Authority


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "chain")


@pytest.fixture
def drawn(authority):
    return authority.draw().complete()
