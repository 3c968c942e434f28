"""What the soak tests share: offices without a limit of automatic mails."""

import pytest


@pytest.fixture
def office(free_office):
    return free_office


@pytest.fixture(scope="module")
def house(new_office):
    """For faults that leave no trace: opening an office takes as long as most of them."""
    with new_office(free=True) as office:
        office.start()
        yield office
