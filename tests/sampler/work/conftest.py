import pytest

from sampler.store.session import Store
from tests.sampler.work.office import Office


@pytest.fixture
def office(database: Store) -> Office:
    """An office with a registered snapshot, on each database in turn."""
    office = Office(database)
    office.register()
    return office
