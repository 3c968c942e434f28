import {Component, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

// More buttons beside each other are no help to find the right one.
const SHOWN = 3;

/** What can be done with an inquiry now: the usual way first and alone in colour, what is rare in a menu. */
export class InquiryActions extends Component {
    static template = "anfragemanager.InquiryActions";
    static components = {Dropdown, DropdownItem};
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({busy: false});
    }

    get actions() {
        // In the form the candidates stand beside each other already.
        return (this.props.record.data.action_list || []).filter(({name}) => name !== "compare");
    }

    get shown() {
        return this.actions.slice(0, this.env.isSmall ? 1 : SHOWN);
    }

    get others() {
        return this.actions.slice(this.shown.length);
    }

    perform(action) {
        if (action.question) {
            this.dialog.add(ConfirmationDialog, {
                title: action.label,
                body: action.question,
                confirmLabel: action.label,
                confirm: () => this.run(action),
                cancel: () => {},
            });
            return;
        }
        return this.run(action);
    }

    /** Save what the clerk corrected, act, and show what became of it. */
    async run(action) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        this.state.busy = true;
        try {
            await this.action.doActionButton({
                type: "object",
                name: action.method,
                resModel: record.resModel,
                resId: record.resId,
                context: {...user.context},
                onClose: () => record.model.load(),
            });
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("view_widgets").add("anfragemanager_actions", {
    component: InquiryActions,
    fieldDependencies: [{name: "action_list", type: "json"}],
});
