"""Printing and shrinking: documents as tagged PDF, pictures as AVIF and WebP. No records here."""

import io
import logging
from contextlib import suppress
from functools import cache

# Odoo tells Pillow to load a few formats only; importing the plug-ins adds these.
from PIL import (
    Image,
    WebPImagePlugin,  # noqa: F401
    features,
)

with suppress(ImportError):  # before Pillow 11.3
    from PIL import AvifImagePlugin  # noqa: F401

_logger = logging.getLogger(__name__)


@cache
def weasyprint():
    """Return the library that prints, or None where it or the system's Pango is missing."""
    # It tells every step of every document, and some while it is imported.
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    try:
        import weasyprint as library
    except (ImportError, OSError) as error:
        _logger.info("Exposés as PDF are not offered: %s", str(error).partition("\n")[0])
        return None
    return library


def print_html(html, pictures, style):
    """Return a document as tagged PDF (PDF/UA-1).

    :param str html: a whole document with title and language
    :param dict pictures: bytes of the pictures by the address the document gives them; nothing else is fetched
    :param str style: its style sheet
    :rtype: bytes
    """
    library = weasyprint()

    class OnlyGivenPictures(library.urls.URLFetcher):
        def fetch(self, url, headers=None):
            if url not in pictures:
                raise ValueError("Nothing is fetched while printing.")
            return library.urls.URLFetcherResponse(url, body=pictures[url])

    fetcher = OnlyGivenPictures()
    document = library.HTML(string=html, url_fetcher=fetcher, base_url=None)
    sheet = library.CSS(string=style, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")


# Format and how it is written; smaller ones first
PICTURE_FORMATS = {
    "avif": {"quality": 55, "speed": 7},
    "webp": {"quality": 78, "method": 4},
}


@cache
def can_write(name):
    """Return whether this Pillow writes a picture format."""
    return bool(features.check(name))


def shrunk(picture, size, name):
    """Return a picture that fits into a square in another format, or None where Pillow cannot.

    :param bytes picture: any picture Pillow reads
    :param int size: edge of the square in pixels
    :param str name: see PICTURE_FORMATS
    """
    if not can_write(name):
        return None
    try:
        image = Image.open(io.BytesIO(picture))
        image.thumbnail((size, size))
        target = io.BytesIO()
        mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
        image.convert(mode).save(target, name.upper(), **PICTURE_FORMATS[name])
    except (OSError, ValueError, KeyError):
        return None
    return target.getvalue()
