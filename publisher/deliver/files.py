"""How many files a worker may have open: each connection is one."""

# Of 500 sends under way each may try six addresses of its name at a time (libcurl); 400 connections are kept.
ENOUGH = 4096


def allow_enough() -> None:
    """Raises this process's own limit, and so that of its children, as far as its hard one lets it.

    With the usual 1,024 one hoster that was down took all of them, its 300 sites having four addresses each,
    and no other site could be connected to.
    """
    import resource  # not on Windows, where a host may be developed all the same

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
