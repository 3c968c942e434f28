"""What a person can say of a candidate: who asks and whom we know decide which answers are true ones."""

from dataclasses import dataclass, replace

from odoo import api, fields, models

from .. import matching

# How who asks and the contact relate to each other; each has answers of its own.
PERSON = "person"  # two people
SEVERAL = "several"  # a couple or a family on either side
COMPANY = "company"  # the contact is a company
STAFF = "staff"  # a company asks, and the contact is a person
METHODS = {
    "same": "action_same",
    "update": "action_same_update",
    "household": "action_household",
    "employee": "action_employee",
    "staff": "action_staff",
    "different": "action_different",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer as its button shows it; `help`: what it does, in a line, where its name does not say it."""

    decision: str
    method: str
    label: str
    help: str = ""
    primary: bool = False


class AnfragemanagerDuplicate(models.Model):
    _inherit = "anfragemanager.duplicate"

    decision_told = fields.Char(string="Decision in Words", compute="_compute_decision_told")

    @api.depends("decision")
    @api.depends_context("lang")
    def _compute_decision_told(self):
        relations = self.filtered("decision")._relations()
        for candidate in self:
            relation = relations.get(candidate)
            candidate.decision_told = candidate._label_of(candidate.decision, relation) if relation else ""

    def _relations(self):
        """Return how who asks and the contact relate, see `_relation`: ``{candidate: relation}``.

        Whoever sees the inquiry may not see the contact; which it is, is not told.
        """
        persons = {person.id: person for person in self.sudo().partner_id._anfrage_persons()}
        return {candidate: candidate._relation_to(persons[candidate.sudo().partner_id.id]) for candidate in self}

    def _relation(self):
        """Return how who asks and this contact relate: PERSON, SEVERAL, COMPANY or STAFF."""
        self.ensure_one()
        return self._relations()[self]

    def _relation_to(self, person):
        partner, contact = self.sudo().partner_id, matching.prepare(person)
        if partner.is_company or contact.is_company:
            return COMPANY
        if self.inquiry_id._is_company():
            return STAFF
        prospect = matching.prepare(partner._anfrage_person_of(self.inquiry_id))
        return SEVERAL if any(one.family or len(one.people) > 1 for one in (contact, prospect)) else PERSON

    def _is_mixed(self):
        """Return whether one is a person and the other a company: how alike they are then says nothing."""
        return (self._relation() == COMPANY) != self.inquiry_id._is_company()

    def _choices(self, alike=True):
        """Return what a person can decide of this contact now, the usual answer marked: ``[Choice]``.

        :param bool alike: they still are, as both are now
        """
        self.ensure_one()
        if self.decision:
            return []
        if self.inquiry_id._awaits_decision():
            return self._answers(self._relation(), alike)
        if not self._may_be_employer():
            return []
        later = self._choice("employee", COMPANY)
        return [replace(later, help=self.env._("The contact is put below this company; it keeps its address."))]

    def _answers(self, relation, alike):
        names = {
            PERSON: ("same", "update", "household", "different"),
            SEVERAL: ("same", "update", "household", "different"),
            COMPANY: ("same", "update", "employee", "different"),
            STAFF: ("staff", "different"),
        }[relation]
        if self.inquiry_id._is_company():
            names = tuple(name for name in names if name != "employee")
        usual = self._usual(names) if alike else "different"
        return [self._choice(name, relation, primary=name == usual) for name in names]

    def _usual(self, names):
        """Return the answer to suggest, or None: of a possible one nothing is usual, and suggested would be clicked."""
        if self.verdict == "possible" or self.verdict == "related" and "staff" in names:
            # … and where the company itself is known, it is the one in question.
            return None
        # Who names oneself beside a company works there; who shares a line or a house is somebody else.
        near = {"employee", "staff"}.intersection(names)
        if near:
            return near.pop()
        return "different" if self.verdict == "related" else "same"

    def _choice(self, name, relation, primary=False):
        decision = "same" if name == "update" else name
        label = self._label_of(decision, relation)
        if name == "update":
            label = self.env._("%s, New Data …", label)
        return Choice(decision, METHODS[name], label, self._help_of(name, relation), primary)

    def _label_of(self, decision, relation):
        nothing = self.env._("Has Nothing to Do with It")
        own = {
            PERSON: {},
            COMPANY: {"same": self.env._("The Company Itself"), "different": nothing},
            SEVERAL: {
                "same": self.env._("Belongs to This Contact"),
                "household": self.env._("Own Contact in the Same Household"),
                "different": nothing,
            },
            STAFF: {"different": nothing},
        }[relation]
        return own.get(decision) or dict(self._fields["decision"]._description_selection(self.env)).get(decision, "")

    def _help_of(self, name, relation):
        if relation == STAFF:
            return self._help_of_staff() if name == "staff" else ""
        return {
            PERSON: {},
            COMPANY: {"employee": self.env._("Who asks is a contact of their own below the company.")},
            SEVERAL: {
                "same": self.env._("No new contact: the inquiry goes to this one, whose name stays."),
                "household": self.env._("A new contact for who asks, linked with this one."),
            },
        }[relation].get(name, "")

    def _help_of_staff(self):
        company = self.partner_id.parent_id._filtered_access("read")
        if company.is_company:
            return self.env._("The inquiry goes to %s.", company.display_name)
        return self.env._("The company becomes a contact, and this one is put below it.")

    def _may_be_employer(self):
        """Return whether it can still be said that the prospect works there, though nothing waits for it any more."""
        inquiry, contact = self.inquiry_id, self.inquiry_id.partner_id._filtered_access("write")
        if inquiry.is_held or inquiry.state in ("new", "waiting") or not contact or contact == self.partner_id:
            return False
        return self.partner_id.is_company and not (contact.is_company or contact.parent_id)

    def _decision_told(self, decision):
        """Return a decision in the words of its button."""
        return self._label_of(decision, self._relation()) if decision else ""

    def _verdict_told(self):
        """Return in a word what the check found; a company and one of its people are no duplicates of each other."""
        if self.verdict != "related" and self._relation() == STAFF:
            return self.env._("Works there?")
        return dict(self._fields["verdict"]._description_selection(self.env)).get(self.verdict, "")
