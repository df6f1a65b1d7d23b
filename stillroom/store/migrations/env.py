"""Alembic's entry: runs the revisions on the connection it is handed."""

from alembic import context

from stillroom.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
