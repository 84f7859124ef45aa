"""Questions to the database: functions from a session to frozen dataclasses. Rows never leave `sampler`."""
