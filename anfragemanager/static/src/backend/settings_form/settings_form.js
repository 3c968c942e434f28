import {registry} from "@web/core/registry";
import {FormRenderer} from "@web/views/form/form_renderer";
import {formView} from "@web/views/form/form_view";
import {Setting} from "@web/views/form/setting/setting";

/** A setting that shows the help text of its field, so that it stands in one place only: at the field. */
export class HelpfulSetting extends Setting {
    static template = "anfragemanager.HelpfulSetting";

    get help() {
        return this.props.help || this.props.record.fields[this.props.fieldName]?.help || "";
    }
}

export class SettingsFormRenderer extends FormRenderer {
    static components = {...FormRenderer.components, Setting: HelpfulSetting};
}

registry.category("views").add("anfragemanager_settings_form", {...formView, Renderer: SettingsFormRenderer});
