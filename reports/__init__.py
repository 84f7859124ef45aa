"""The papers: facts in, bytes out. No clock, no database, no request."""
