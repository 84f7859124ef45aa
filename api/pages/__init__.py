"""The public pages, a noun a file. They read, and write nothing."""
