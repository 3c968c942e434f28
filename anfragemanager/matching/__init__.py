"""How alike are two addresses: normalise, block, score. Imports no Odoo; its imports are relative.

a, b = prepare(Person(last_name="Müller", …)), prepare(Person(last_name="Mueller", …))
set(blocking_keys(a)) & set(blocking_keys(b))     # compared only if not empty
compare(a, b).verdict                             # "duplicate", "possible", "related" or "different"
"""

from .book import CANDIDATE_LIMIT, CARRIERS_SEEN, Book, Result, match_books, match_within
from .candidates import crowded_keys, kind_of_hit, match_candidates
from .compare import Comparison, Evidence, compare
from .compare_names import same_name
from .employer import find_employer
from .explain import explain
from .keys import KEY_LIMIT, OWN_KEY_WEIGHT, blocking_keys, company_key, contact_keys, email_key, is_own_key
from .model import BALANCED, Model
from .name_fields import full_last_name
from .person import Person, Prepared, prepare
from .presets import PRESETS

__all__ = [
    "BALANCED",
    "CANDIDATE_LIMIT",
    "CARRIERS_SEEN",
    "KEY_LIMIT",
    "OWN_KEY_WEIGHT",
    "PRESETS",
    "Book",
    "Comparison",
    "Evidence",
    "Model",
    "Person",
    "Prepared",
    "Result",
    "blocking_keys",
    "company_key",
    "compare",
    "contact_keys",
    "crowded_keys",
    "email_key",
    "explain",
    "find_employer",
    "full_last_name",
    "is_own_key",
    "kind_of_hit",
    "match_books",
    "match_candidates",
    "match_within",
    "prepare",
    "same_name",
]
