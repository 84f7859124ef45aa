"""Alembic runs this file to migrate: on the connection it was handed, within that connection's transaction."""

from alembic import context

from sampler.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
