"""What can go wrong with the database, in our own words; driver errors are wrapped at this edge."""


class StorageError(Exception):
    """The storage failed."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").splitlines()[0])


class Unavailable(StorageError):
    """The database cannot be reached: check that PostgreSQL runs and that DATABASE_URL names it."""


class RefusedData(StorageError):
    """The database refuses what it was given: a value too large or too long, or against a rule of its table."""


class Conflicted(StorageError):
    """Another transaction was in the way of this one, which was rolled back: the same again succeeds."""


class PoolExhausted(Unavailable):
    """Every database connection stayed busy for the whole waiting time: raise DB_POOL_SIZE or look for slow queries."""


class NotFound(StorageError):
    """No such row."""


class LeaseLost(StorageError):
    """Another worker has taken over this chat; what was done here is discarded."""


def explain_absence(error: Unavailable) -> str:
    """What to tell an operator when the embedded database is not there."""
    return f"{error}\nWith no DATABASE_URL set, start the embedded engines first: python -m db embedded (or make demo)."
