import io

from odoo import http
from odoo.http import request

from ..models.storable import one_line
from .pages import ID

MAX_UPLOAD = 256 * 1024 * 1024
# The sender is a program with a key and no session, so there is no form that could be forged.
_ROUTE = {"type": "http", "auth": "public", "csrf": False, "sitemap": False, "save_session": False}


class PropertyUploadController(http.Controller):
    """Deliveries by HTTP: ``curl -H "Authorization: Bearer KEY" --data-binary @export.zip …/anfrage/openimmo``."""

    @http.route("/anfrage/openimmo", methods=["POST"], max_content_length=MAX_UPLOAD, **_ROUTE)
    def upload(self, **_params):
        source = self._source()
        if not source:
            return self._refused()
        files = list(request.httprequest.files.values())
        if files:
            file, name = files[0].stream, files[0].filename
        else:
            file, name = io.BytesIO(request.httprequest.get_data(cache=False)), None
        head = file.read(4)
        file.seek(0)
        if not head:
            return request.make_json_response({"error": "The request carries no file."}, status=400)
        # The name is only shown; the content decides how it is read.
        ending = "zip" if head.startswith(b"PK") else "xml"
        shown = one_line((name or "").replace("\\", "/").rpartition("/")[2])
        run = source._queue(file, (shown or f"upload.{ending}")[:100])
        return request.make_json_response({"transfer": run.id, "state": run.state}, status=202)

    @http.route(f"/anfrage/openimmo/<{ID}:transfer>", methods=["GET"], **_ROUTE)
    def transfer(self, transfer):
        source = self._source()
        if not source:
            return self._refused()
        run = (
            request.env["anfragemanager.property.run"]
            .sudo()
            .search([("id", "=", transfer), ("source_id", "=", source.id)])
        )
        if not run:
            return request.make_json_response({"error": "There is no such transfer."}, status=404)
        return request.make_json_response(run._summary())

    @staticmethod
    def _source():
        kind, _, secret = request.httprequest.headers.get("Authorization", "").partition(" ")
        return request.env["anfragemanager.property.source"]._by_upload_key(
            secret.strip() if kind.lower() == "bearer" else ""
        )

    @staticmethod
    def _refused():
        return request.make_json_response(
            {"error": "The key is missing or unknown."}, headers=[("WWW-Authenticate", "Bearer")], status=401
        )
