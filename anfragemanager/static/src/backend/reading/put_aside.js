import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * What was decided of mails, and what was learned from it; the decision can be taken back right there.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {{params: {message: string, mail_ids: number[]}}} action
 * @returns {Object} what closes the action, so that the list shows what is left
 */
export function putAside(env, {params}) {
    const {action, notification, orm} = env.services;
    const close = notification.add(params.message, {
        type: "success",
        autocloseDelay: 15000,
        buttons: [
            {
                name: _t("Undo"),
                onClick: async () => {
                    close();
                    await orm.call("anfragemanager.mail", "action_review_again", [params.mail_ids]);
                    await action.doAction({type: "ir.actions.client", tag: "soft_reload"});
                },
            },
        ],
    });
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("anfragemanager_put_aside", putAside);
