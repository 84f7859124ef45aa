"""The doors: command line, web pages, settings. No rule of the procedure lives here."""
