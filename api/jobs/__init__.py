"""The long acts, each as a door performs it: facts from work, bytes from reports, files, and the act in a transaction.

Rendering and file writing stay outside the transaction: a page that can't be set must not hold a lock, and a file is
safely on disk before the act that speaks of it is committed.
"""
