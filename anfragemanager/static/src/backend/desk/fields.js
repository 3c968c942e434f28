import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {imageUrl} from "@web/core/utils/urls";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {badgeClass} from "../inquiry_state";

/** The state in words, in the colour of the state. */
export class StateField extends Component {
    static template = "anfragemanager.StateField";
    static props = {...standardFieldProps};

    get badgeClass() {
        return badgeClass(this.props.record.data.state, this.props.record.data.needs_person);
    }
}

/** The property at a glance: picture, title, address, price. */
export class PropertyCardField extends Component {
    static template = "anfragemanager.PropertyCardField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get card() {
        return this.props.record.data[this.props.name];
    }

    get image() {
        return imageUrl("anfragemanager.property", this.card.id, "image_128");
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "anfragemanager.property",
            res_id: this.card.id,
            views: [[false, "form"]],
        });
    }
}

/** The pencil that opens a part of the form for editing, empty fields included. */
export class EditField extends Component {
    static template = "anfragemanager.EditField";
    static props = {...standardFieldProps};

    get isOpen() {
        return this.props.record.data[this.props.name];
    }

    toggle() {
        return this.props.record.update({[this.props.name]: !this.isOpen});
    }
}

const fields = registry.category("fields");
fields.add("anfragemanager_state", {
    component: StateField,
    displayName: _t("State of an inquiry"),
    supportedTypes: ["char"],
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "needs_person", type: "boolean"},
    ],
});
fields.add("anfragemanager_property_card", {
    component: PropertyCardField,
    displayName: _t("Property card"),
    supportedTypes: ["json"],
});
fields.add("anfragemanager_edit", {
    component: EditField,
    displayName: _t("Pencil"),
    supportedTypes: ["boolean"],
});
