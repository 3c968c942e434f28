"""Records of another model of this database as a stock of offers."""

import base64
import hashlib
import re

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.tools import html2plaintext
from odoo.tools.safe_eval import safe_eval

from ..openimmo.values import number
from .source_files import read_document, read_image
from .source_offer import File, Offer, StockError, Survey

_CONSTANT = re.compile(r"'([^']*)'")
_MANY = ("one2many", "many2many")

# What the fields are usually called, the first that the model has. Paths that the model lacks are left out.
PRESETS = {
    "product.template": {
        "record_domain": "[('sale_ok', '=', True)]",
        "active_domain": "[('sale_ok', '=', True)]",
        "paths": {
            "reference": ["default_code", "id"],
            "name": ["name"],
            "purchase_price": ["list_price"],
            "description": ["description_sale"],
            "other_information": ["description_ecommerce"],
            "image_ids": ["image_1920", "product_template_image_ids.image_1920"],
        },
    },
    "estate.property": {
        "record_domain": "[]",
        "active_domain": "[('state', 'in', ('new', 'offer_received', 'offer_accepted'))]",
        "paths": {
            "reference": ["reference", "ref", "id"],
            "name": ["name"],
            "purchase_price": ["expected_price"],
            "zip": ["postcode", "zip"],
            "city": ["city"],
            "street": ["street"],
            "living_area": ["living_area"],
            "plot_area": ["garden_area"],
            "bedrooms": ["bedrooms"],
            "available_from": ["date_availability"],
            "description": ["description"],
            "property_subtype": ["property_type_id.name"],
            "user_id": ["salesperson_id", "seller_id", "user_id"],
            "marketing_state": ["state"],
            "image_ids": ["image_1920", "image"],
        },
        "words": {"marketing_state": "offer_accepted=reserved, sold=closed, canceled=closed, *=active"},
    },
    "property.details": {
        "record_domain": "[]",
        "active_domain": "[('stage', 'in', ('available', 'sale', 'booked'))]",
        "paths": {
            "reference": ["property_seq", "code", "id"],
            "name": ["name"],
            "marketing_type": ["sale_lease", "property_for"],
            "purchase_price": ["sale_price", "price", "unit_price"],
            "cold_rent": ["tenancy_price", "rent_price", "rent_month"],
            "street": ["street"],
            "zip": ["zip"],
            "city": ["city_id.name", "city"],
            "country_id": ["country_id"],
            "living_area": ["total_area", "usable_area", "property_area"],
            "bedrooms": ["bed", "bedroom"],
            "bathrooms": ["bathroom"],
            "year_built": ["construct_year"],
            "description": ["description", "note"],
            "property_type": ["type", "property_type"],
            "marketing_state": ["stage", "state"],
            "image_ids": ["image", "property_images_ids.image"],
        },
        "words": {
            "marketing_type": "for_sale=buy, for_tenancy=rent, rent=rent, *=buy",
            "property_type": "land=land, residential=apartment, commercial=commercial, industrial=commercial, *=other",
            "marketing_state": "draft=preparation, booked=reserved, sold=closed, on_lease=closed, *=active",
        },
    },
}


def words(text):
    """``{"sold": "closed"}`` of ``sold=closed, *=active``."""
    pairs = (pair.partition("=") for pair in (text or "").split(",") if "=" in pair)
    return {key.strip(): value.strip() for key, _sign, value in pairs}


def alternatives(path):
    return [part.strip() for part in (path or "").split("|") if part.strip()]


def broken_step(model, path):
    """The first step of one alternative that the model does not have, or None. ``model`` is an empty recordset."""
    if _CONSTANT.fullmatch(path):
        return None
    steps = path.split(".")
    for position, step in enumerate(steps):
        field = model._fields.get(step)
        if field is None or position < len(steps) - 1 and not field.relational:
            return step
        if field.relational:
            model = model.env[field.comodel_name]
    return None


def follow(record, path):
    """What ``path`` leads to: a recordset, or the list of plain values; empty where there is nothing."""
    constant = _CONSTANT.fullmatch(path)
    if constant:
        return [constant[1]]
    steps = path.split(".")
    records = record
    for step in steps[:-1]:
        records = records[step]
    field = records._fields[steps[-1]]
    if field.relational:
        return records[steps[-1]]
    return [item[steps[-1]] for item in records if item[steps[-1]] or field.type in ("boolean", "integer", "float")]


class ModelStock:
    """The records of a source's model, read with the rights of the person responsible for it.

    :param reader: whose rights count instead
    """

    def __init__(self, env, source, reader=None):
        self.source = source
        self.env = env
        if source.model_name not in env:
            raise StockError(env._("The model “%s” is no longer there.", source.model_name))
        reader = reader or source.user_id
        company = source.company_id
        self.Model = (
            env[source.model_name]
            .with_user(reader)
            .with_context(allowed_company_ids=company.ids, lang=company.partner_id.lang or env.lang)
        )
        self.fields = [(line.target, alternatives(line.path), words(line.words)) for line in source.map_ids]

    def survey(self):
        try:
            records = self._records()
            self._active = self._matching(records, self.source.active_domain)
        except (AccessError, MissingError, ValueError, KeyError, SyntaxError) as error:
            raise StockError(str(error)) from None
        # Records that were never on the market are none of ours.
        known = set(
            self.env["anfragemanager.property"]
            .with_context(active_test=False)
            .search([("source_id", "=", self.source.id)])
            .mapped("source_record_id")
        )
        self._wanted = records.filtered(lambda record: record in self._active or record.id in known)
        return Survey(frozenset(self._key(record) for record in self._wanted), full=True)

    def offers(self):
        for record in self._wanted:
            try:
                yield self._offer(record)
            except (AccessError, MissingError, ValueError, KeyError) as error:
                raise StockError(f"{record.id}: {error}") from None

    def preview(self, limit=3):
        """``[{label: value}]`` of the first records, as they would be taken over."""
        records = self._records(limit=limit)
        # Also without a single record, a domain that names no field is found out.
        self.Model.search(Domain(self._domain(self.source.active_domain)), limit=1)
        labels = dict(self.env["anfragemanager.property.source.map"]._selection_target())
        shown = []
        for record in records:
            row = {}
            for target, paths, mapping in self.fields:
                if target in ("image_ids", "document_ids"):
                    row[labels[target]] = str(len(self._binaries(record, paths)))
                else:
                    row[labels[target]] = self._shown(target, self._value(record, target, paths, mapping))
            shown.append(row)
        return shown

    def _shown(self, target, value):
        field = self.env["anfragemanager.property"]._fields.get(target)
        if field is not None and field.type == "many2one" and value:
            return self.env[field.comodel_name].sudo().browse(value).display_name
        return str(value or "–")[:80]

    def _records(self, limit=None):
        domain = Domain(self._domain(self.source.record_domain))
        if "company_id" in self.Model._fields:
            domain &= Domain("company_id", "in", [False, self.source.company_id.id])
        return self.Model.search(domain, order="id", limit=limit)

    def _matching(self, records, text):
        return self.Model.search(Domain("id", "in", records.ids) & Domain(self._domain(text)))

    def _domain(self, text):
        return safe_eval(text or "[]", {"uid": self.source.user_id.id})

    def _key(self, record):
        return f"{record._name},{record.id}"

    def _offer(self, record):
        values = {}
        images = documents = None
        reference = None
        for target, paths, mapping in self.fields:
            if target == "reference":
                reference = self._value(record, target, paths, mapping)
            elif target == "image_ids":
                images = self._files(record, paths, read_image)
            elif target == "document_ids":
                documents = self._files(record, paths, read_document)
            else:
                values[target] = self._value(record, target, paths, mapping)
        if record not in self._active:
            values["marketing_state"] = "closed"
        elif not values.get("marketing_state"):
            values["marketing_state"] = "active"
        if not values.get("name"):
            values["name"] = record.display_name
        for required in ("property_type", "marketing_type", "currency_id"):
            if required in values and not values[required]:
                del values[required]
        return Offer(
            key=self._key(record),
            reference=str(reference or record.id),
            values=values,
            images=images,
            documents=documents,
            record_id=record.id,
        )

    def _value(self, record, target, paths, mapping):
        """The first alternative that says something, as the target field wants it."""
        field = self.env["anfragemanager.property"]._fields[target]
        for path in paths:
            found = follow(record, path)
            if not found:
                continue
            if isinstance(found, list):
                return self._plain(field, found[0], mapping)
            return self._related(field, found[:1], mapping)
        fallback = mapping.get("*")
        return fallback if fallback and field.type == "selection" else self._empty(field)

    @staticmethod
    def _empty(field):
        return 0 if field.type in ("integer", "float", "monetary") else False

    def _related(self, field, record, mapping):
        if field.type == "many2one" and record._name == field.comodel_name:
            return record.id
        return self._plain(field, record.display_name, mapping)

    def _plain(self, field, value, mapping):
        if mapping:
            value = mapping.get(str(value), mapping.get("*", value))
        if field.type == "selection":
            known = dict(field._description_selection(self.env))
            return value if value in known else False
        if field.type in ("float", "monetary", "integer"):
            number = float(value or 0) if isinstance(value, (int, float)) else _number(value)
            return round(number) if field.type == "integer" else max(number, 0.0)
        if field.type == "boolean":
            return bool(value) and value not in ("false", "0")
        if field.type == "many2one":
            return self._by_name(field.comodel_name, value)
        if field.type == "date":
            return value or False
        text = html2plaintext(value) if isinstance(value, str) and "<" in value and ">" in value else str(value)
        return text.strip() or False

    def _by_name(self, model, value):
        name = "code" if model == "res.country" and len(str(value)) == 2 else "name"
        return self.env[model].search([(name, "=ilike", str(value))], limit=1).id

    # ------------------------------------------------------------------ files

    def _files(self, record, paths, check):
        files = []
        for item, name, digest in self._binaries(record, paths):

            def read(item=item, name=name):
                data = base64.b64decode(item.with_context(bin_size=False)[name] or b"")
                return check(self.env, item.display_name, data)

            files.append(File(digest, item.display_name or record.display_name, read))
        return tuple(files)

    def _binaries(self, record, paths):
        """``[(record, field, digest)]``; every path counts here, not only the first."""
        found = []
        for path in paths:
            steps = path.split(".")
            records = record
            for step in steps[:-1]:
                records = records[step]
            if records._fields[steps[-1]].type != "binary":
                continue
            for item in records:
                digest = self._digest(item, steps[-1])
                if digest:
                    found.append((item, steps[-1], digest))
        return found

    def _digest(self, item, name):
        """The file store's own checksum, so that an unchanged picture is not read; whoever reads the record has it."""
        item.check_access("read")
        if item._fields[name].attachment:
            attachment = (
                self.env["ir.attachment"]
                .sudo()
                .search([("res_model", "=", item._name), ("res_field", "=", name), ("res_id", "=", item.id)], limit=1)
            )
            return attachment.checksum and f"sha1:{attachment.checksum}"
        data = item.with_context(bin_size=False)[name]
        return data and f"sha1:{hashlib.sha1(base64.b64decode(data), usedforsecurity=False).hexdigest()}"


def _number(value):
    return number(str(value)) or 0.0
