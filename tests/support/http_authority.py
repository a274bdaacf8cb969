"""The documented adapter (docs/examples/adapter.py) over HTTP on loopback: http_authority.py BOOKS CARDS. Says its port
in one line; ends at the end of its standard input."""

import http.server
import json
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples"))

from adapter import Authority  # noqa: E402

OPERATIONS = {
    ("GET", "/v1/capabilities"): "capabilities",
    ("POST", "/v1/cards/lookup"): "lookup",
    ("POST", "/v1/activations"): "activate",
    ("POST", "/v1/card-authentications"): "authenticate",
}
ONE = "/v1/activations/"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith(ONE):
            self.say(*authority.answer("query", self.path.removeprefix(ONE)))
        else:
            self.say(*authority.answer(OPERATIONS.get(("GET", self.path))))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        number = self.headers.get("Idempotency-Key")
        self.say(*authority.answer(OPERATIONS.get(("POST", self.path)), number, body))

    def say(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


authority = Authority(*sys.argv[1:])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
