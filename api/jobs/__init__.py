"""The long acts, each as a door performs it: facts from work, bytes from reports, files, and the act in a transaction.

Rendering and file writing stay outside the transaction: a page that can't be set must not hold a lock, and a file is
safely on disk before the act that speaks of it is committed.

An act is written against `run.Run`, so that it is performed at once (the demo) or as a job (`kinds.KINDS`) by the same
code. A door asks for a job with the noun's `…_request`, puts it into the queue with `sampler.store.jobs.enqueue` and
shows it with `sampler.store.queries.jobs`.
"""
