/** Bootstrap colours of the inquiry states, the same wherever a state is shown as a badge; red needs a person. */
const BADGES = {
    new: "text-bg-info",
    waiting: "text-bg-warning",
    done: "text-bg-success",
    aborted: "text-bg-danger",
    failed: "text-bg-danger",
    expired: "text-bg-secondary",
    ignored: "text-bg-secondary",
};

export function badgeClass(state, needsPerson) {
    if (state === "ignored" && needsPerson) {
        return BADGES.aborted;
    }
    // A stop that was meant, or that others take care of, is no alarm.
    return (state === "aborted" && !needsPerson ? "" : BADGES[state]) || "text-bg-secondary";
}
