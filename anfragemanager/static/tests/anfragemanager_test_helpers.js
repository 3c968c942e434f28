import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {defineModels, fields, models} from "@web/../tests/web_test_helpers";

/** What a stranger may write into a form; none of it may ever become markup. */
export const HOSTILE = `<img src="x" class="o_hostile" onerror="window.hacked = true"/>`;

export class Mailbox extends models.Model {
    _name = "anfragemanager.mailbox";

    name = fields.Char();
    count_new = fields.Integer();
    count_waiting = fields.Integer();
    count_done = fields.Integer();
    count_aborted = fields.Integer();
    count_failed = fields.Integer();
    count_expired = fields.Integer();
    count_ignored = fields.Integer();
    count_other_mail = fields.Integer();
    test_email = fields.Char();
    duplicate_threshold = fields.Float();
    signs = fields.Json();

    get_signs() {
        return {all: [], mailboxes: {}};
    }

    _records = [
        {id: 1, name: "Berlin", count_waiting: 2, count_aborted: 1},
        {id: 2, name: "Köln"},
    ];
}

export class Inquiry extends models.Model {
    _name = "anfragemanager.inquiry";

    name = fields.Char();
    state = fields.Selection({
        selection: [
            ["aborted", "Automation Stopped"],
            ["done", "Completed"],
        ],
    });
    reason = fields.Selection({
        selection: [["duplicate", "The contact probably exists already; please decide."]],
    });
    duplicate_ids = fields.One2many({relation: "anfragemanager.duplicate"});
    trace_ids = fields.One2many({relation: "anfragemanager.trace"});
    bundle_id = fields.Many2one({relation: "anfragemanager.inquiry"});
    preferred_contact = fields.Json();
    conflicts = fields.Json();
    origin = fields.Json();
    action_list = fields.Json();
    standing = fields.Json();
    property_card = fields.Json();
    state_text = fields.Char();
    edit_prospect = fields.Boolean();
    needs_person = fields.Boolean();
}

export class Duplicate extends models.Model {
    _name = "anfragemanager.duplicate";

    name = fields.Char();
}

export class Trace extends models.Model {
    _name = "anfragemanager.trace";

    step = fields.Selection({selection: [["gate", "Responsibility"]]});
    outcome = fields.Selection({
        selection: [
            ["ok", "Done"],
            ["manual", "By a person"],
        ],
    });
    note = fields.Text();
    user_id = fields.Many2one({relation: "res.users"});
    create_date = fields.Datetime();
}

export function defineAnfragemanagerModels() {
    defineMailModels();
    defineModels([Mailbox, Inquiry, Duplicate, Trace]);
}

export const card = (values) => ({
    todo: 0,
    review: 0,
    kinds: [],
    today: 1,
    spark: [0, 2, 1],
    counts: {today: {}, week: {}, all: {}},
    tasks: [],
    further_tasks: 0,
    ...values,
});

export const line = (values) => ({
    id: 11,
    name: "Anna Beispiel",
    state: "waiting",
    state_label: "Warte auf Bestätigung",
    reason: "",
    date: "2026-01-10 09:00:00",
    waiting: "",
    needs_person: false,
    property: "MA-1024",
    portal: "ImmobilienScout24",
    mailbox: "Berlin",
    ...values,
});

export const preview = (values) => ({
    ...line(),
    reason_note: "",
    message: "",
    wishes: "",
    address: "",
    actions: [],
    email: "anna@example.org",
    phone: "+49 30 123456",
    expires_at: false,
    partner: false,
    property_details: false,
    trace: [],
    ...values,
});
