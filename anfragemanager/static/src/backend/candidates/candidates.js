import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const VERDICTS = {duplicate: "text-bg-danger", possible: "text-bg-warning", related: "text-bg-info"};

const plain = (text) =>
    (text || "")
        .normalize("NFC")
        .toLowerCase()
        .replace(/[\s.,;-]+/g, " ")
        .trim();
// +49 30 123 and 030 123 are the same number: what follows the prefixes is compared.
const digits = (text) => (text || "").replace(/\D/g, "").slice(-7);
const join = (...parts) => parts.filter(Boolean).join(" ");

/** The inquiry and its candidates side by side, with the evidence and the decision of a person. */
export class CandidatesField extends Component {
    static template = "anfragemanager.CandidatesField";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({busy: false});
    }

    get inquiry() {
        return this.props.record.data;
    }

    get canDecide() {
        return this.inquiry.state === "aborted" && this.inquiry.reason === "duplicate";
    }

    get candidates() {
        const list = this.props.record.data[this.props.name];
        const label = (field, value) => list.fields[field].selection.find(([key]) => key === value)?.[1] || "";
        return list.records.map(({resId, data}) => ({
            id: resId,
            partnerId: data.partner_id.id,
            name: data.partner_id.display_name,
            email: data.partner_email || "",
            phone: data.partner_phone || "",
            address: data.partner_address || "",
            score: Math.round(data.score),
            verdict: label("verdict", data.verdict),
            verdictClass: VERDICTS[data.verdict] || "text-bg-secondary",
            explanation: data.explanation || "",
            decision: label("decision", data.decision),
        }));
    }

    /** One row per compared value: what the inquiry says, and per candidate what the contact says and if it agrees. */
    get rows() {
        const {inquiry, candidates} = this;
        const place = join(inquiry.zip, inquiry.city);
        const rows = [
            {
                key: "name",
                label: _t("Name"),
                own: join(inquiry.first_name, inquiry.last_name) || inquiry.company_name || "",
                compared: plain,
            },
            {key: "email", label: _t("E-mail"), own: inquiry.email || "", compared: plain},
            {key: "phone", label: _t("Phone"), own: inquiry.mobile || inquiry.phone || "", compared: digits},
            {
                key: "address",
                label: _t("Address"),
                own: [inquiry.street, place].filter(Boolean).join(", "),
                compared: plain,
            },
        ];
        return rows.map(({compared, ...row}) => ({
            ...row,
            cells: candidates.map((candidate) => {
                const value = candidate[row.key];
                const comparable = Boolean(row.own && value);
                return {
                    value,
                    same: comparable && compared(row.own) === compared(value),
                    differs: comparable && compared(row.own) !== compared(value),
                };
            }),
        }));
    }

    openContact(candidate) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: candidate.partnerId,
            views: [[false, "form"]],
        });
    }

    async decide(candidate, method) {
        if (!(await this.props.record.save())) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call("anfragemanager.duplicate", method, [[candidate.id]]);
        } finally {
            this.state.busy = false;
        }
        await this.props.record.model.load();
    }
}

export const candidatesField = {
    component: CandidatesField,
    displayName: _t("Candidates side by side"),
    supportedTypes: ["one2many"],
    relatedFields: [
        {name: "partner_id", type: "many2one", relation: "res.partner"},
        {name: "partner_email", type: "char"},
        {name: "partner_phone", type: "char"},
        {name: "partner_address", type: "char"},
        {name: "score", type: "float"},
        {name: "verdict", type: "selection"},
        {name: "explanation", type: "char"},
        {name: "decision", type: "selection"},
    ],
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "reason", type: "selection"},
    ],
};

registry.category("fields").add("anfragemanager_candidates", candidatesField);
