"""One person's browser, as far as a measurement needs one: cookies, a form, one connection."""

import http.client
import re
from time import perf_counter
from urllib.parse import urlencode

HOST = "bench.invalid"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Answer:
    def __init__(self, response: http.client.HTTPResponse, body: bytes, seconds: float):
        self.status, self.body, self.seconds = response.status, body, seconds
        self.headers = response.headers

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Client:
    """Keeps its connection, so that all it asks is answered by one process of the server."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def get(self, address: str, **headers: str) -> Answer:
        return self._ask("GET", address, headers)

    def post(self, address: str, form: dict) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", address, headers, urlencode(form))

    def _ask(self, method: str, address: str, headers: dict, body: str | None = None) -> Answer:
        sent = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **headers,
        }
        began = perf_counter()
        self.connection.request(method, address, body, sent)
        response = self.connection.getresponse()
        content = response.read()
        took = perf_counter() - began
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response, content, took)

    def sign_in(self, email: str, password: str) -> None:
        """Through the sign-in form, as everybody does."""
        page = self.get("/accounts/login/")
        token = TOKEN.search(page.text)
        if not token:
            raise RuntimeError(f"There is no sign-in form ({page.status}): {page.text[:400]}")
        form = {"csrfmiddlewaretoken": token[1], "login": email, "password": password}
        answer = self.post("/accounts/login/", form)
        if answer.status != 302:
            raise RuntimeError(f"{email} could not sign in ({answer.status}): {answer.text[:400]}")
