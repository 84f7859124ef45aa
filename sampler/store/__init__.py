"""The database: what people act on, one code for SQLite and PostgreSQL. The 97 % that were not drawn stay in files."""
