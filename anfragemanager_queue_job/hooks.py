"""What happens around the addon's life."""


def uninstall(env):
    """Leave no job behind that nobody could run; the lanes take its work up with their next turn."""
    waiting = env["anfragemanager.worker"]._waiting_jobs()
    env["queue.job"].browse([job_id for job_id, _key in waiting]).button_cancelled()
