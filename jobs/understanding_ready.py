"""Only for the server that the processes of `understanding_crew` are forked from: it imports this to be ready.

Importing it is what makes the tables of the parsers, so nothing else imports it: made before the forks, they are made
once (0.6 seconds) and lie in memory once, as long as nobody counts through them in search of cycles.
"""

from __future__ import annotations

import gc
from datetime import UTC, datetime

from jobs.sources.posting import SourcePosting
from jobs.stated_dates import Moment
from jobs.understood_rows import understood_rows

FREED_BYTES = 2**24

# Something for each parser to look up. What they do not touch, each process makes for itself when it is needed.
_EXAMPLES = (
    SourcePosting(
        title="Senior Python Developer (m/w/d) in Amsterdam",
        company="Example University of Applied Sciences (EUAS)",
        location="Amstredam",
        description="""<p>We are looking for a nurse or developer who knows Java, Python and Go.</p>
        **Requirements:** bachelor's degree, at least 3 years of experience. English or Dutch. Excel is a plus; PHP is
        not required. Hybrid in Rotterdam, remote within the EU. Salary: € 3.500 - € 4.500 gross per month. We offer a
        pension and 25 holidays. Apply before 15 June 2026 by mail to jobs@example.com or +31 20 123 4567. No
        registration fee is asked.""",
    ),
    SourcePosting(
        title="Driver",
        location="we have stores that lie around Amsterdam centre",
        description="Your pay (ETB) is up to 15,000 a month. Fixed salary: 12000 monthly (KES).",
    ),
    SourcePosting(title="Cleaner", description="You clean the caf\u00e9, C++ is no demand. " * 30),
)

# What is freed goes back to the system, but for blocks smaller than the largest that was ever freed (glibc). This is
# larger than the arrays that signatures are made with, which take twice as long when each is asked of the system anew.
bytes(FREED_BYTES)
gc.disable()  # tables stay: to look for cycles among them takes a tenth of a second
understood_rows(_EXAMPLES, Moment(datetime(2026, 1, 1, tzinfo=UTC)))
gc.freeze()
gc.enable()
