"""Odoo's exports without formulas: strangers fill the cells, and a spreadsheet runs what begins like a formula."""

import json
import re

from odoo.http import route

from odoo.addons.web.controllers import export, pivot

# Excel, LibreOffice and Google's sheets calculate what begins so; xlsxwriter itself makes links of the last two.
_ACTIVE = re.compile(r"\s*[=+\-@\t\r\n|%＝＋－＠]|\s*[{]=|(?:in|ex)ternal:", re.IGNORECASE)
# Numbers and phone numbers begin with a sign, too, and calculate nothing.
_NUMBER = re.compile(r"[+-]?\s?[0-9(][0-9 ()./,:-]*")


def harmless(value):
    """Return a cell's value so that no spreadsheet takes it for a formula; whatever is no text stays as it is."""
    if isinstance(value, str) and _ACTIVE.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


class _Writer(export.ExportXlsxWriter):
    def write(self, row, column, cell_value, style=None):
        return super().write(row, column, harmless(cell_value), style)


class _GroupWriter(_Writer, export.GroupExportXlsxWriter):
    pass


class ExcelExport(export.ExcelExport):
    @route()
    def web_export_xlsx(self, data):
        return super().web_export_xlsx(data)

    def from_group_data(self, fields, columns_headers, groups):
        with _GroupWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with _Writer(fields, columns_headers, len(rows)) as writer:
            for row_index, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    writer.write_cell(row_index, column, value)
        return writer.value


class CSVExport(export.CSVExport):
    @route()
    def web_export_csv(self, data):
        return super().web_export_csv(data)

    def from_data(self, fields, columns_headers, rows):
        rows = [[harmless(value.decode() if isinstance(value, bytes) else value) for value in row] for row in rows]
        return super().from_data(fields, [harmless(header) for header in columns_headers], rows)


class TableExporter(pivot.TableExporter):
    @route()
    def export_xlsx(self, data, **kw):
        table = json.loads(data) if isinstance(data, str) else json.load(data)
        return super().export_xlsx(json.dumps(_harmless_titles(table)), **kw)


def _harmless_titles(value):
    """Return a pivot table with its headers made harmless; its name becomes the sheet's, no cell."""
    if isinstance(value, list):
        return [_harmless_titles(item) for item in value]
    if isinstance(value, dict):
        return {
            key: harmless(item)
            if key in ("title", "value") and "measure_count" not in value
            else _harmless_titles(item)
            for key, item in value.items()
        }
    return value
