import {Component, onWillStart, onWillUnmount, onWillUpdateProps, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {usePerformInForm} from "../desk/perform";

const VERDICTS = {duplicate: "text-bg-danger", possible: "text-bg-warning", related: "text-bg-info"};
const LEVELS = {
    equal: {icon: "fa fa-check text-success", text: _t("Same")},
    similar: {icon: "", sign: "≈", text: _t("Similar")},
    different: {icon: "", sign: "≠", text: _t("Different")},
    missing: {icon: "", sign: "", text: ""},
};

// In front of the buttons that take it back or carry it out, and on none: Enter once more must not press one.
function goToOutcome() {
    const outcome = document.querySelector(".o_form_view .o_anfrage_standing");
    const actions = document.querySelector(".o_form_view .o_anfrage_actions");
    (actions || outcome)?.focus({preventScroll: true});
    outcome?.scrollIntoView({block: "nearest"});
}

/**
 * The inquiry and the contacts that may be its prospect, side by side, with the evidence and the possible decisions.
 *
 * On a phone each contact is compared by itself, one below the other: nothing lies beyond the edge.
 */
export class Candidates extends Component {
    static template = "anfragemanager.Candidates";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({comparison: null});
        Object.assign(
            this,
            usePerformInForm(() => this.props.record),
        );
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({record}) => {
            // The form makes a new record object whenever it loads.
            if (record !== this.props.record) {
                return this.load(record);
            }
        });
        // The candidates move away once all is decided: where one can take it back, one goes on.
        onWillUnmount(() => this.decided && browser.setTimeout(goToOutcome));
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

    /** @returns {Object[][]} the contacts that stand beside each other */
    get tables() {
        return this.env.isSmall ? this.candidates.map((candidate) => [candidate]) : [this.candidates];
    }

    rows(shown) {
        const {fields, prospect} = this.state.comparison;
        return fields
            .map((label, index) => ({
                label,
                own: prospect[index],
                cells: shown.map(({values}) => ({...LEVELS[values[index].level], ...values[index]})),
            }))
            .filter((row) => row.own || row.cells.some((cell) => cell.value));
    }

    /** @returns {boolean} whether there were candidates that are gone: nobody hides any */
    get isLeft() {
        return !this.props.record.data.duplicate_ids.count;
    }

    get canDecide() {
        const {state, reason} = this.props.record.data;
        return state === "aborted" && reason === "duplicate";
    }

    verdictClass(candidate) {
        return VERDICTS[candidate.verdict] || "text-bg-secondary";
    }

    /**
     * Of whom is asked about the score alone does not decide: "Possible, 99 %" beside "Duplicate, 96 %" would puzzle.
     * Between a person and a company it says nothing.
     */
    isSure({verdict, mixed}) {
        return verdict === "duplicate" && !mixed;
    }

    /** @returns {string} which inquiries wait for the same decision */
    get others() {
        return this.state.comparison.others.map(({name}) => name).join(", ");
    }

    openContact(candidate) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: candidate.partner_id,
            views: [[false, "form"]],
        });
    }

    async decide(candidate, method) {
        try {
            await this.perform({model: "anfragemanager.duplicate", id: candidate.id, method});
            this.decided = method !== "action_same_update";
        } catch (error) {
            if (error.exceptionName !== "odoo.exceptions.MissingError") {
                throw error;
            }
            this.notification.add(_t("This contact was deleted or merged meanwhile. The candidates were read anew."), {
                type: "warning",
            });
            await this.props.record.model.load();
        }
    }

    helpId(candidate, choice) {
        return `o_anfrage_choice_${candidate.id}_${choice.method}`;
    }

    merge() {
        return this.perform({method: "action_merge_candidates"});
    }

    /** @returns {string[]} a value in the pieces between which a line may end: an address breaks at its joints */
    pieces(value) {
        return value.includes("@") ? value.split(/(?<=[@.])/) : [value];
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
