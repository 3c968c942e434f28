from odoo.http import request

from .pages import ProspectPages, page_route


class LegalPages(ProspectPages):
    """What the law wants on every page: imprint, privacy notice, accessibility statement."""

    @page_route("/anfrage/legal/<string:company_id>/<string:page>")
    def legal(self, company_id, page, **_params):
        company = self._house(company_id)
        self._speak(company)
        titles = {
            "imprint": request.env._("Imprint"),
            "privacy": request.env._("How we handle your data"),
            "accessibility": request.env._("Accessibility"),
        }
        if not company or page not in titles:
            return self._not_found()
        company = company.with_context(lang=request.env.context["lang"])
        values = {
            "privacy_text": company._anfrage_wording("privacy"),
            "privacy_url": company._anfrage_web_address(company.anfrage_privacy_url),
        }
        if page == "privacy":
            # Named here; their script is loaded where there is a form.
            values["named_captchas"] = company._anfrage_captchas()
        return self._page(f"anfragemanager.legal_{page}", company, titles[page], values)
