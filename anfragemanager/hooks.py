def post_init(env):
    """Prepare the contacts that are there already for the duplicate check, in the background."""
    env.ref("anfragemanager.cron_keys")._trigger()
