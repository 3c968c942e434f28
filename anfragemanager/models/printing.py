"""Printing and shrinking: documents as tagged PDF, pictures as AVIF and WebP. No records here."""

import io
import logging
from contextlib import suppress
from functools import cache

# Odoo tells Pillow to load a few formats only; importing the plug-ins adds these.
from PIL import (
    Image,
    ImageOps,
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


# Larger ones take memory before anything can be made of them; Odoo itself refuses them.
MAX_PIXELS = 50_000_000
_EDGE = 1920
# What pictures say of themselves to be shown well; whatever else is in one is a note of a camera or program.
_HARMLESS = {
    "adobe", "adobe_transform", "background", "chromaticity", "default_image", "dpi", "gamma", "icc_profile",
    "interlace", "jfif", "jfif_density", "jfif_unit", "jfif_version", "progression", "progressive", "srgb",
    "transparency",
}  # fmt: skip
_HARMLESS_SEGMENTS = (("APP0", b"JFIF\0"), ("APP2", b"ICC_PROFILE\0"), ("APP14", b"Adobe"))


def plain_picture(picture):
    """Return a picture as every mail program shows it and nobody learns more from it than is to be seen.

    JPEG or PNG, upright, no larger than a screen, and without what cameras write into it: the place it was taken at
    would give away an address that is not released. A picture that is all this is returned as it is.

    :param bytes picture: any picture Pillow reads
    :raises ValueError: it cannot be read, or has more pixels than are worked on
    :rtype: bytes
    """
    try:
        with Image.open(io.BytesIO(picture)) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise ValueError(f"{width} × {height} pixels")
            plain = image.format in ("JPEG", "PNG") and max(image.size) <= _EDGE
            if plain and not _has_notes(image):
                return picture
            image.draft("RGB", (_EDGE, _EDGE))  # a JPEG is unpacked no larger than needed
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((_EDGE, _EDGE))
            clear = "A" in upright.getbands() or "transparency" in upright.info
            profile = image.info.get("icc_profile")
            target = io.BytesIO()
            shown = upright.convert("RGBA" if clear else "RGB")
            shown.info = {}  # some of it would be written again
            if clear:
                shown.save(target, "PNG", optimize=True)
            else:
                shown.save(target, "JPEG", quality=90, icc_profile=profile)
    except (OSError, SyntaxError, KeyError, Image.DecompressionBombError, MemoryError) as error:
        raise ValueError(str(error)) from error
    return target.getvalue()


def _has_notes(image):
    """Return whether a picture holds more than what it shows: exif, XMP, comments, texts of any name."""
    segments = getattr(image, "applist", ())  # of a JPEG
    return bool(set(image.info) - _HARMLESS) or not all(
        any(name == known and data.startswith(begin) for known, begin in _HARMLESS_SEGMENTS) for name, data in segments
    )


def on_white(picture):
    """Return a logo on white paper, with a margin, instead of on none: a program that shows mails dark leaves it so.

    :param bytes picture: returned as it is where it is opaque or no picture of pixels
    """
    try:
        with Image.open(io.BytesIO(picture)) as image:
            if "A" not in image.getbands() and "transparency" not in image.info:
                return picture
            logo = image.convert("RGBA")
            margin = max(logo.size) // 24
            paper = Image.new("RGBA", (logo.width + 2 * margin, logo.height + 2 * margin), "white")
            paper.alpha_composite(logo, (margin, margin))
            target = io.BytesIO()
            paper.convert("RGB").save(target, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError):
        return picture
    return target.getvalue()


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
