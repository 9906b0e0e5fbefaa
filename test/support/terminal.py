"""Runs `layer7 top` on a terminal of its own, presses keys, changes its size, and tells as JSON what was seen.

Arguments: the command. Python, because Node has no pseudo-terminals.
"""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time


def main():
    child, terminal = pty.fork()
    if child == 0:
        os.environ["NO_COLOR"] = "1"
        os.environ["TERM"] = "xterm"
        os.execvp(sys.argv[1], sys.argv[1:])
    resize(child, terminal, 24, 80)
    everything = []

    def until(pattern, patience=20):
        """Reads until the last screen shows the pattern; returns that screen."""
        end = time.time() + patience
        while time.time() < end:
            ready, _, _ = select.select([terminal], [], [], 0.2)
            if ready:
                try:
                    data = os.read(terminal, 65536).decode("utf8", "replace")
                except OSError:
                    break
                everything.append(data)
            screen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", "".join(everything).split("\x1b[H")[-1])
            if pattern and re.search(pattern, screen):
                return screen.replace("\r", "")
        return "not seen: " + pattern

    first = until(r"http ")
    os.write(terminal, b"3")
    host = until(r"HOST[\s\S]*192\.0\.2\.2 ")
    resize(child, terminal, 12, 40)
    before = len(everything)
    small = until(r"HOST")
    while len(everything) == before:
        small = until(r"HOST")
    small = until(r"HOST")
    os.write(terminal, b"q")
    until("", 3)
    _, status = os.waitpid(child, 0)
    print(json.dumps({"first": first, "host": host, "small": small, "status": status, "all": "".join(everything)}))


def resize(child, terminal, rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.kill(child, signal.SIGWINCH)


main()
