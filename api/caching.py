"""What caches may keep: an answer asks again whether it still holds, or holds for ever."""

from hashlib import sha256

from flask import Response, request

A_YEAR = 365 * 24 * 60 * 60  # in seconds; caches understand it as for ever


def conditional(response: Response, etag: str = "") -> Response:
    """With this ETag, else the SHA-256 of the bytes; 304 where the reader has them."""
    response.set_etag(etag or sha256(response.data).hexdigest())
    response.make_conditional(request)
    return response


def immutable(response: Response) -> Response:
    """What never changes at its address, and that the public may see: nobody need ask again."""
    response.cache_control.no_cache = None  # which Flask says of a file
    response.cache_control.public = True
    response.cache_control.max_age = A_YEAR
    response.cache_control.immutable = True
    return response
