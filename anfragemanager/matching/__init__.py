"""How alike are two addresses: normalise, block, score. Imports no Odoo; its imports are relative.

a, b = prepare(Person(last_name="Müller", …)), prepare(Person(last_name="Mueller", …))
set(blocking_keys(a)) & set(blocking_keys(b))     # compared only if not empty
compare(a, b).verdict                             # "duplicate", "possible", "related" or "different"
"""

from .book import CANDIDATE_LIMIT, Book, Result, match_books, match_within
from .candidates import match_candidates
from .compare import Comparison, Evidence, compare
from .explain import explain
from .keys import KEY_LIMIT, blocking_keys
from .model import BALANCED, Model
from .person import Person, Prepared, full_last_name, prepare
from .presets import PRESETS

__all__ = [
    "BALANCED",
    "CANDIDATE_LIMIT",
    "KEY_LIMIT",
    "PRESETS",
    "Book",
    "Comparison",
    "Evidence",
    "Model",
    "Person",
    "Prepared",
    "Result",
    "blocking_keys",
    "compare",
    "explain",
    "full_last_name",
    "match_books",
    "match_candidates",
    "match_within",
    "prepare",
]
