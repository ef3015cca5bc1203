"""What a running process answers."""

import json
import urllib.error
import urllib.request

TOKEN = "only-for-this-test"


def get(url: str, token: str = "", seconds: float = 20) -> tuple[int, bytes]:
    """Status and body; 0 where nothing listens yet."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


def status(port: int) -> str:
    _, body = get(f"http://127.0.0.1:{port}/newswire/readyz", TOKEN)
    return str(json.loads(body)["status"]) if body.startswith(b"{") else ""
