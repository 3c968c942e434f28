import {Component} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {usePerformInForm} from "./perform";

// More buttons beside each other are no help to find the right one.
const SHOWN = 3;
// On a phone there is room for one beside the menu, or for as many as need none.
const SHOWN_ON_PHONE = 1;

/** What can be done with an inquiry now: the usual way first and alone in colour, what is rare in a menu. */
export class InquiryActions extends Component {
    static template = "anfragemanager.InquiryActions";
    static components = {Dropdown, DropdownItem};
    static props = {...standardWidgetProps};

    setup() {
        Object.assign(
            this,
            usePerformInForm(() => this.props.record),
        );
    }

    get actions() {
        const {action_list, bundle_id} = this.props.record.data;
        // In the form the candidates stand beside each other already, unless another inquiry's decide.
        return (action_list || []).filter(({name}) => name !== "compare" || bundle_id);
    }

    get shown() {
        const few = this.env.isSmall && this.actions.length > SHOWN;
        return this.actions.slice(0, few ? SHOWN_ON_PHONE : SHOWN);
    }

    get others() {
        return this.actions.slice(this.shown.length);
    }
}

registry.category("view_widgets").add("anfragemanager_actions", {
    component: InquiryActions,
    fieldDependencies: [{name: "action_list", type: "json"}],
});
