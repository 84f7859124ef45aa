"""What is said, by code, in Chinese: msgids of the catalogue. `api/messages.py` fills them in the reader's language."""
