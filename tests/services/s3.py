"""A server that speaks S3, as a process of its own: moto's. What it holds goes with it."""

import signal
import subprocess
import sys
import time
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from .valkey import free_port
from .waiting import PATIENCE

KEYS = {"access_key": "newswire", "secret_key": "not-for-logs"}
# At once, and not after botocore's own patience of minutes.
QUICK = {"connect_timeout": 5, "read_timeout": 20, "retries": {"max_attempts": 1}}


class S3:
    """`bucket` is there when it has started. It is started again, empty, where it was stopped."""

    bucket = "public-site"

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def storage(self) -> dict[str, Any]:
        """For the setting STORAGES."""
        options = {
            **KEYS,
            "bucket_name": self.bucket,
            "endpoint_url": self.url,
            "region_name": "us-east-1",
            "client_config": Config(**QUICK, s3={"addressing_style": "path"}),
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

    @property
    def client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=KEYS["access_key"],
            aws_secret_access_key=KEYS["secret_key"],
            config=Config(**QUICK),
        )

    def files(self) -> dict[str, bytes]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        names = [one["Key"] for page in pages for one in page.get("Contents", [])]
        return {name: self.client.get_object(Bucket=self.bucket, Key=name)["Body"].read() for name in names}

    def head(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.head_object(Bucket=self.bucket, Key=name)
        return found

    def start(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.client.create_bucket(Bucket=self.bucket)
                return
            except BotoCoreError:
                assert self._process.poll() is None, "the S3 server has ended"
                assert time.monotonic() < deadline, "the S3 server did not start"
                time.sleep(0.1)

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
