"""The tables and functions of procrastinate, the engine of background work, from its own package.

An upgrade of the package that changes its schema comes with a migration here that applies the package's own
migration files; the pinned version in requirements.txt and this one belong together.
"""

from procrastinate.schema import SchemaManager
from yoyo import step

__depends__ = {"0005_tasks"}


def apply(connection):  # noqa: ANN001, ANN201, D103 - yoyo's own signature
    with connection.cursor() as cursor:
        cursor.execute(SchemaManager.get_schema())


steps = [step(apply)]
