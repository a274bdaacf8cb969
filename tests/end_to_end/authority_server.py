"""An authority on loopback that speaks the activation interface, counts its effects, and misbehaves on order."""

import http.server
import json
import pathlib
import ssl
import subprocess
import threading
import time
import warnings

PROBLEMS = {"card_not_found": 404, "card_lost": 409, "unauthorised": 401, "not_authorised": 403, "rate_limited": 429,
            "unavailable": 503, "internal": 500, "in_progress": 409, "malformed": 400}


class Cut(Exception):
    """The connection ends here, without a word."""


class Answer:
    def __init__(self, status, body, **headers):
        self.status, self.body, self.headers = status, body, headers


class Body:
    """Writes 200, this length, and the bytes after it, with a pause between one and the next; then the end."""

    def __init__(self, data, length=None, pause=0, end=Cut):
        self.data, self.length, self.pause, self.end = data, length, pause, end

    def write(self, handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(self.length if self.length is not None else len(self.data)))
        handler.end_headers()
        step = 1 if self.pause else max(1, len(self.data))
        for start in range(0, len(self.data), step):
            handler.wfile.write(self.data[start : start + step])
            time.sleep(self.pause)
        raise self.end


def problem(code, status=None, **headers):
    status = status or PROBLEMS[code]
    return Answer(status, {"status": status, "code": code, "title": code}, **headers)


class Authority:
    """An answer is an Answer, or a Body where the bytes matter. Its `before` and `after` are called with every request, before and after it takes effect: what they return goes
    out in place of the answer, and Cut ends the connection."""

    def __init__(self, tls=None):
        self.decisions, self.effects, self.requests, self.connections = {}, [], [], 0
        self.activated_cards = []
        self.open = set()  # connections that were taken and are not at their end
        self.states = ["0", "0"]
        self.before = self.after = lambda request: None
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body are two packets: the second would wait for the other side

            def setup(self):
                authority.connections += 1
                super().setup()

            def handle(self):
                try:
                    super().handle()
                except (Cut, OSError):
                    self.close_connection = True

            def do_GET(self):
                authority.answer(self)

            def do_POST(self):
                authority.answer(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # a handshake that failed
                pass

            def process_request(self, socket, address):
                authority.open.add(socket)
                super().process_request(socket, address)

            def shutdown_request(self, socket):
                super().shutdown_request(socket)
                authority.open.discard(socket)

            def finish_request(self, socket, address):
                if tls is not None:
                    socket.settimeout(60)
                    socket = tls.wrap_socket(socket, server_side=True)
                super().finish_request(socket, address)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://localhost:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        body = json.loads(handler.rfile.read(length)) if length else None
        request = {"path": handler.path, "headers": dict(handler.headers), "body": body}
        self.requests.append(request)
        answer = self.before(request) or self.effect(request)
        answer = self.after(request) or answer
        if isinstance(answer, Body):
            answer.write(handler)
        data = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def card_state(self):
        social, bank = self.states
        return {
            "social_security": {"state": social, "label": "正常" if social == "1" else "封存"},
            "bank_account": {"state": bank, "label": "已激活" if bank == "1" else "未激活"},
        }

    def effect(self, request):
        path, body = request["path"], request["body"]
        if path == "/v1/cards/lookup":
            return Answer(200, self.card_state())
        if path == "/v1/capabilities":
            return Answer(200, {"card_authentication": False})
        if path == "/v1/activations":
            number = body["request_no"]
            if number not in self.decisions:
                self.effects.append(number)
                self.activated_cards.append(body["card"]["number"])
                self.states[0] = "1"
                self.decisions[number] = {"request_no": number, "result": "activated", **self.card_state()}
            return Answer(201, self.decisions[number])
        known = self.decisions.get(path.removeprefix("/v1/activations/"))
        return Answer(200, known) if known else problem("card_not_found")

    def asked(self, path):
        return [request for request in self.requests if request["path"].startswith(path)]


class Certificates:
    """A certificate authority of the test's own, in a folder."""

    def __init__(self, folder, name="ca"):
        self.folder = pathlib.Path(folder)
        self.key, self.file = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", f"/CN=Test {name}", "-keyout", self.key, "-out", self.file)

    def issue(self, name, host="localhost", days=2):
        """Certificate and key in one file."""
        key, request, certificate = (self.folder / f"{name}.{end}" for end in ("key", "csr", "crt"))
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName=DNS:{host}\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}",
                "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.key, "-CAcreateserial",
                "-days", days, "-extfile", extensions, "-out", certificate)
        both = self.folder / f"{name}.pem"
        both.write_bytes(certificate.read_bytes() + key.read_bytes())
        return both


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def tls(certificate, clients=None, newest=None):
    """A server's side; `clients`: the certificate authority that the other side's certificate has to come from;
    `newest`: nothing newer is spoken."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if newest:
        speak_old(context, newest)
    context.load_cert_chain(certificate)
    if clients:
        context.load_verify_locations(clients)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def speak_old(context, version):
    """OpenSSL calls what was before TLS 1.2 a matter of security level 0."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
