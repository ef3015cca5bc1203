"""Which addresses a channel may have, and may be connected to."""

import ipaddress
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswire.publisher import addresses
from newswire.publisher.addresses import advice, check_address, may_connect, to_ascii

TESTS = Path(__file__).parents[1]

REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",  # Alibaba's metadata
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",  # Azure's
    "169.254.169.254",  # nearly everybody's
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",  # Oracle's
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",  # Teredo
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::1",  # 6to4
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",  # Amazon's metadata
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
    "",
]


@pytest.fixture(autouse=True)
def nothing_is_allowed(settings) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = []


@pytest.mark.parametrize("peer", REFUSED)
def test_no_socket_opens_to(peer: str) -> None:
    assert not may_connect("site.example", peer)


@pytest.mark.parametrize(
    "peer", ["8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_the_public_internet_is_open(peer: str) -> None:
    assert may_connect("site.example", peer)


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_ever_let_through(address) -> None:
    if not address.is_global or address.is_multicast:
        assert not addresses.is_public(address)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_gets_through_inside_an_ipv6_one(inner) -> None:
    number = int(inner)
    for wrapped in (0xFFFF << 32 | number, 0x0064FF9B << 96 | number, 0x2002 << 112 | number << 80, number):
        assert not addresses.is_public(ipaddress.IPv6Address(wrapped))


@pytest.mark.parametrize(
    ("allowed", "host", "peer"),
    [
        ("intranet", "intranet", "10.0.0.5"),
        ("Intranet.Example", "intranet.example.", "10.0.0.5"),
        ("10.0.0.5", "anything", "10.0.0.5"),
        ("10.0.0.0/8", "anything", "10.9.9.9"),
        ("fd00::/8", "anything", "fd12::1"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1"),
    ],
)
def test_the_setting_allows_names_addresses_and_networks(
    settings, allowed: str, host: str, peer: str
) -> None:
    assert not may_connect(host, peer)
    settings.NEWSWIRE_ALLOWED_HOSTS = ["other", allowed]

    assert may_connect(host, peer)
    assert not may_connect("elsewhere.example", "192.168.0.1")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1/hook", "NEWSWIRE_ALLOWED_HOSTS"),
        ("http://localhost:8000/hook", "NEWSWIRE_ALLOWED_HOSTS"),
        ("http://deep.localhost/hook", "NEWSWIRE_ALLOWED_HOSTS"),
        ("http://[::1]/hook", "NEWSWIRE_ALLOWED_HOSTS"),
        ("http://10.0.0.1/", "10.0.0.1 is not on the public internet. If"),
        ("http://localhost/", "localhost (127.0.0.1) is not on the public internet. If"),
        ("http://2130706433/", "neither a name nor an IP"),
        ("http://0x7f.1/", "neither a name nor an IP"),
        ("http://0177.0.0.1/", "neither a name nor an IP"),
        ("http://127.1/", "neither a name nor an IP"),
        ("https://site.example/hook\r\nX-Evil: 1", "line break"),
        ("https://site.example/hook\nHost: other", "line break"),
        ("https://site.example/a b", "space"),
        ("https://site.example/\x00", "character"),
        ("https://site.example\\@127.0.0.1/", "character"),
        ("https://user:word@site.example/", "password"),
        ("https://site.example@127.0.0.1/", "password"),
        ("https://site.example/#part", "#"),
        ("https://site.example/" + "a" * 2000, "2000"),
        ("ftp://site.example/hook", "https://"),
        ("file:///etc/passwd", "https://"),
        ("gopher://site.example/", "https://"),
        ("javascript:alert(1)", "https://"),
        ("site.example/hook", "https://"),
        ("//site.example/hook", "https://"),
        ("https://", "https://"),
        ("https:///hook", "https://"),
        ("", "https://"),
        ("https://[::1", "complete address"),
        ("https://site.example:99999/", "complete address"),
        ("https://site.example:port/", "complete address"),
        ("https://-site.example/", "neither a name nor an IP"),
        ("https://a..example/", "complete address"),
        ("https://site.example:22/", "Port 22"),
        ("https://site.example:0/", "Port 0"),
        ("https://site.example:6000/", "Port 6000"),
    ],
)
def test_the_form_refuses(url: str, reason: str) -> None:
    reasons = check_address(url, resolve=False)

    assert reason in " ".join(reasons)


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
    ],
)
def test_nobody_is_told_how_to_allow_where_clouds_keep_secrets(host: str) -> None:
    (reason,) = check_address(f"http://{host}/latest/meta-data", resolve=False)

    assert "secrets of its cloud" in reason
    assert "NEWSWIRE_ALLOWED_HOSTS" not in reason


@pytest.mark.parametrize("character", "\u202e\u2066\u200b\u00ad\ufeff\U000e0041")
@pytest.mark.parametrize(
    "url", ["https://site.example/a%sb", "https://si%ste.example/", "https://s.example/?%s"]
)
def test_what_makes_an_address_read_as_another_is_refused_by_its_number(url: str, character: str) -> None:
    (reason,) = check_address(url % character, resolve=False)

    assert f"invisible character (U+{ord(character):04X})" in reason
    assert addresses.public_url(url % character) == ""


def test_what_joins_letters_is_no_trick() -> None:
    assert not check_address("https://site.example/\u0646\u06cc\u0645\u200c\u0641", resolve=False)  # Persian


@pytest.mark.parametrize("character", "\x00\x1b\x7f\x85\x9b")
def test_control_characters_are_refused(character: str) -> None:
    (reason,) = check_address(f"https://site.example/{character}", resolve=False)

    assert "that no address may have" in reason


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/hook",
        "http://site.example:8080/hook?token=1&b=%20",
        "https://exämple.lu/häuser",
        "https://site.example.:443/",
        "https://8.8.8.8/hook",
        "https://[2606:4700::1111]/hook",
    ],
)
def test_the_form_takes(url: str) -> None:
    assert check_address(url, resolve=False) == []


def test_a_name_that_nobody_knows_is_left_to_the_test() -> None:
    assert check_address("https://no-such-name.invalid/hook") == []


def test_an_allowed_name_may_have_any_port(settings) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = ["intranet"]

    assert check_address("http://intranet:81/hook") == []


def test_with_debug_this_machine_is_allowed_with_a_notice(settings) -> None:
    settings.DEBUG = True

    assert check_address("http://localhost:8000/hook") == []
    assert "this machine" in str(advice("http://localhost:8000/hook")[0])
    assert may_connect("localhost", "127.0.0.1")
    assert not may_connect("site.example", "10.0.0.1")


def test_https_is_advised() -> None:
    assert "https" in str(advice("http://site.example/hook")[0])
    assert advice("https://site.example/hook") == []


def test_an_address_in_ascii() -> None:
    assert to_ascii("https://exämple.lu:8443/hä?q=ü") == "https://xn--exmple-cua.lu:8443/h%C3%A4?q=%C3%BC"
    assert to_ascii("https://site.example/a%20b") == "https://site.example/a%20b"


@pytest.mark.parametrize(
    ("name", "ascii_name"),
    [
        ("straße.example", "xn--strae-oqa.example"),  # not "strasse.example", which may be another's
        ("STRASSE.example", "strasse.example"),
        ("βόλος.example", "xn--nxasmm1c.example"),  # final sigma
        ("نامه\u200c\u0627ی.example", "xn--mgba3gch31f060k.example"),  # with a joiner
        ("Bücher。example", "xn--bcher-kva.example"),
        ("i❤.example", "xn--i-7iq.example"),
        ("my_site.exämple", "my_site.xn--exmple-cua"),
    ],
)
def test_a_name_becomes_the_one_that_browsers_make_of_it(name: str, ascii_name: str) -> None:
    assert to_ascii(f"https://{name}/hook") == f"https://{ascii_name}/hook"


@given(st.text(max_size=300))
def test_no_text_is_too_odd_for_the_form(text: str) -> None:
    for url in (text, f"https://{text}", f"https://site.example/{text}"):
        assert isinstance(check_address(url, resolve=False), list)


def test_a_name_that_changes_after_the_form_is_refused_when_connecting() -> None:
    """With a real name server, resolver and receiver, in a network of their own."""
    command = [sys.executable, "-m", "services.rebinding"]
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False)
    if done.returncode == 77 or "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no namespaces here: {done.stderr.strip()}")

    loopback_only, both, hanging, silent = json.loads(done.stdout)

    for seen in (loopback_only, both):
        assert seen["reasons"] == []
        assert "NEWSWIRE_ALLOWED_HOSTS" in seen["reasons_now"][0]
        assert seen["received"] == 0
    assert (loopback_only["error"], loopback_only["detail"]) == ("refused_address", "127.0.0.1")
    assert both["error"] == "connect"  # the public one was tried, and did not answer
    assert (hanging["error"], hanging["received"]) == ("timeout", 1)  # one refused, one not
    assert (silent["error"], silent["asked"]) == ("dns", 3)  # by glibc alone it would be 2, 5 s each
