"""Properties as OpenImmo 1.1 to 1.2.7c: a streaming reader that forgives senders and refuses attackers, and a writer.

>>> with Delivery("stock.zip") as delivery:
...     for found in delivery:
...         print(found.key, found.price)
"""

from .delivery import Delivery
from .types import (
    Attachment,
    Broken,
    Listing,
    Note,
    OpenImmoError,
    Property,
    Provider,
    Refused,
    Texts,
    Transfer,
)
from .writer import write_xml, write_zip
