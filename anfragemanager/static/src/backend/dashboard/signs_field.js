import {Component, useRef} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Signs} from "./signs";

/** What is wrong with a mailbox, at the top of its form; computed anew whenever it is saved. */
export class SignsField extends Component {
    static template = "anfragemanager.SignsField";
    static components = {Signs};
    static props = {...standardFieldProps};

    setup() {
        this.root = useRef("root");
    }

    get signs() {
        return this.props.record.data[this.props.name] || [];
    }

    /** Put the cursor into a field of the form; it stands on the first page if on none that is open. */
    async goToField(name) {
        const form = this.root.el.closest(".o_form_view");
        const find = () => form.querySelector(`.o_field_widget[name="${name}"] :is(input, textarea)`);
        if (!find()) {
            form.querySelector(".o_notebook_headers .nav-link")?.click();
            // The page is drawn in one of the next frames, whatever else has to be drawn first.
            for (let frames = 0; frames < 120 && !find(); frames++) {
                await new Promise((resolve) => browser.requestAnimationFrame(resolve));
            }
        }
        find()?.focus();
    }
}

export const signsField = {
    component: SignsField,
    displayName: _t("Signs of trouble"),
    supportedTypes: ["json"],
};

registry.category("fields").add("anfragemanager_signs", signsField);
