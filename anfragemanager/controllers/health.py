import json

from odoo import http
from odoo.http import request


class HealthController(http.Controller):
    """For monitoring systems. Without the token the address does not exist."""

    @http.route("/anfrage/health", type="http", auth="public", methods=["GET"], save_session=False, sitemap=False)
    def health(self, token=None, **params):
        """Answer 200, or 503 when a limit is passed; JSON, or Prometheus' text with ``?format=prometheus``.

        The token comes as ``Authorization: Bearer …`` or as parameter (which stands in the logs of proxies).
        """
        health = request.env["anfragemanager.health"].sudo()
        header = request.httprequest.headers.get("Authorization", "")
        if not health._is_token(header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else token):
            raise request.not_found()
        if params.get("format") == "prometheus":
            body, failing = health._report_prometheus()
            kind = "text/plain; version=0.0.4; charset=utf-8"
        else:
            report = health._report()
            body, failing, kind = json.dumps(report), report["status"] == "fail", "application/json; charset=utf-8"
        headers = [("Content-Type", kind), ("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex")]
        return request.make_response(body, headers, status=503 if failing else 200)
