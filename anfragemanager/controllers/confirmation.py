from urllib.parse import quote

from odoo import http
from odoo.http import request

from .pages import ROUTE, ProspectPages


class ConfirmationController(ProspectPages):
    """The page behind the link of a confirmation mail. GET shows, only the submitted form acts."""

    @http.route("/anfrage/<string:token>", methods=["GET"], **ROUTE)
    def confirmation(self, token, **_params):
        inquiry = self._linked(token).inquiry_id
        return self._shown(inquiry, token) if inquiry else self._not_found()

    @http.route("/anfrage/<string:token>", methods=["POST"], **ROUTE)
    def confirmation_submit(self, token, **form):
        inquiry = self._linked(token).inquiry_id
        if not inquiry:
            return self._not_found()
        if not self._genuine(form):
            return self._shown(inquiry, token, form=form, lost=True, status=422)
        if form.get("action") == "decline":
            inquiry._declined()
        elif inquiry._awaits_answer() and not inquiry.submitted_at:
            values, errors = inquiry._read_form(form)
            if errors:
                return self._shown(inquiry, token, form=form, errors=errors, status=422)
            inquiry._submit(values)
        # Reloading the answer must not send the form again.
        return self._private(request.redirect(f"/anfrage/{quote(token, safe='')}{self._query()}", code=303))

    # The second is the address in mails, where it must not look like the link to the inquiry.
    @http.route(["/anfrage/<string:token>/picture", "/bild/<string:token>"], methods=["GET"], **ROUTE)
    def picture(self, token):
        """The property's main picture, as the portal shows it, too."""
        prop = self._linked(token).inquiry_id.property_id
        if not prop.image_1920:
            return self._not_found()
        return self._picture(prop, prop, "512")

    @http.route("/anfrage/<string:token>/renew", methods=["POST"], **ROUTE)
    def renew(self, token, **form):
        """Mail a fresh link to the address the old one went to. The answer is the same for every link."""
        self._speak()
        if not self._genuine(form):
            return self._not_found()
        request.env["anfragemanager.token"].sudo()._renew(token)
        return self._message(
            None,
            "mail",
            request.env._("Please look into your mailbox"),
            request.env._("If the link came from us, a fresh one is on its way to the address our e-mail went to."),
            request.env._("Nothing there after a few minutes? Please look into your spam folder, or get in touch."),
        )

    def _shown(self, inquiry, token, status=200, **state):
        values = {**inquiry._page_values(), "base": f"/anfrage/{quote(token, safe='')}", **state}
        company = values.pop("company")
        return self._page(
            "anfragemanager.confirmation_page", company, request.env._("Your inquiry"), values, status=status
        )
