import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {FIELD_LABELS, fieldLabel, valueText} from "./labels";

/** A list of the reader's words as text, e.g. the preferred ways of contact. */
export class WordsField extends Component {
    static template = "anfragemanager.WordsField";
    static props = {...standardFieldProps};

    get text() {
        return valueText(this.props.name, this.props.record.data[this.props.name]);
    }
}

/** Each value read, with the place in the mail where it was found. */
export class OriginField extends Component {
    static template = "anfragemanager.OriginField";
    static props = {...standardFieldProps};

    get rows() {
        return (this.props.record.data[this.props.name] || []).map(({field, value, origin, place}) => ({
            key: field,
            label: fieldLabel(field),
            value: valueText(field, value),
            origin: valueText("origin", origin),
            place: place || "",
        }));
    }
}

/** Where two places of one mail disagree: what was taken and what was not. */
export class ConflictsField extends Component {
    static template = "anfragemanager.ConflictsField";
    static props = {...standardFieldProps};

    get rows() {
        return (this.props.record.data[this.props.name] || []).map((conflict) => ({
            label: fieldLabel(conflict.field),
            kept: valueText(conflict.field, conflict.kept),
            other: valueText(conflict.field, conflict.other),
            origin: valueText("origin", conflict.origin),
        }));
    }
}

/** Everything that was read from a mail: one block per inquiry. */
export class ParsedField extends Component {
    static template = "anfragemanager.ParsedField";
    static props = {...standardFieldProps};

    get inquiries() {
        const parsed = this.props.record.data[this.props.name] || {};
        return (parsed.inquiries || []).map((inquiry) =>
            Object.keys(FIELD_LABELS)
                .map((key) => ({
                    key,
                    label: FIELD_LABELS[key],
                    text: valueText(key, inquiry[key]),
                    origin: valueText("origin", inquiry.origin?.[key]),
                }))
                .filter((row) => row.text),
        );
    }
}

const json = (component, displayName) => ({component, displayName, supportedTypes: ["json"]});

const fields = registry.category("fields");
fields.add("anfragemanager_words", json(WordsField, _t("Words")));
fields.add("anfragemanager_origin", json(OriginField, _t("Origin of values")));
fields.add("anfragemanager_conflicts", json(ConflictsField, _t("Conflicts")));
fields.add("anfragemanager_parsed", json(ParsedField, _t("What was read")));
