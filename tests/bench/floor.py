"""The bare limit of sending: libcurl, one HMAC each, connections kept, nothing recorded."""

import base64
import hashlib
import hmac
import time

import pycurl

KEY = b"k" * 32
AT_ONCE = 200


def send(url: str, body: bytes, count: int) -> float:
    """CPU seconds for `count` signed POSTs."""
    began = time.process_time()
    multi, idle, sent, flying = pycurl.CurlMulti(), [_handle() for _ in range(AT_ONCE)], 0, 0
    while sent < count or flying:
        while sent < count and idle:
            handle = idle.pop()
            _prepare(handle, url, f"bare_{sent}", body)
            multi.add_handle(handle)
            sent, flying = sent + 1, flying + 1
        multi.select(1.0)
        multi.perform()
        _, done, failed = multi.info_read()
        assert not failed, failed
        for handle in done:
            multi.remove_handle(handle)
        idle += done
        flying -= len(done)
    return time.process_time() - began


def _handle() -> pycurl.Curl:
    handle = pycurl.Curl()
    handle.setopt(pycurl.WRITEFUNCTION, lambda data: None)
    handle.setopt(pycurl.NOSIGNAL, 1)
    return handle


def _prepare(handle: pycurl.Curl, url: str, id: str, body: bytes) -> None:
    now = str(int(time.time()))
    digest = hmac.new(KEY, f"{id}.{now}.".encode() + body, hashlib.sha256).digest()
    handle.setopt(pycurl.URL, url)
    handle.setopt(pycurl.POSTFIELDS, body)
    handle.setopt(
        pycurl.HTTPHEADER,
        [
            "content-type: application/json",
            f"webhook-id: {id}",
            f"webhook-timestamp: {now}",
            f"webhook-signature: v1,{base64.b64encode(digest).decode()}",
            "newswire-version: 1",
            "Expect:",
        ],
    )
