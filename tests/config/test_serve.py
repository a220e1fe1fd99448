"""The server alone takes the place of the command: one process fewer, and it is told to stop itself."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ESSAIM = Path(sys.executable).parent / "essaim"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(url)  # noqa: S310 - our own server
        except urllib.error.HTTPError:
            return
        except OSError:
            assert time.monotonic() < deadline, "the server did not answer"
            time.sleep(0.2)
        else:
            return


def test_the_server_takes_the_place_of_the_command_and_stops_when_told(tmp_path):
    port = _free_port()
    node = {"ESSAIM_VAR": str(tmp_path), "ESSAIM_DEBUG": "1", "ESSAIM_SECRET_KEY": "x", "DATABASE_URL": ""}
    environment = os.environ | node
    subprocess.run([ESSAIM, "django", "migrate", "-v", "0"], env=environment, check=True)
    process = subprocess.Popen([ESSAIM, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/sante/")
        assert b"granian" in Path(f"/proc/{process.pid}/cmdline").read_bytes()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
