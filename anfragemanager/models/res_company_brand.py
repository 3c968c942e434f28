"""How an agency looks to prospects in pages, mails and PDF: colours with checked contrast, font and logo."""

import functools
import hashlib
import re

from odoo import api, fields, models, tools
from odoo.tools import file_open, ormcache

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
DEFAULT_ACCENT = "#1f4e63"
WHITE, INK = "#ffffff", "#14202b"
# The cards of a page whose visitor likes it dark: see pages.css.
DARK_PAPER = "#1a232b"
# WCAG 2.2, 1.4.3: normal text
READABLE = 4.5
STYLE = "anfragemanager/static/src/pages/pages.css"
PRINT_STYLE = "anfragemanager/static/src/pages/print.css"
# No font is loaded: who has the agency's font sees it, everybody else the system's own.
_SYSTEM = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
MAIL_FONT = "Arial, Helvetica, sans-serif"


def parse_colour(text):
    """Return a colour as ``(red, green, blue)``, each 0–255, or None when it is none.

    :param str|bool text: hexadecimal, three or six digits
    """
    found = _HEX.fullmatch((text or "").strip())
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return tuple(int(digits[place : place + 2], 16) for place in (0, 2, 4))


def luminance(rgb):
    """Return the relative luminance of a colour, 0–1 (WCAG 2.2, glossary)."""
    parts = [part / 255 for part in rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Return the contrast of two hexadecimal colours, 1–21 (WCAG 2.2, glossary)."""
    lighter, darker = sorted((luminance(parse_colour(one)), luminance(parse_colour(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one, other, share):
    """Return a colour between two hexadecimal ones.

    :param float share: how much of the second, 0–1
    """
    pairs = zip(parse_colour(one), parse_colour(other), strict=True)
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)


def text_on(background):
    """Return white or ink, whichever is read more easily on a colour."""
    return max((WHITE, INK), key=lambda ink: contrast(ink, background))


def readable_on(colour, background, towards=INK, least=READABLE):
    """Return the colour, moved as far towards another as it takes to be read as text on a background."""
    for step in range(21):
        moved = mix(colour, towards, step / 20)
        if contrast(moved, background) >= least:
            return moved
    return towards


def button_colour(colour):
    """Return the colour, darkened as far as it takes for one of the two text colours to be read on it."""
    for step in range(21):
        darker = mix(colour, INK, step / 20)
        if contrast(text_on(darker), darker) >= READABLE:
            return darker
    return INK


def _rule(look):
    return ":root{" + "".join(f"--{name}:{value};" for name, value in look.items()) + "}"


@functools.lru_cache(maxsize=64)
def _colours(primary):
    """Return an agency's colours by its main one, see `res.company._anfrage_colours`."""
    given = parse_colour(primary)
    accent = button_colour("#{:02x}{:02x}{:02x}".format(*given) if given else DEFAULT_ACCENT)
    strong = mix(accent, INK, 0.25) if text_on(accent) == WHITE else mix(accent, WHITE, 0.25)
    tint = mix(accent, WHITE, 0.9)
    return {
        "accent": accent,
        "on-accent": text_on(accent),
        "accent-strong": strong,
        "on-strong": text_on(strong),
        "tint": tint,
        # Read on white, on the grey of the page and on its own tint.
        "link": readable_on(accent, mix(tint, "#dfe5ea", 0.3)),
    }


class ResCompany(models.Model):
    _inherit = "res.company"

    anfrage_brand_digest = fields.Char(compute="_compute_anfrage_brand_digest")

    def _compute_anfrage_brand_digest(self):
        for company in self:
            parts = (self._anfrage_style_source(), company._anfrage_style_head(), str(company.write_date))
            company.anfrage_brand_digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def _anfrage_colours(self):
        """Return the agency's colours; those that carry or are text keep 4.5:1.

        :return: hexadecimal colours by name: "accent" and "accent-strong" of buttons with their text "on-accent" and
            "on-strong", "tint" as light background, "link" as text on light backgrounds
        """
        self.ensure_one()
        return dict(_colours(self.primary_color))

    def _anfrage_dark_colours(self):
        """Return those of the agency's colours that a dark page changes, by name: see `_anfrage_colours`."""
        accent = self._anfrage_colours()["accent"]
        tint = mix(accent, DARK_PAPER, 0.85)
        lightest = max((tint, DARK_PAPER), key=lambda ground: luminance(parse_colour(ground)))
        # Just readable it looks switched off beside light text.
        return {"tint": tint, "link": readable_on(accent, lightest, towards=WHITE, least=8)}

    def _anfrage_font(self, fallback=_SYSTEM):
        """Return the agency's font with the fonts that stand in for it, as CSS."""
        self.ensure_one()
        family = (self.font or "").replace("_", " ")
        return f"'{family}', {fallback}" if family.replace(" ", "").isalnum() else fallback

    def _anfrage_mail_font(self):
        """Return the agency's font as CSS for mails, where only fonts count that every system has."""
        return self._anfrage_font(MAIL_FONT)

    @ormcache(
        "self.id",
        # When colours, font or logo change, these change; the logo itself is not read for each mail.
        "self.write_date",
        "self.partner_id.write_date",
        "self.primary_color",
        "self.font",
        cache="default",
    )
    def _anfrage_brand(self):
        """Return the addresses of the agency's style sheet and logo; the logo's is False without one of its own.

        :return: ``{"style_url": str, "logo_url": str | False}``; both change when what they lead to changes
        """
        self.ensure_one()
        base = f"/anfrage/brand/{self.id}/{self.anfrage_brand_digest}"
        has_logo = self.logo_web and not self.uses_default_logo
        return tools.frozendict(style_url=f"{base}/pages.css", logo_url=f"{base}/logo" if has_logo else False)

    @api.model
    def _anfrage_style_source(self):
        with file_open(STYLE, "r") as source:
            return source.read()

    def _anfrage_style_head(self):
        light = _rule(self._anfrage_colours() | {"font": self._anfrage_font()})
        dark = _rule(self._anfrage_dark_colours())
        return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}\n"

    def _anfrage_print_style(self):
        """Return the style sheet of what the agency prints."""
        self.ensure_one()
        with file_open(PRINT_STYLE, "r") as source:
            return self._anfrage_style_head() + source.read()

    def _anfrage_style(self):
        """Return the style sheet of the agency's pages: its colours and font, then the rules all agencies share."""
        self.ensure_one()
        rules = re.sub(r"/\*.*?\*/", "", self._anfrage_style_source(), flags=re.DOTALL)
        return self._anfrage_style_head() + re.sub(r"\s*([{};,])\s+|\s+(?=\{)", r"\1", rules).replace(": ", ":")
