"""The documented adapter, misbehaving on order: unruly_adapter.py BEHAVIOUR BOOKS CARDS. It is so at activations; where
BEHAVIOUR ends in "once", at the first alone. What is asked of it and what it sees of its surroundings goes into the
folder that it runs in."""

import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples"))

from adapter import Authority  # noqa: E402

FOREVER = 3600
ANOTHER = "0190b5a0-0000-7000-8000-000000000000"


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def garble(answer, **changes):
    return json.dumps({**answer, **changes}) + "\n"


def drip(answer):
    for letter in garble(answer):
        say(letter)
        time.sleep(0.001)


# What is said in place of the answer to an activation, or done, once it has taken its effect.
AFTER = {
    "honest": lambda answer: say(garble(answer)),
    "dies_after": lambda _: os._exit(3),
    "late_after": lambda _: time.sleep(FOREVER),
    "drips": drip,
    "garbage": lambda answer: say("ready\n" + garble(answer)),
    "another_request": lambda answer: say(garble(answer, body={**answer["body"], "request_no": ANOTHER})),
    "another_question": lambda answer: say(garble(answer, id=answer["id"] + 1)),
    "error": lambda answer: say(garble(answer, status=500, body=None)),
    "floods": lambda _: [say("x" * 65536) for _ in range(FOREVER)],
}

# What is done in its place before it takes an effect.
BEFORE = {
    "dies_before": lambda: os._exit(3),
    "late_before": lambda: time.sleep(FOREVER),
}


def main():
    behaviour, books, cards = sys.argv[1:]
    folder = pathlib.Path.cwd()
    files = sorted(int(name) for name in os.listdir("/proc/self/fd"))
    pathlib.Path("surroundings").write_text(json.dumps({
        "process": os.getpid(),
        "session": os.getsid(0),
        "files": [name for name in files if os.path.exists(f"/proc/self/fd/{name}")],
        "arguments": pathlib.Path("/proc/self/cmdline").read_text(),
        "environment": pathlib.Path("/proc/self/environ").read_text(),
    }))
    print("something about a person", file=sys.stderr)
    authority = Authority(books, cards)
    for line in sys.stdin:
        question = json.loads(line)
        operation = question["operation"]
        with open(folder / "asked", "a") as asked:
            asked.write(operation + "\n")
        unruly = operation == "activate"
        if unruly and behaviour.endswith("_once"):
            unruly = (folder / "asked").read_text().count(operation) == 1
        name = behaviour.removesuffix("_once") if unruly else "honest"
        if name in BEFORE:
            BEFORE[name]()
        status, body = authority.answer(operation, question.get("request_no"), question.get("body"))
        AFTER[name]({"id": question["id"], "status": status, "body": body})


if __name__ == "__main__":
    main()
