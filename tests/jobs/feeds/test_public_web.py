from __future__ import annotations

import time

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.feeds.public_web import AddressRefused, PublicNetwork, TimeIsUp, TimeLimit, check_port, is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_private_local_and_special_addresses_do_not(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_private_address_passes_in_any_dress(address: object) -> None:
    assert not is_public(str(address))
    assert not is_public(f"::ffff:{address}")
    assert not is_public(f"64:ff9b::{address}")


@pytest.mark.parametrize("port", [80, 443, 8080, 8443, 8000])
def test_ports_of_web_servers_pass(port: int) -> None:
    check_port(port)


@pytest.mark.parametrize("port", [1, 22, 25, 53, 110, 445, 3306, 5432, 6379, 9200, 11211, 27017])
def test_ports_of_other_services_do_not(port: int) -> None:
    with pytest.raises(AddressRefused, match=str(port)):
        check_port(port)


def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    connected = []

    class Network(httpcore.SyncBackend):
        def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.NetworkStream:
            connected.append(host)
            raise httpcore.ConnectError("nobody there")

    network = PublicNetwork(TimeLimit(5), resolve=lambda *_: answers.pop(0))
    network._network = Network()
    with pytest.raises(httpcore.ConnectError):
        network.connect_tcp("rebinding.test", 80)
    assert connected == ["93.184.216.34"], "the address that was checked, not the name"
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1"):
        network.connect_tcp("rebinding.test", 80)
    assert connected == ["93.184.216.34"]


def test_of_public_and_private_addresses_only_the_public_are_tried() -> None:
    network = PublicNetwork(TimeLimit(5), resolve=lambda *_: ["10.0.0.1", "93.184.216.34", "::1"])
    assert network._allowed("mixed.test", 80) == ["93.184.216.34"]


def test_a_resolver_that_hangs_is_left_alone() -> None:
    network = PublicNetwork(TimeLimit(0.2), resolve=lambda *_: time.sleep(3) or [])  # type: ignore[func-returns-value]
    started = time.monotonic()
    with pytest.raises(TimeIsUp):
        network.connect_tcp("slow.test", 80)
    assert time.monotonic() - started < 1.0
