"""A mail server of forty lines: takes what it is given, refuses or hangs up when told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Server:
    """What the server answers, and what it took."""

    recipient_answer: str = "250 ok"
    sender_answer: str = "250 ok"
    hang_up_after_text: bool = False
    port: int = 0
    texts: list[str] = field(default_factory=list)


@contextmanager
def smtp_server(**answers: object) -> Iterator[Server]:
    state = Server(**answers)  # type: ignore[arg-type]

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode():
                word = line.split(" ")[0].split(":")[0].strip().upper()
                if word == "DATA":
                    self.say("354 go on")
                    state.texts.append(self.read_text())
                    if state.hang_up_after_text:
                        return
                    self.say("250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say({"RCPT": state.recipient_answer, "MAIL": state.sender_answer}.get(word, "250 ok"))

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def read_text(self) -> str:
            lines = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                lines.append(line)
            return "".join(lines)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield state
        server.shutdown()
