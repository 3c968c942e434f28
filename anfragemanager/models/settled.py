"""What the automation reads of the agency's settings, kept in memory from one transaction to the next.

Mailbox, company, people, templates and portal have wide rows: having Odoo read them anew for each inquiry takes a
quarter of all the time it needs. One short statement asks PostgreSQL whether the rows are still the same ones, so
that a change counts from the next transaction on, whoever made it and in whichever process.
"""

from odoo import api, models, tools
from odoo.tools import SQL

PROPERTY = "anfragemanager.property"
# Of contacts only those of the people and companies below: no prospect stays in memory.
SETTINGS = (
    "anfragemanager.mailbox",
    "anfragemanager.portal",
    "ir.model",
    "mail.alias.domain",
    "mail.template",
    "properties.base.definition",
    "res.company",
    "res.country",
    "res.currency",
    "res.users",
)
PARTNERS = "res.partner"
MOST = 300
RECALLED = "anfragemanager.settled"


class AnfragemanagerSettled(models.AbstractModel):
    """Rows of settings as the ORM keeps them, with what tells that they are unchanged."""

    _name = "anfragemanager.settled"
    _description = "Settings Kept in Memory"

    @api.model
    @tools.ormcache(cache="default")
    def _memory(self):
        """Return what is kept, to be changed in place: ``{(model, id): (version, [(field, value)])}``."""
        return {}

    @api.model
    @tools.ormcache(cache="default")
    def _properties(self):
        """Return the properties that are kept, in the same form; of these there may be many, and one is asked for."""
        return {}

    @api.model
    def _recall(self, mailbox, prop=None):
        """Put what is kept into the ORM's memory, as far as the rows are the same; what is there already stays.

        :param prop: the property that will be needed, if it is known
        """
        there = mailbox.id in self._indicator("anfragemanager.mailbox")._get_cache(self.env)
        if there and RECALLED in self.env.cr.cache:
            return
        self.env.cr.cache[RECALLED] = True
        memory = self._memory()
        keys = list(memory)
        if prop and (PROPERTY, prop.id) in self._properties():
            keys.append((PROPERTY, prop.id))
        if keys:
            versions = self._versions(keys)
            for key in keys:
                self._put(memory if key in memory else self._properties(), key, versions.get(key))

    @api.model
    def _recall_properties(self, versions):
        """Put what is kept of properties that were just looked up into the ORM's memory: ``{id: version}``."""
        for id_, version in versions.items():
            self._put(self._properties(), (PROPERTY, id_), version)

    @api.model
    def _put(self, memory, key, version):
        kept_version, values = memory.get(key) or (None, ())
        if kept_version != version:
            memory.pop(key, None)
            return
        data, id_ = self.env.transaction.field_data, key[1]
        for field, value in values:
            if not field.translate:
                data[field].setdefault(id_, value)
            elif id_ not in data[field]:
                # The ORM adds languages to it.
                data[field][id_] = value and dict(value)

    @api.model
    def _remember(self):
        """Keep the rows of settings that this transaction read; nothing may be left to be written."""
        memory = self._memory()
        read = {model: self._indicator(model)._get_cache(self.env) for model in SETTINGS}
        # Who only has a portal login is a customer.
        customer = self.env["res.users"]._fields["share"]._get_cache(self.env)
        read["res.users"] = [id_ for id_ in read["res.users"] if customer.get(id_) is False]
        new = [(model, id_) for model, ids in read.items() for id_ in ids if id_ and (model, id_) not in memory]
        ours = {
            partner
            for model in ("res.company", "res.users")
            for partner in map(self.env[model]._fields["partner_id"]._get_cache(self.env).get, read[model])
        }
        partners = self._indicator(PARTNERS)._get_cache(self.env)
        new += [(PARTNERS, id_) for id_ in ours if id_ in partners and (PARTNERS, id_) not in memory]
        properties = self._properties()
        new = new[: MOST - len(memory)]
        new += [
            (PROPERTY, id_)
            for id_ in self._indicator(PROPERTY)._get_cache(self.env)
            if id_ and (PROPERTY, id_) not in properties
        ]
        if not new:
            return
        for key, version in self._versions(new).items():
            values = self._values(*key)
            if values and key[0] == PROPERTY:
                if len(properties) >= MOST:
                    properties.clear()
                properties[key] = version, values
            elif values:
                memory[key] = version, values

    @api.model
    def _indicator(self, model):
        """Return the field of a model that tells whether a row was read as a whole."""
        return self.env[model]._fields["create_uid"]

    @api.model
    def _values(self, model, id_):
        """Return the columns of a row that was read as a whole: ``[(field, value as the ORM keeps it)]``, else None."""
        transaction, values = self.env.transaction, []
        for field in self.env[model]._fields.values():
            if field.name == "id" or not (field.store and field.column_type and field.prefetch is True):
                continue
            if field in self.pool.field_depends_context:
                continue
            cache = transaction.field_data[field]
            unwritten = transaction.field_dirty.get(field, ()), transaction.tocompute.get(field, ())
            if id_ not in cache or any(id_ in ids for ids in unwritten):
                return None
            value = cache[id_]
            values.append((field, value and dict(value) if field.translate else value))
        return values

    @api.model
    def _versions(self, keys):
        """Return what changes with each change of a row: ``{(model, id): version}`` of the rows there are."""
        ids = {}
        for model, id_ in keys:
            ids.setdefault(model, []).append(id_)
        rows = self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %s, id, xmin::text, ctid::text FROM %s WHERE id = ANY(%s)",
                    model,
                    SQL.identifier(self.env[model]._table),
                    wanted,
                )
                for model, wanted in ids.items()
            )
        )
        return {(model, id_): (written, place) for model, id_, written, place in rows}
