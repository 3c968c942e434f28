import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {FloatField, floatField} from "@web/views/fields/float/float_field";

/** A number that need not be given: 0 means that there is none and is shown as an empty field. */
export class OptionalFloat extends FloatField {
    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("anfragemanager_optional_float", {
    ...floatField,
    component: OptionalFloat,
    displayName: _t("Number or nothing"),
});
