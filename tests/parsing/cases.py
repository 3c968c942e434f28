"""Rules as rows: what is given, what is right."""

import re

import pytest

_SET = re.compile(r"\{([^{}:]*)\}")


def table(*rows):
    """A test for each row ``(given, right)``, named after what is given."""
    return pytest.mark.parametrize(("given", "right"), rows, ids=[_named(row[0])[:60] for row in rows])


def _named(given) -> str:
    # The order of a set is another one in each process; the names of tests may not be.
    return _SET.sub(lambda found: f"{{{', '.join(sorted(found[1].split(', ')))}}}", repr(given))
