"""Runs a program on a terminal of a given size, and answers what it shows.

Reads JSON from stdin: argv, env, columns, steps (each [text to wait for, text to type]). Prints JSON: code, output.
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

job = json.load(sys.stdin)
child, master = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, job["columns"], 0, 0))
    os.execvpe(job["argv"][0], job["argv"], job["env"])
output = b""
seen = 0
steps = list(job["steps"])
while True:
    while steps and steps[0][0].encode() in output[seen:]:
        wanted, typed = steps.pop(0)
        seen = output.index(wanted.encode(), seen) + len(wanted.encode())
        os.write(master, typed.encode())
    try:
        chunk = os.read(master, 65536)
    except OSError:
        break
    if not chunk:
        break
    output += chunk
_, status = os.waitpid(child, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "output": output.decode("utf-8", "replace")}))
