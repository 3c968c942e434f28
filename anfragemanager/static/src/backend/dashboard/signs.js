import {Component} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/** What is wrong, in words, each with the way to where it is mended. */
export class Signs extends Component {
    static template = "anfragemanager.Signs";
    static props = {
        signs: {type: Array, element: Object},
        mailboxId: {type: Number, optional: true},
        className: {type: String, optional: true},
        // Goes to a field of the form around, where there is one.
        goToField: {type: Function, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async cure(sign) {
        if (sign.field && this.props.goToField) {
            this.props.goToField(sign.field);
            return;
        }
        const args = [sign.action, this.props.mailboxId || false];
        this.action.doAction(await this.orm.call("anfragemanager.health", "action_cure", args));
    }
}
