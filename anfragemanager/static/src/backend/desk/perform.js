import {useEnv, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

/**
 * How a button of an inquiry is pressed: it asks first where it must, and while it acts no other can be pressed.
 *
 * @template T
 * @param {(action: T) => Promise<void>} act
 * @returns {{busy: {now: boolean}, perform: (action: T & {label?: string, question?: string}) => Promise<void>}}
 */
export function usePerform(act) {
    const dialog = useService("dialog");
    const busy = useState({now: false});

    async function run(action) {
        if (busy.now) {
            // A double click is one.
            return;
        }
        busy.now = true;
        try {
            await act(action);
        } finally {
            busy.now = false;
        }
    }

    async function perform(action) {
        if (!action.question) {
            return run(action);
        }
        dialog.add(ConfirmationDialog, {
            title: action.label,
            body: action.question,
            confirmLabel: action.label,
            confirm: () => run(action),
            cancel: () => {},
        });
    }

    return {busy, perform};
}

/**
 * The same in a form: what the clerk corrected is saved before, and the form shows what became of it.
 *
 * @param {() => Object} getRecord the form's record
 * @returns {ReturnType<typeof usePerform>} its actions have `name`, `method`, and `model` and `id`
 * unless it is the record's own
 */
export function usePerformInForm(getRecord) {
    const actionService = useService("action");
    const orm = useService("orm");
    const env = useEnv();
    return usePerform(async ({name, method, model, id}) => {
        const record = getRecord();
        if (!(await record.save())) {
            return;
        }
        if (name === "next") {
            const following = await orm.call(record.resModel, method, [[record.resId]], {context: user.context});
            // One task after the other: the way back leads to where the first was opened.
            const here = env.config.breadcrumbs?.length;
            await actionService.doAction(following, here ? {index: here - 1} : {});
        } else {
            await actionService.doActionButton({
                type: "object",
                name: method,
                resModel: model || record.resModel,
                resId: id || record.resId,
                context: {...user.context},
                // Where another page opens the form is gone, and Odoo would wait for it for ever.
                onClose: async (infos) => {
                    if (!infos?.noReload) {
                        await record.model.load();
                        env.bus.trigger("MAIL:RELOAD-THREAD", {model: record.resModel, id: record.resId});
                    }
                },
            });
        }
    });
}
