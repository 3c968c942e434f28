"""What the controllers of the prospects' pages share: links, languages, headers, and the guard of forms."""

import hashlib
import re
from functools import cache, wraps
from urllib.parse import quote, urlencode

from odoo.http import request, route
from odoo.tools import file_open

from ..models.printing import PICTURE_FORMATS
from .guard import FormGuard

# No `website`: the pages are the same, and carry nothing of the site, whether the website app is installed or not.
# The session's proof is checked by the guard, which shows a form again instead of losing what was typed.
# Nobody types more than a few thousand letters into the forms.
ROUTE = {"type": "http", "auth": "public", "sitemap": False, "csrf": False, "max_content_length": 256 * 1024}
# Larger numbers are no record's, and an error of the database.
ID = "int(max=2147483647)"
SCRIPT = "anfragemanager/static/src/pages/pages.js"
FORM_SCRIPT = "anfragemanager/static/src/pages/form.js"
CAPTCHA_SCRIPT = "anfragemanager/static/src/pages/captcha.js"
ANSWER_SCRIPT = "anfragemanager/static/src/pages/answer.js"
# Image widths the pages use. A free choice would let anybody keep the server busy with resizing.
IMAGE_FIELDS = {"256": "image_256", "512": "image_512", "1024": "image_1024", "1920": "image_1920"}
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'{hosts}; connect-src 'self'{hosts}; "
    "frame-src 'self'{hosts}; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)


def page_route(paths, methods=("GET",)):
    """Decorate the endpoint of a prospect's page: what comes with the request is text, whatever was sent.

    A file in place of a field is left out, and the one character that no database keeps.

    :param paths: one route or a list of them
    """

    def decorate(endpoint):
        @wraps(endpoint)
        def with_texts(self, *args, **values):
            texts = {name: value.replace("\0", "") for name, value in values.items() if isinstance(value, str)}
            return endpoint(self, *args, **texts)

        return route(paths, methods=list(methods), **ROUTE)(with_texts)

    return decorate


def number_in(text, limit=2**31):
    """Return the number in an address, or None where it is none or larger than any of ours."""
    short = text.isascii() and text.isdecimal() and len(text) <= 10
    return int(text) if short and int(text) < limit else None


@cache
def _script_url(path):
    with file_open(path, "rb") as script:
        digest = hashlib.sha256(script.read()).hexdigest()[:12]
    return f"/{path}?v={digest}"


class ProspectPages(FormGuard):
    """Base of the pages for prospects. A GET changes nothing: mail scanners open every link, some run scripts."""

    # ------------------------------------------------------------------ links and languages

    def _linked(self, secret):
        """Return the link's row, or an empty one when it is unknown or expired; sets the page's language."""
        token = request.env["anfragemanager.token"].sudo()._resolve(secret)
        self._speak(token.inquiry_id.lang, token.inquiry_id.company_id)
        return token.with_context(lang=request.env.context["lang"])

    def _speak(self, *wishes):
        """Set the language: what the visitor chose, else what is wished for, else the browser's, else the agency's.

        :param wishes: codes, or companies, which wish for their prospects' language
        """
        installed = [code for code, _name in request.env["res.lang"].get_installed()]
        codes = [wish if isinstance(wish, str) else wish._anfrage_home_lang() for wish in wishes if wish]
        browser = request.env["ir.http"].get_nearest_lang(request.best_lang)
        wanted = (request.params.get("lang"), *codes, browser, self._home()._anfrage_home_lang(), *installed)
        request.update_context(lang=next(code for code in wanted if code in installed))

    def _home(self):
        """Return the company of pages that belong to no link: the visitor's if it has prospects, else one that has."""
        houses, own = request.env["res.company"].sudo()._anfrage_houses(), request.env.company.sudo()
        return own if own in houses else houses[:1] or own

    def _house(self, number):
        """Return the company with a number, if it has prospects: those that have none have no pages either.

        :param str number: hostile
        """
        return request.env["res.company"].sudo()._anfrage_houses().filtered(lambda house: house.id == number_in(number))

    def _query(self):
        """Return what keeps the chosen language in the addresses of a page."""
        chosen = request.params.get("lang")
        return f"?{urlencode({'lang': chosen})}" if chosen and chosen == request.env.context["lang"] else ""

    # ------------------------------------------------------------------ answers

    def _page(self, template, company, title, values=None, status=200):
        """Return a page in the frame that all share.

        :param company: whose page it is
        :param dict values: what the template shows
        """
        lang = request.env.context["lang"]
        company = (company or self._home()).sudo().with_context(lang=lang)
        values = values or {}
        shown = {
            "company": company,
            "brand": company._anfrage_brand(),
            "title": title,
            "html_lang": lang.replace("_", "-").partition("@")[0],
            "languages": self._languages(lang, values.get("address") or request.httprequest.path),
            "lang_of": company._anfrage_language_of(values.get("property"), values.get("mailbox")),
            "query": self._query(),
            "company_phone_link": phone_link(company.phone),
            "legal_links": company._anfrage_legal_links(lang),
            "script": False,
            "script_url": _script_url(SCRIPT),
            "form_script": False,
            "form_script_url": _script_url(FORM_SCRIPT),
            "captchas": [],
            "captcha_url": _script_url(CAPTCHA_SCRIPT),
            "captcha_action": self._captcha_action(),
            "answer_address": self._answer_address(values),
            "answer_script_url": _script_url(ANSWER_SCRIPT),
            "csrf_token": request.csrf_token(),
            "shown": self._shown_now(),
            "form": {},
            "errors": {},
            "refused": False,
            "labels": {
                field["name"]: field["label"]
                for name in ("fields_asked", "viewing_fields", "correction_fields", "areas")
                for field in values.get(name, ())
            },
            "first_error": next(iter(values.get("errors") or ()), None),
            **values,
        }
        response = self._private(request.render(template, shown, status=status))
        if shown["captchas"]:
            hosts = " ".join(["", *(captcha["hosts"] for captcha in shown["captchas"])])
            response.headers["Content-Security-Policy"] = _POLICY.format(hosts=hosts)
        return response

    def _answer_address(self, values):
        """Return where the page that answers a form is found again, or None for a page that answers none."""
        if request.httprequest.method != "POST":
            return None
        sent_to = request.httprequest
        kept = f"?{sent_to.query_string.decode('ascii', 'ignore')}" if sent_to.query_string else ""
        return (values.get("address") or sent_to.path) + kept

    def _languages(self, current, address):
        """Return the other languages the page can be read in.

        :param str address: where a link finds the page; what a form was sent to may be no page
        """
        languages = request.env["res.lang"].sudo().search([("active", "=", True)], limit=6)
        chosen = request.params.get("company")
        kept = {"company": chosen} if number_in(str(chosen)) else {}
        return [
            {
                "url": f"{address}?{urlencode({**kept, 'lang': language.code})}",
                "html": language.code.replace("_", "-").partition("@")[0],
                "name": language.name.rpartition(" / ")[2].partition(" (")[0],
            }
            for language in languages
            if language.code != current
        ]

    def _message(self, company, icon, title, *texts, way_on=None, good=True, status=200, address=None):
        """Return a page that says one thing.

        :param str address: where the page is found again, if it is the answer to a form
        """
        values = {"icon": icon, "texts": texts, "way_on": way_on, "good": good, "address": address}
        if request.httprequest.method == "POST" and not address:
            # The answer to a form stands at no address.
            values |= {"languages": [], "answer_address": None}
        return self._page("anfragemanager.page_message", company, title, values, status)

    def _not_found(self, status=404, refused=False, **_state):
        """The same answer for unknown, expired and mistyped links: it must not be possible to tell them apart."""
        self._speak()
        parts = request.httprequest.path.split("/")
        secret = parts[2] if len(parts) > 2 else ""
        token = request.env["anfragemanager.token"].sudo()._behind(secret)
        if token.diverted:
            title, text = (
                request.env._("This was a test mail"),
                request.env._(
                    "It went to you instead of a prospect. Its links open nothing, so that nobody confirms for others."
                ),
            )
            return self._message(token.inquiry_id.company_id, "mail", title, text, status=404)
        values = {
            "renew_url": f"/anfrage/{quote(secret, safe='')}/renew{self._query()}",
            "address": f"/anfrage/{quote(secret, safe='')}",
            "captchas": self._home()._anfrage_captchas(),
            "refused": refused,
        }
        title = request.env._("This link is not valid")
        return self._page("anfragemanager.expose_not_found", None, title, values, status=status)

    def _private(self, response, cache="no-store"):
        response.headers["Cache-Control"] = f"private, {cache}"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = _POLICY.format(hosts="")
        return response

    def _picture(self, prop, record, size, name=None):
        """Return one picture of a property in one of the sizes the pages use, small where the browser can show it.

        :param str name: format the page asks for; without one what the browser says it shows decides
        """
        accepted = request.httprequest.headers.get("Accept", "")
        wanted = [name] if name else [kind for kind in PICTURE_FORMATS if f"image/{kind}" in accepted]
        for kind in wanted:
            made = prop._picture_made(record, size, kind) if kind in PICTURE_FORMATS else None
            if made:
                response = request.make_response(made, [("Content-Type", f"image/{kind}")])
                break
        else:
            try:
                stream = request.env["ir.binary"]._get_image_stream_from(record, IMAGE_FIELDS[size])
                response = stream.get_response(as_attachment=False, immutable=False)
            except OSError:
                return self._not_found()  # Its file is gone, or the server cannot read it now.
        response.headers["Vary"] = "Accept"
        return self._private(response, cache="max-age=3600")

    # ------------------------------------------------------------------ evidence

    def _technical(self, company):
        """Return what is recorded of the connection, if the company wants it."""
        if not company.anfrage_record_ip:
            return {}
        return {
            "ip": request.httprequest.remote_addr,
            "user_agent": (request.httprequest.user_agent.string or "")[:300],
        }


def phone_link(number):
    """Return the address that dials a phone number."""
    return "tel:" + re.sub(r"[^0-9+]", "", number or "")
