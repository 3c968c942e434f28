from urllib.parse import quote

from odoo import http
from odoo.http import request

from .expose import _ROUTE, ExposeController


class ConfirmationController(ExposeController):
    """The page behind the link of a confirmation mail. GET shows, only the submitted form acts."""

    @http.route("/anfrage/<string:token>", methods=["GET"], **_ROUTE)
    def confirmation(self, token, **_params):
        inquiry = self._linked_inquiry(token)
        if not inquiry:
            return self._not_found()
        return self._page(inquiry, token)

    @http.route("/anfrage/<string:token>", methods=["POST"], **_ROUTE)
    def confirmation_submit(self, token, **form):
        inquiry = self._linked_inquiry(token)
        if not inquiry:
            return self._not_found()
        flow = request.env["anfragemanager.flow"].sudo()
        if form.get("action") == "decline":
            flow._declined(inquiry)
        elif inquiry._awaits_answer() and not inquiry.submitted_at:
            values, errors = inquiry._read_form(form)
            if errors:
                return self._page(inquiry, token, form=form, errors=errors, status=422)
            flow._submit(inquiry, values)
        # Reloading the answer must not send the form again.
        return self._private(request.redirect(f"/anfrage/{quote(token, safe='')}", code=303))

    def _linked_inquiry(self, token):
        inquiry = request.env["anfragemanager.token"].sudo()._resolve(token).inquiry_id
        if inquiry:
            request.update_context(lang=self._language(inquiry))
        return inquiry.with_context(lang=request.env.context.get("lang"))

    def _page(self, inquiry, token, form=None, errors=None, status=200):
        values = {
            **inquiry._page_values(),
            "base": f"/anfrage/{quote(token, safe='')}",
            "form": form or {},
            "errors": errors or {},
        }
        return self._private(request.render("anfragemanager.confirmation_page", values, status=status))
