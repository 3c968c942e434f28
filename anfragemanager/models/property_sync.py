from collections import Counter
from dataclasses import dataclass, field

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .failure import REFUSALS
from .property_origin import SOURCED
from .source_offer import StockError, reason_of

_BATCH = 20
_MAX_DETAIL = 2000


@dataclass
class _Report:
    """What happened so far; becomes a run when the transaction's fate is known."""

    lines: list = field(default_factory=list)
    agents: dict = field(default_factory=dict)
    unchanged: int = 0
    files: int = 0
    # Keys of properties whose pictures and documents a later transaction loads.
    pending: list = field(default_factory=list)
    seen: set = field(default_factory=set)
    full: bool = False
    error: str | None = None

    def add(self, outcome, reference, detail="", prop=None):
        record = prop.id if prop else None
        self.lines.append(
            {"outcome": outcome, "reference": reference, "detail": detail[:_MAX_DETAIL], "property_id": record}
        )

    def count(self):
        return Counter(line["outcome"] for line in self.lines)


class _Undo(Exception):
    """Takes a trial run's changes back."""


class AnfragemanagerPropertySync(models.AbstractModel):
    """The one engine: a stock of offers becomes properties, by company, source and key.

    All of a run or nothing: it is one transaction, broken sources are found before the first change, and a second run
    of the same source waits for nobody but says so.
    """

    _name = "anfragemanager.property.sync"
    _description = "Takes Properties Over from a Source"

    def _run(self, source, stock, name, dry_run=False, run=None, files_later=False):
        """Carry a stock over.

        :param source: one ``anfragemanager.property.source``
        :param stock: see :class:`~.source_offer.Stock`
        :param bool dry_run: change nothing, only report
        :param run: the waiting run to fill; a new one by default
        :param bool files_later: only note whose pictures and documents differ; :meth:`_load` brings them. Thousands of
            pictures take longer than Odoo lets one transaction last.
        :return: the run, in state done, held, trial or failed
        :raises UserError: the source is being carried over already
        """
        source.ensure_one()
        if not source.try_lock_for_update():
            raise UserError(self.env._("Another transfer of “%s” is under way. Try again in a moment.", source.name))
        self._hold(source)
        report = _Report()
        engine = self._engine(source)
        try:
            with self.env.cr.savepoint():
                engine._carry(source, stock, report, dry_run, files_later)
                self.env.flush_all()
                if dry_run:
                    raise _Undo()
        except _Undo:
            for line in report.lines:
                line["property_id"] = self.env["anfragemanager.property"].browse(line["property_id"] or []).exists().id
        except (StockError, *REFUSALS) as error:
            report = _Report(error=reason_of(error))
        return self._record(source, name, report, dry_run, run)

    def _engine(self, source):
        return self.with_company(source.company_id).with_context(
            anfrage_sync=True, tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )

    def _hold(self, source):
        """Take the source's properties for this transaction: a change somebody makes meanwhile waits for its end.

        Without it, one change of one property minutes later would undo the whole run. What changed since this
        transaction began is found out here, at once, and Odoo begins anew.
        """
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM anfragemanager_property WHERE source_id = %s ORDER BY id FOR NO KEY UPDATE", [source.id]
        )

    def _record(self, source, name, report, dry_run, run):
        count = report.count()
        state = "failed" if report.error else "trial" if dry_run else "held" if count["held"] else "done"
        values = {
            "name": name,
            "source_id": source.id,
            "state": state,
            "error": report.error,
            "full": report.full,
            "finished_at": fields.Datetime.now(),
            "created_count": count["created"],
            "changed_count": count["changed"],
            "unchanged_count": report.unchanged,
            "closed_count": count["closed"],
            "held_count": count["held"],
            "skipped_count": count["skipped"],
            "files_pending": [] if dry_run else report.pending,
            "line_ids": [Command.create(line) for line in report.lines],
        }
        Run = self.env["anfragemanager.property.run"].sudo()
        if run:
            run.sudo().write(values)
        else:
            run = Run.create(values)
        if state not in ("trial", "failed"):
            run._replaces_files(report.seen)
        if state != "trial":
            source._transferred(run)
        return run.sudo(False)

    # ------------------------------------------------------------------ the run

    def _carry(self, source, stock, report, dry_run, files_later):
        survey = stock.survey()
        report.full = survey.full
        for note in survey.notes:
            report.add("note", "", note)
        report.agents = source._agents()
        known = self._known(source)
        seen = report.seen
        for offer in stock.offers():
            if not offer.key or not offer.reference:
                report.add("skipped", offer.reference, self.env._("It has no number."))
            elif offer.key in seen:
                report.add("skipped", offer.reference, self.env._("It occurs twice; the first one counts."))
            else:
                seen.add(offer.key)
                self._try(source, offer, known, survey, report, dry_run, files_later)
            if report.files >= _BATCH:
                # Pictures must not pile up in memory.
                report.files = 0
                self.env.flush_all()
                self.env.invalidate_all()
        if survey.full:
            self._close_missing(source, known, seen, survey, report)

    def _known(self, source):
        """The source's properties by key: ``{key: id}``."""
        found = (
            self.env["anfragemanager.property"].with_context(active_test=False).search([("source_id", "=", source.id)])
        )
        return {prop.source_key: prop.id for prop in found}

    def _try(self, source, offer, known, survey, report, dry_run, files_later):
        """One property that the database or a rule refuses is left out with the reason; the others go on."""
        before = len(report.lines), report.unchanged, known.get(offer.key)
        try:
            with self.env.cr.savepoint():
                self._take(source, offer, known, survey, report, dry_run, files_later)
        except REFUSALS as error:
            del report.lines[before[0] :]
            report.unchanged = before[1]
            report.pending = [key for key in report.pending if key != offer.key]
            if before[2] is None:
                known.pop(offer.key, None)
            report.add("skipped", offer.reference, reason_of(error))

    def _take(self, source, offer, known, survey, report, dry_run, files_later):
        Property = self.env["anfragemanager.property"].with_context(active_test=False)
        # The properties are read a thousand at a time, not one by one.
        prop = Property.browse(known.get(offer.key)).with_prefetch(known.values())
        if not prop:
            prop = self._namesake(source, offer, survey, report)
            if prop is None:
                return
        if self._another_agency(offer, prop):
            reason = self.env._(
                "The number belongs to another agency of this source (%s). Should it be the same one with a new "
                "identifier, take the property off the market first.",
                prop.source_provider,
            )
            report.add("skipped", offer.reference, reason, prop)
            return
        if offer.closing:
            self._close(offer, prop, report)
            return
        if prop:
            known[offer.key] = prop.id
            changes = self._update(source, offer, prop, report.agents)
        else:
            prop = self._create(source, offer, report.agents)
            known[offer.key] = prop.id
            changes = None
        problems = [*offer.notes, *self._listings(offer, prop)]
        touched = self._files(offer, prop, problems, dry_run or files_later)
        if touched and files_later:
            report.pending.append(offer.key)
        elif touched:
            report.files += len(touched)
        detail = "\n".join(problems)
        if changes is None:
            report.add("created", offer.reference, detail, prop)
        elif changes or touched:
            said = [self._change_text(prop, *change) for change in changes] + touched
            outcome = "closed" if ("marketing_state", "closed") in [(c[0], c[2]) for c in changes] else "changed"
            report.add(outcome, offer.reference, "\n".join(filter(None, [*said, detail])), prop)
        else:
            report.unchanged += 1

    @staticmethod
    def _another_agency(offer, prop):
        """Whether an agency would change a property on the market that another one of the same source delivered."""
        known = prop.source_provider
        return bool(known and offer.provider and known != offer.provider and prop.marketing_state != "closed")

    def _namesake(self, source, offer, survey, report):
        """A property of the same number that the offer may take over; an empty one for none; None to leave out."""
        Property = self.env["anfragemanager.property"].with_context(active_test=False)
        prop = Property.search(
            [("company_id", "=", source.company_id.id), ("reference", "=", offer.reference)], limit=1
        )
        if not prop:
            return prop
        if prop.source_id and prop.source_id != source:
            reason = self.env._("The number belongs to a property of “%s”.", prop.source_id.sudo().name)
        elif prop.source_id and prop.source_key in survey.keys:
            reason = self.env._("The number is used twice in the delivery.")
        else:
            # Kept by hand so far, or the sender gave it another identifier.
            return prop
        report.add("skipped", offer.reference, reason, prop)
        return None

    def _values(self, source, offer, prop, agents):
        locked = set(prop.lock_ids.mapped("field_name")) if prop else set()
        values = {name: value for name, value in offer.values.items() if name in SOURCED and name not in locked}
        if "user_id" not in locked:
            agent = agents.get(email_normalize(offer.email or "") or "")
            if agent or not prop:
                values["user_id"] = agent or source.user_id.id
        return values

    def _origin(self, source, offer):
        return {
            "source_id": source.id,
            "source_key": offer.key,
            "source_provider": offer.provider,
            "source_record_id": offer.record_id or 0,
            "source_extra": offer.extra or False,
        }

    def _create(self, source, offer, agents):
        return self.env["anfragemanager.property"].create(
            {
                **self._values(source, offer, None, agents),
                **self._origin(source, offer),
                "reference": offer.reference,
                "company_id": source.company_id.id,
            }
        )

    def _update(self, source, offer, prop, agents):
        """Write what differs; return ``[(field, before, after)]`` of what a person would notice."""
        wanted = self._values(source, offer, prop, agents)
        changed = {name: value for name, value in wanted.items() if prop._differs(name, value)}
        changes = [(name, prop[name], value) for name, value in changed.items()]
        if prop.reference != offer.reference and prop.source_key == offer.key:
            changed["reference"] = offer.reference
            changes.append(("reference", prop.reference, offer.reference))
        origin = self._origin(source, offer)
        if prop.source_id != source:
            changes.append(("source_id", prop.source_id, source.id))
        changed |= {name: value for name, value in origin.items() if prop._differs(name, value)}
        if changed:
            prop.write(changed)
        return changes

    def _close(self, offer, prop, report):
        if not prop:
            report.add("skipped", offer.reference, self.env._("It is to be deleted, but was never here."))
        elif prop.marketing_state == "closed":
            report.unchanged += 1
        else:
            prop.marketing_state = "closed"
            report.add("closed", offer.reference, self.env._("The source deletes it."), prop)

    def _close_missing(self, source, known, seen, survey, report):
        """What a whole stock no longer names is gone, unless it is suspiciously much: then a person is asked."""
        Property = self.env["anfragemanager.property"].with_context(active_test=False)
        mine = Property.browse(known.values()).filtered(
            lambda prop: not survey.providers or prop.source_provider in survey.providers or not prop.source_provider
        )
        open_before = mine.filtered(lambda prop: prop.marketing_state != "closed" or prop.source_key in seen)
        missing = open_before.filtered(lambda prop: prop.source_key not in seen)
        if not missing:
            return
        share = 100 * len(missing) / len(open_before)
        if share > source.brake_percent:
            reason = self.env._(
                "The delivery no longer names it. As that is so with %(share)d %% of the properties, a person decides.",
                share=round(share),
            )
            for prop in missing:
                report.add("held", prop.reference, reason, prop)
            return
        missing.write({"marketing_state": "closed"})
        for prop in missing:
            report.add("closed", prop.reference, self.env._("The delivery no longer names it."), prop)

    def _change_text(self, prop, name, before, after):
        field_ = prop._fields[name]
        label = field_._description_string(self.env)
        if field_.type in ("text", "json", "html"):
            return self.env._("%s: rewritten", label)
        now = prop[name]
        if field_.type == "selection":
            labels = dict(field_._description_selection(self.env))
            return f"{label}: {labels.get(before, '–')} → {labels.get(now, '–')}"
        if field_.type == "many2one":
            return f"{label}: {before.display_name or '–'} → {now.display_name or '–'}"
        return f"{label}: {before or '–'} → {now or '–'}"

    # ------------------------------------------------------------------ listings

    def _listings(self, offer, prop):
        """Note portal numbers and addresses; return what speaks against it."""
        problems = []
        Listing = self.env["anfragemanager.listing"].with_context(active_test=False)
        for code, external_id, url in offer.listings:
            portal = self.env["anfragemanager.portal"].sudo()._for_code(code)
            if not portal:
                continue
            mine = Listing.search([("property_id", "=", prop.id), ("portal_id", "=", portal.id)])
            number = external_id or (offer.reference if code == "website" else None)
            listing = mine.filtered(lambda item, number=number: item.external_id == number) or (
                mine[:1] if not number else mine.browse()
            )
            if not listing and not number:
                continue
            if not listing:
                other = Listing.search(
                    [
                        ("portal_id", "=", portal.id),
                        ("external_id", "=", number),
                        ("company_id", "=", prop.company_id.id),
                    ],
                    limit=1,
                )
                if other:
                    problems.append(
                        self.env._(
                            "The listing %(listing)s belongs to %(property)s already.",
                            listing=other.display_name,
                            property=other.property_id.reference,
                        )
                    )
                    continue
                Listing.create({"property_id": prop.id, "portal_id": portal.id, "external_id": number, "url": url})
            elif url and listing.url != url:
                listing.url = url
        return problems
