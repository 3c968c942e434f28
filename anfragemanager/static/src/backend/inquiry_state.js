/** Bootstrap colours of the inquiry states, the same wherever a state is shown as a badge. */
const BADGES = {
    new: "text-bg-info",
    waiting: "text-bg-warning",
    done: "text-bg-success",
    aborted: "text-bg-danger",
    failed: "text-bg-danger",
    expired: "text-bg-secondary",
    ignored: "text-bg-secondary",
};

export const badgeClass = (state) => BADGES[state] || "text-bg-secondary";
