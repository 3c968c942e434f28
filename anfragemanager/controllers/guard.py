"""What stands between a form of the prospects' pages and whoever sends it: session, trap, time, counts, captcha.

A refused form is shown again with everything that was typed and a sentence that says what to do.
"""

import ipaddress
import time

from odoo import http
from odoo.http import request
from odoo.tools import config, consteq, hmac

# A form shown longer ago was left open for days or copied by a machine.
OLDEST_SECONDS = 7 * 24 * 3600
# Behind a proxy that names no host Odoo leaves everybody the proxy's address.
SHARED_ADDRESS = 20


def visitor(address):
    """Return what one visitor is counted by: an IPv4 address, or the /64 network every IPv6 subscriber has.

    :param str|None address: as the server saw it
    """
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)


class FormGuard(http.Controller):
    def _refusal(self, form, company, secret=None, fill=True, human=True):
        """Return why a form is not taken, as what its page is shown again with, or an empty dict.

        :param dict form: the raw form values, hostile
        :param company: whose limits count
        :param str secret: of the link the form belongs to
        :param bool fill: whether there is something to read or fill in, which takes a while. Never where the law wants
            the way open: withdrawing from a contract, stopping mails, “this was not me”
        :param bool human: whether Odoo's captcha is asked, where it is configured
        :return: ``{"refused": sentence, "status": int, "form": form}``
        """
        company = company.sudo()
        status = 422
        if not self._genuine(form):
            why = self._lost()
        elif form.get("web-site"):
            why = request.env._("A field that must stay empty was filled in. Please send the form once more.")
        elif fill and self._too_quick(form, company):
            why = request.env._("That was very quick. Please check your entries and send the form once more.")
        elif not self._within_limits(company, secret):
            why, status = self._too_often(), 429
        elif human and not company._anfrage_human(self._captcha_action()):
            why = request.env._("We could not tell you from a machine. Please send the form once more, or call us.")
        else:
            return {}
        return {"refused": why, "status": status, "form": form}

    def _lost(self):
        return request.env._(
            "Your session had ended. Nothing is lost: please check your entries and send the form once more."
        )

    def _too_often(self):
        return request.env._(
            "Too many forms came from here within an hour. Please try again later; you can also call or write to us."
        )

    def _captcha_action(self):
        # Providers take letters and underscores only.
        return "anfragemanager"

    def _genuine(self, form):
        """Return whether a form comes from a page we showed in this session."""
        token = form.get("csrf_token")
        # Odoo's check fails on everything else, e.g. on an uploaded file.
        return isinstance(token, str) and token.isascii() and request.validate_csrf(token)

    # ------------------------------------------------------------------ time

    def _too_quick(self, form, company):
        """Return whether a form came back faster than anybody reads, or never was shown."""
        least = company.anfrage_form_seconds
        if least <= 0:
            return False
        shown = self._shown_at(form.get("shown-at"))
        return shown is None or not least <= time.time() - shown <= OLDEST_SECONDS

    def _shown_now(self):
        """Return when the page is shown, sealed; a form shown again keeps its first time: sent once more, it passes."""
        again = request.params.get("shown-at") if request.httprequest.method == "POST" else None
        first = self._shown_at(again)
        if first is not None and time.time() - first <= OLDEST_SECONDS:
            return again
        stamp = str(int(time.time()))
        return f"{stamp}.{self._seal(stamp)}"

    def _shown_at(self, text):
        stamp, _dot, proof = str(text or "").partition(".")
        if not (stamp.isascii() and stamp.isdecimal()) or len(stamp) > 12:
            return None
        return int(stamp) if proof.isascii() and consteq(proof, self._seal(stamp)) else None

    def _seal(self, stamp):
        return hmac(request.env(su=True), "anfragemanager.shown", stamp)[:16]

    # ------------------------------------------------------------------ counts

    def _within_limits(self, company, secret=None):
        """Count a form; return whether visitor and link sent fewer than allowed within an hour."""
        allowed = self._visitor_allowed("form", company.anfrage_limit_visitor)
        if not allowed or not secret:
            return allowed
        limit = company.anfrage_limit_link
        return limit <= 0 or request.env["anfragemanager.attempt"]._allowed("link", secret, limit)

    def _visitor_allowed(self, purpose, per_hour):
        """Count an attempt of the visitor; 0 is no limit."""
        if per_hour <= 0:
            return True
        headers = request.httprequest.headers
        # Without `proxy_mode` such a header is the visitor's own word.
        shared = config["proxy_mode"] and "X-Forwarded-For" in headers and "X-Forwarded-Host" not in headers
        limit = per_hour * (SHARED_ADDRESS if shared else 1)
        who = visitor(request.httprequest.remote_addr)
        return request.env["anfragemanager.attempt"]._allowed(purpose, who, limit)
