import {Component, onWillStart, status, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const MODEL = "anfragemanager.setup";
const ICONS = {
    done: "fa-check-circle text-success",
    note: "fa-check-circle text-warning",
    todo: "fa-circle-o text-muted",
};
const LABELS = {done: _t("Done"), note: _t("Done, with a note"), todo: _t("Open")};

/** From an empty database to a live mailbox, step by step; afterwards the check of what is missing. */
export class Setup extends Component {
    static template = "anfragemanager.Setup";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({steps: [], mailboxes: [], mailbox: false, live: false});
        this.display = {controlPanel: {}};
        onWillStart(() => this.load(this.props.action.context?.mailbox_id));
    }

    async load(mailboxId) {
        Object.assign(this.state, await this.orm.call(MODEL, "get_setup", [mailboxId || false]));
    }

    get done() {
        return this.state.steps.filter((step) => step.state !== "todo").length;
    }

    /** The first step that is still open is the one to do now. */
    get current() {
        return this.state.steps.find((step) => step.state === "todo")?.code;
    }

    get progress() {
        return _t("%(done)s of %(total)s steps done", {done: this.done, total: this.state.steps.length});
    }

    icon(step) {
        return ICONS[step.state];
    }

    label(step) {
        return LABELS[step.state];
    }

    choose(event) {
        return this.load(Number(event.target.value));
    }

    async go(name) {
        const action = await this.orm.call(MODEL, "lead_to", [name, this.state.mailbox]);
        return this.action.doAction(action, {
            onClose: (infos) => {
                // A dialog may close because another page opens; then what is asked here is never answered, and Odoo, which
                // waits for it, would leave the dialog open.
                if (!infos?.noReload && status(this) !== "destroyed") {
                    return this.load(infos?.mailbox || this.state.mailbox);
                }
            },
        });
    }
}

registry.category("actions").add("anfragemanager.setup", Setup);
