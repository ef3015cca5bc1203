"""How many files a worker may have open: each connection is one."""

# Of 500 sends under way each may try six addresses of its name at a time (libcurl), beside what is kept.
ENOUGH = 4096
# Connections kept open for the next time. With more sites the one that is longest unused, and so needed next,
# is closed each time: a thousand sites over TLS took ten times the processor when 400 were kept.
KEPT, KEPT_OF_FEW = 1000, 400


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


def connections_kept() -> int:
    """How many this process may keep; fewer where it may not have ENOUGH files."""
    try:
        import resource
    except ImportError:
        return KEPT_OF_FEW
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return KEPT if soft == resource.RLIM_INFINITY or soft >= ENOUGH else KEPT_OF_FEW
