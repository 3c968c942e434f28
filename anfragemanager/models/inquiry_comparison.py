"""The prospect beside the contacts that may be the same person."""

from dataclasses import asdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from .. import matching
from .res_partner import shown_evidence


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    @api.readonly
    def get_comparison(self):
        """Return the prospect and the candidates side by side, read with the caller's rights.

        :return: ``{"fields": [label], "prospect": [value], "can_merge": bool, "candidates": [{"id", "name", "score",
            "mixed", "verdict", "verdict_label", "explanation", "decision", "decision_label", "can_undo", "archived",
            "choices": [fields of Choice], "values": [{"value", "level"}]}], "others": [{"id", "name"}]}``; `level` is
            equal, similar, different or missing; `verdict` may be "unlike" where they no longer are; `others` wait for
            the same decision. Contacts that the caller may not read are left out.
        """
        self.ensure_one()
        labels = {
            "name": self.env._("Name"),
            "company": self.env._("Company"),
            "email": self.env._("E-Mail"),
            "phones": self.env._("Phone"),
            "street": self.env._("Street"),
            "city": self.env._("City"),
        }
        prospect = self._comparison_values()
        candidates = self.duplicate_ids.filtered(lambda candidate: candidate.partner_id.has_access("read"))
        # Since the check the prospect may have corrected the data, and a colleague the contact.
        open_ones = candidates.filtered(lambda candidate: not candidate.decision) if self._awaits_decision() else []
        anew = open_ones.partner_id._anfrage_compare(self) if open_ones else {}
        unlike = {id_ for id_, comparison in anew.items() if comparison.verdict == "different"}
        can_decide = self.has_access("write")
        lang = "de" if (self.env.lang or "").startswith("de") else "en"
        return {
            "fields": list(labels.values()),
            "prospect": [prospect[name] for name in labels],
            "can_merge": len(self._mergeable()) > 1,
            "others": [
                {
                    "id": other.id,
                    "name": f"{other.display_name} ({format_datetime(self.env, other.date, dt_format='short')})",
                }
                for other in self._awaiting_same_decision()
            ],
            "candidates": [
                {
                    "id": candidate.id,
                    "partner_id": candidate.partner_id.id,
                    "name": candidate.partner_id.display_name,
                    "archived": not candidate.partner_id.active,
                    "score": candidate.score,
                    "mixed": candidate._is_mixed(),
                    "verdict": "unlike" if candidate.partner_id.id in unlike else candidate.verdict,
                    "verdict_label": self.env._("No longer alike")
                    if candidate.partner_id.id in unlike
                    else candidate._verdict_told(),
                    "explanation": matching.explain(anew[candidate.partner_id.id], lang)
                    if candidate.partner_id.id in anew
                    else candidate.explanation or "",
                    "decision": candidate.decision or "",
                    "decision_label": candidate._decision_told(candidate.decision),
                    "can_undo": candidate.can_undo,
                    "choices": [asdict(choice) for choice in candidate._choices(candidate.partner_id.id not in unlike)]
                    if can_decide
                    else [],
                    "values": [
                        {
                            "value": value,
                            "level": _level(
                                prospect[name],
                                value,
                                name,
                                shown_evidence(anew[candidate.partner_id.id])
                                if candidate.partner_id.id in anew
                                else candidate.evidence or [],
                            ),
                        }
                        for name, value in candidate.partner_id._anfrage_comparison_values().items()
                        if name in labels
                    ],
                }
                for candidate in candidates
            ],
        }

    def _comparison_values(self):
        return {
            "name": " ".join(filter(None, (self.title, self.first_name, self.last_name))),
            "company": self.company_name or "",
            "email": self.email or "",
            "phones": ", ".join(filter(None, (self.phone, self.mobile))),
            "street": self.street or "",
            "city": " ".join(filter(None, (self.zip, self.city))),
        }

    def _mergeable(self):
        """Return the candidates' contacts that may be one: several people, or several companies, never both."""
        # Who was told to be somebody else is not merged.
        alike = self.duplicate_ids.filtered(
            lambda candidate: candidate.verdict != "related" and candidate.decision in (False, "same")
        )
        partners = alike.partner_id._filtered_access("read")
        companies = partners.filtered("is_company")
        chosen = companies if len(companies) > len(partners - companies) else partners - companies
        # Odoo lets none but administrators merge contacts with several addresses.
        return chosen if len(set(chosen.mapped("email"))) < 2 or self.env.is_admin() else chosen.browse()

    def _awaits_decision(self):
        """Return whether a person has to say who of the candidates the prospect is."""
        self.ensure_one()
        return self.state == "aborted" and self.reason == "duplicate"

    def _asked_about(self):
        """Return the candidates of which nobody has said yet who they are; related ones are in no question."""
        return self.duplicate_ids.filtered(lambda candidate: not candidate.decision and candidate.verdict != "related")

    def _is_decided_with_another(self):
        """Return whether the candidates stand at the inquiry with which this one waited."""
        return bool(self.bundle_id) and self._awaits_decision()

    def _awaiting_same_decision(self):
        """Return the other inquiries of the same address that wait for a decision as this one does."""
        if not self.email_normalized or self.email_is_alias:
            return self.browse()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("address_key", "=", self.address_key),
                ("email_normalized", "=", self.email_normalized),
                ("email_is_alias", "=", False),
                ("state", "=", "aborted"),
                ("reason", "=", "duplicate"),
                ("id", "!=", self.id),
            ],
            limit=20,
        )

    def _join_open_question(self):
        """Wait with the inquiry of the same address at which a person is asked already: one question, one task."""
        asked = self._awaiting_same_decision().filtered(lambda other: not other.bundle_id).sorted("id")[:1]
        if not asked or self.bundle_id or self.bundled_ids:
            return
        self.bundle_id = asked
        self._trace("duplicate_check", "waiting", note=self.env._("Is decided together with: %s", asked.display_name))
        number = len(asked.bundled_ids) + 1
        tasks = asked.sudo().activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref("anfragemanager.activity_duplicate")
        )
        # Nobody is written to again.
        tasks.with_context(mail_activity_quick_update=True).summary = self.env._(
            "%(reason)s (%(count)s inquiries)", reason=asked._reason_told(), count=number
        )

    def _take_others_along(self):
        """What a person decided about this prospect holds for all inquiries of the address that wait for it."""
        if not (self.duplicate_decided and self.partner_id) or self.state == "new":
            return
        for other in self._awaiting_same_decision():
            self._copy_decisions(other)
            other._resume("known_address", self.env._("Decided with: %s", self.display_name))

    def _copy_decisions(self, other):
        """What a person said of a contact is said for another inquiry, too, for which the same contact was found."""
        decided = {candidate.partner_id: candidate for candidate in self.duplicate_ids if candidate.decision}
        for candidate in other.duplicate_ids.filtered(lambda one: not one.decision and one.partner_id in decided):
            said = decided[candidate.partner_id]
            candidate.write(
                {
                    "decision": said.decision,
                    "decided_by_id": said.decided_by_id.id,
                    "decided_at": said.decided_at,
                }
            )

    def action_merge_candidates(self):
        """Merge contacts among the candidates that are one person, with Odoo's own merge."""
        self.ensure_one()
        partners = self._mergeable()
        if len(partners) < 2:
            raise UserError(self.env._("There are no two candidates to merge."))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("base.action_partner_merge"),
            "context": {"active_model": "res.partner", "active_ids": partners[:3].ids},
        }

    def _remembered(self, decisions):
        """Return the contacts on which a person decided so for an earlier inquiry of the same address."""
        return self.env["res.partner"].browse(self._decided_before(decisions, SQL("earlier.partner_id")))

    def _remembered_company(self):
        """Return the companies whose contact person somebody knew at an earlier inquiry of the same address."""
        decided = self._decided_before(("staff",), SQL("inquiry.partner_id")) if self._is_company() else []
        return self.env["res.partner"].browse(decided)

    def _decided_before(self, decisions, column):
        """Return the ids in a column of earlier inquiries of the same address, and their candidates, decided so."""
        if not self.email_normalized or self.email_is_alias:
            return []
        self.env["anfragemanager.duplicate"].flush_model(["inquiry_id", "decision", "partner_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s
                  FROM anfragemanager_duplicate AS earlier
                  JOIN anfragemanager_inquiry AS inquiry ON inquiry.id = earlier.inquiry_id
                 WHERE inquiry.email_normalized = %s AND inquiry.company_id = %s AND inquiry.id <> %s
                   AND earlier.decision IN %s
                 ORDER BY earlier.id DESC
                """,
                column,
                self.email_normalized,
                self.company_id.id,
                self.id,
                tuple(decisions),
            )
        )
        return list(dict.fromkeys(id_ for (id_,) in rows if id_))


# Which evidence of `matching` speaks of which line of the comparison.
_EVIDENCE = {
    "name": ("last_name", "first_name"),
    "company": ("company",),
    "email": ("email",),
    "phones": ("phone",),
    "street": ("street", "house_number"),
    "city": ("place",),
}


def _level(prospect, value, name, evidence):
    """Return how a line of the comparison is shown: equal, similar, different or missing."""
    if not prospect or not value:
        return "missing"
    levels = [item["level"] for item in evidence if item["field"] in _EVIDENCE[name] and item["level"] != "missing"]
    if prospect.casefold() == value.casefold() or (levels and all(level == "equal" for level in levels)):
        return "equal"
    if not levels:
        # A landline and a mobile say nothing of each other, nor do the boxes of a company and of one of its people.
        return "missing" if name in ("phones", "email") else "different"
    return "different" if "different" in levels else "similar"
