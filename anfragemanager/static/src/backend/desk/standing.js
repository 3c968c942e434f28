import {Component, onWillUnmount, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {CHANGED, GATHER_MS} from "../dashboard/dashboard_service";

const {DateTime} = luxon;
const ICONS = {
    danger: "fa-exclamation-circle",
    info: "fa-clock-o",
    success: "fa-check-circle",
    secondary: "fa-info-circle",
};

/** Where an inquiry stands, why, and what is to be done next; a decision that is held counts down. */
export class Standing extends Component {
    static template = "anfragemanager.Standing";
    static props = {standing: Object, className: {type: String, optional: true}};

    setup() {
        this.clock = useState({now: DateTime.now()});
        const timer = browser.setInterval(() => {
            if (this.props.standing.held_until) {
                this.clock.now = DateTime.now();
            }
        }, 1000);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get icon() {
        return ICONS[this.props.standing.level] || ICONS.secondary;
    }

    get countdown() {
        const until = deserializeDateTime(this.props.standing.held_until);
        const seconds = Math.ceil(until.diff(this.clock.now).as("seconds"));
        if (seconds <= 0) {
            return _t("It is being carried out …");
        }
        return seconds === 1 ? _t("Carried out in 1 second.") : _t("Carried out in %s seconds.", seconds);
    }

    time(value) {
        return toLocaleDateTimeString(deserializeDateTime(value));
    }

    get lines() {
        const {try_at, expires_at, unsent} = this.props.standing;
        return [
            try_at && _t("It is tried again by itself: %s", this.time(try_at)),
            expires_at && _t("Until %s", this.time(expires_at)),
            unsent && _t("The mail could not be sent yet (%s). It is tried again by itself.", unsent),
        ].filter(Boolean);
    }
}

/** The same at the top of the form, which loads anew when the automation went on. */
export class StandingField extends Component {
    static template = "anfragemanager.StandingField";
    static components = {Standing};
    static props = {...standardFieldProps};

    setup() {
        const bus = useService("bus_service");
        let gathering = null;
        const reload = () => {
            const {record} = this.props;
            if (gathering || !record.resId) {
                return;
            }
            gathering = browser.setTimeout(async () => {
                gathering = null;
                // What somebody types is worth more than the news.
                if (!(await this.props.record.isDirty())) {
                    await this.props.record.model.load();
                }
            }, GATHER_MS);
        };
        bus.subscribe(CHANGED, reload);
        bus.start();
        onWillUnmount(() => {
            bus.unsubscribe(CHANGED, reload);
            browser.clearTimeout(gathering);
        });
    }

    get standing() {
        const {[this.props.name]: standing, state, reason} = this.props.record.data;
        // Right below the candidates say it in a table.
        return state === "aborted" && reason === "duplicate" ? {...standing, note: ""} : standing;
    }
}

registry.category("fields").add("anfragemanager_standing", {
    component: StandingField,
    displayName: _t("Where it stands"),
    supportedTypes: ["json"],
});
