import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const VERDICTS = {duplicate: "text-bg-danger", possible: "text-bg-warning", related: "text-bg-info"};
const LEVELS = {
    equal: {icon: "fa fa-check text-success", text: _t("Same")},
    similar: {icon: "", sign: "≈", text: _t("Similar")},
    different: {icon: "", sign: "≠", text: _t("Different")},
    missing: {icon: "", sign: "", text: ""},
};

/** The inquiry and the contacts that may be its prospect, side by side, with the evidence and the possible decisions. */
export class Candidates extends Component {
    static template = "anfragemanager.Candidates";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({comparison: null, busy: false});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({record}) => {
            // The form makes a new record object whenever it loads.
            if (record !== this.props.record) {
                return this.load(record);
            }
        });
    }

    async load(record) {
        const isStored = record.resId && record.data.duplicate_ids.count;
        this.state.comparison = isStored
            ? await this.orm.call("anfragemanager.inquiry", "get_comparison", [[record.resId]])
            : null;
    }

    get candidates() {
        return this.state.comparison?.candidates || [];
    }

    get rows() {
        const {fields, prospect} = this.state.comparison;
        return fields
            .map((label, index) => ({
                label,
                own: prospect[index],
                cells: this.candidates.map(({values}) => ({...LEVELS[values[index].level], ...values[index]})),
            }))
            .filter((row) => row.own || row.cells.some((cell) => cell.value));
    }

    get canDecide() {
        const {state, reason} = this.props.record.data;
        return state === "aborted" && reason === "duplicate";
    }

    verdictClass(candidate) {
        return VERDICTS[candidate.verdict] || "text-bg-secondary";
    }

    openContact(candidate) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: candidate.partner_id,
            views: [[false, "form"]],
        });
    }

    decide(candidate, name) {
        return this.run("anfragemanager.duplicate", candidate.id, name);
    }

    merge() {
        return this.run("anfragemanager.inquiry", this.props.record.resId, "action_merge_candidates");
    }

    /** Save what the clerk corrected, call a button's method, and show what became of it. */
    async run(resModel, resId, name) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        this.state.busy = true;
        try {
            await this.action.doActionButton({
                type: "object",
                name,
                resModel,
                resId,
                context: {...user.context},
                onClose: () => record.model.load(),
            });
        } finally {
            this.state.busy = false;
        }
    }
}

export const candidates = {
    component: Candidates,
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "reason", type: "selection"},
        {name: "duplicate_ids", type: "one2many"},
    ],
};

registry.category("view_widgets").add("anfragemanager_candidates", candidates);
