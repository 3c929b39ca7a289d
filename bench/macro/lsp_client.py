"""A language server as a benchmark sees it: requests, diagnostics, and what its processes cost.

Imported by the benchmarks beside it. One thread; every wait has a deadline.
"""
import json
import os
import pathlib
import select
import subprocess
import time
import urllib.parse

TICKS = os.sysconf("SC_CLK_TCK")

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": False},
    "workspace": {"configuration": False},
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "synchronization": {"didSave": True},
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "definition": {"linkSupport": False},
        "typeDefinition": {"linkSupport": False},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "completion": {"completionItem": {"snippetSupport": False, "labelDetailsSupport": False}},
        "signatureHelp": {"signatureInformation": {"parameterInformation": {"labelOffsetSupport": True}}},
        "semanticTokens": {"requests": {"full": True, "range": True}, "tokenTypes": [], "tokenModifiers": [],
                           "formats": ["relative"]},
        "foldingRange": {"lineFoldingOnly": True},
        "inlayHint": {},
        "selectionRange": {},
        "documentLink": {},
    },
}


class ServerGone(Exception):
    """The server closed its pipe or did not answer in time."""


def uri_of(path):
    return "file://" + urllib.parse.quote(str(path))


def path_of(uri):
    return os.path.realpath(urllib.parse.unquote(uri.removeprefix("file://")))


class Client:
    """One server process and its session."""

    def __init__(self, command, root, options=None, log=None, capabilities=CAPABILITIES, environment=None):
        self._log = open(log, "ab") if log else subprocess.DEVNULL
        self._process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=self._log, env=os.environ | (environment or {}))
        self._buffer = b""
        self._next_id = 0
        self._versions = {}
        self.diagnostics = {}  # path → (version or None, list)
        self.publishes = 0
        self.progress = {}  # token → the last value
        answer = self.request("initialize", {
            "processId": os.getpid(), "rootUri": uri_of(root), "rootPath": str(root), "capabilities": capabilities,
            "workspaceFolders": [{"uri": uri_of(root), "name": "root"}], "initializationOptions": options or {}})
        self.capabilities = answer["capabilities"]
        self.notify("initialized", {})

    @property
    def pid(self):
        return self._process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the session politely, else by force."""
        try:
            self.request("shutdown", None, 10)
            self.notify("exit", None)
            self._process.wait(10)
        except (ServerGone, OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        try:
            self._process.stdin.close()
        except OSError:
            pass  # what was not sent yet has nobody to read it
        self._process.stdout.close()
        if self._log is not subprocess.DEVNULL:
            self._log.close()

    def has(self, provider):
        return bool(self.capabilities.get(provider))

    # --- messages ---

    def notify(self, method, params):
        self._send({"jsonrpc": "2.0", "method": method} | ({} if params is None else {"params": params}))

    def request(self, method, params, timeout=120):
        """The result; an error answer counts as None."""
        self._next_id += 1
        wanted = self._next_id
        self._send({"jsonrpc": "2.0", "id": wanted, "method": method} | ({} if params is None else {"params": params}))
        deadline = time.monotonic() + timeout
        while True:
            message = self._receive(deadline)
            if message.get("id") == wanted and "method" not in message:
                return message.get("result")
            self._take(message)

    def request_together(self, questions, timeout=120):
        """Sends all (method, params) at once; when each was answered, and the result of the first."""
        numbers = {}
        for method, params in questions:
            self._next_id += 1
            numbers[self._next_id] = len(numbers)
            self._send({"jsonrpc": "2.0", "id": self._next_id, "method": method} |
                       ({} if params is None else {"params": params}))
        times, first = {}, None
        deadline = time.monotonic() + timeout
        while len(times) < len(numbers):
            message = self._receive(deadline)
            if message.get("id") in numbers and "method" not in message:
                times[numbers[message["id"]]] = time.perf_counter()
                if numbers[message["id"]] == 0:
                    first = message.get("result")
            else:
                self._take(message)
        return times, first

    def _take(self, message):
        if "method" in message and "id" in message:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
        elif message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.publishes += 1
            self.diagnostics[path_of(params["uri"])] = (params.get("version"), params["diagnostics"])

        elif message.get("method") == "$/progress":
            self.progress[message["params"]["token"]] = message["params"]["value"]

    def _send(self, message):
        body = json.dumps(message).encode()
        try:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self._process.stdin.flush()
        except OSError as error:
            raise ServerGone(str(error)) from error

    def _receive(self, deadline):
        while True:
            head = self._buffer.find(b"\r\n\r\n")
            if head >= 0:
                fields = dict(line.split(b":", 1) for line in self._buffer[:head].split(b"\r\n"))
                end = head + 4 + int(fields[b"Content-Length"])
                if len(self._buffer) >= end:
                    body, self._buffer = self._buffer[head + 4:end], self._buffer[end:]
                    return json.loads(body)
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                raise ServerGone("no answer in time")
            data = os.read(self._process.stdout.fileno(), 1 << 16)
            if not data:
                raise ServerGone("the server closed its output")
            self._buffer += data

    # --- documents ---

    def open(self, path, text):
        self._versions[path] = 1
        language = "c" if str(path).endswith(".c") else "cpp"
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri_of(path), "languageId": language,
                                                              "version": 1, "text": text}})

    def change(self, path, changes):
        """`changes`: (start line, start column, end line, end column, text) in UTF-16 units, one after the other."""
        self._versions[path] += 1
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri_of(path), "version": self._versions[path]},
            "contentChanges": [{"range": {"start": {"line": a, "character": b}, "end": {"line": c, "character": d}},
                                "text": text} for a, b, c, d, text in changes]})

    def wait_diagnostics(self, path, is_wanted=None, timeout=120):
        """The diagnostics of the newest text, and for servers that send no versions, those that `is_wanted`."""
        path = os.path.realpath(path)
        deadline = time.monotonic() + timeout
        while True:
            version, found = self.diagnostics.get(path, (0, []))
            if version in (self._versions[path], None) and (is_wanted is None or is_wanted(found)):
                return found
            self._take(self._receive(deadline))

    def ask(self, method, path, line=None, column=None, **more):
        params = {"textDocument": {"uri": uri_of(path)}} | more
        if line is not None:
            params["position"] = {"line": line, "character": column}
        return self.request(method, params)

    def drain(self, seconds):
        """Takes what the server sends within `seconds`."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self._take(self._receive(deadline))
            except ServerGone:
                if self._process.poll() is not None:
                    raise
                return

    # --- cost ---

    def processes(self):
        """The server's process and all below it."""
        found, at = [self.pid], 0
        while at < len(found):
            for task in pathlib.Path(f"/proc/{found[at]}/task").glob("*/children"):
                try:
                    found += [int(word) for word in task.read_text().split()]
                except OSError:
                    pass
            at += 1
        return found

    def cpu_seconds(self):
        """User and system time of all processes, ended ones included."""
        ticks = 0
        for pid in self.processes():
            try:
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += sum(int(field) for field in fields[11:15])
            except OSError:
                pass
        return ticks / TICKS

    def settle(self, quiet=0.5, timeout=60):
        """Waits until the processes have used no CPU for `quiet` seconds; returns their CPU seconds."""
        deadline = time.monotonic() + timeout
        last = self.cpu_seconds()
        while time.monotonic() < deadline:
            self.drain(quiet)
            now = self.cpu_seconds()
            if now - last <= 1.5 / TICKS:
                return now
            last = now
        return last

    def memory_bytes(self):
        """PSS and anonymous bytes of all processes."""
        total = {"Pss": 0, "Anonymous": 0}
        for pid in self.processes():
            try:
                for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    name, _, rest = line.partition(":")
                    if name in total:
                        total[name] += int(rest.split()[0]) * 1024
            except OSError:
                pass
        return total["Pss"], total["Anonymous"]
