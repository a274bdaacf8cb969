#!/usr/bin/env python3
"""A tiny authority for a backend of kind `command`: the cards of one province in an SQLite file.

    [backends.own]
    kind = "command"
    program = ["./adapter.py", "books.db", "cards.csv"]

The cards of the CSV file that are not in the books yet are taken over at the start. Its columns: id_number, name,
card_number, identification_number, and state and bank_state where they are not 0. Then every line of standard input is
a question and gets one line as its answer (docs/command-backend.md), until the end of the input.
"""

import csv
import datetime
import json
import os
import sqlite3
import sys
import uuid

TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;  -- what was answered is on the disk
CREATE TABLE IF NOT EXISTS cards (
    number TEXT PRIMARY KEY, identification_number TEXT, id_number TEXT, name TEXT,
    social_security TEXT, bank_account TEXT);
CREATE TABLE IF NOT EXISTS requests (request_no TEXT PRIMARY KEY, body TEXT, status INTEGER, answer TEXT);
"""

LABELS = {
    "social_security": {"0": "封存", "1": "正常", "2": "挂失", "3": "应用锁定", "4": "临时挂失", "9": "注销"},
    "bank_account": {"0": "未激活", "1": "已激活", "9": "已销户"},
}

# What a state of a half that is neither 0 nor 1 means for its activation.
STANDS_AGAINST = {
    "social_security": {"2": "card_lost", "4": "card_lost", "3": "card_locked", "9": "card_cancelled"},
    "bank_account": {},
}

PROBLEMS = {  # code: status, what the clerk is told
    "malformed": (400, "请求格式不正确"),
    "person_not_found": (404, "查无此人，请核对社会保障号码"),
    "card_not_found": (404, "查无此卡，请核对卡号"),
    "superseded_card": (409, "该卡已换发新卡，原卡不能激活"),
    "holder_mismatch": (422, "该卡不属于此持卡人"),
    "name_mismatch": (422, "姓名与登记信息不一致"),
    "card_lost": (409, "该卡已挂失，不能激活"),
    "card_locked": (409, "该卡应用已锁定，不能激活"),
    "card_cancelled": (409, "该卡已注销，不能激活"),
    "state_conflict": (409, "该卡当前状态不能激活"),
    "in_person_only": (403, "金融账户须由本人到银行网点激活"),
    "key_reused": (422, "该业务流水号已用于另一笔业务"),
    "internal": (500, "系统忙"),
}


class Refused(Exception):
    """The authority's no, with one of the codes of the activation interface."""

    def __init__(self, code, card_state=None):
        super().__init__(code)
        self.status, text = PROBLEMS[code]
        self.body = {"status": self.status, "code": code, "backend_text": text, "detail": text, "card_state": card_state}


class Authority:
    def __init__(self, books, cards=None):
        os.umask(0o077)  # the books are personal data
        self.db = sqlite3.connect(books, timeout=10, isolation_level=None, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(TABLES)
        if cards:
            self.take_over(cards)
        self.operations = {
            "capabilities": self.capabilities,
            "lookup": self.lookup,
            "activate": self.activate,
            "query": self.query,
            "authenticate": self.authenticate,
        }

    def take_over(self, cards):
        with open(cards, encoding="utf-8-sig", newline="") as file:
            rows = [
                (row["card_number"], row["identification_number"], row["id_number"], row["name"],
                 row.get("state") or "0", row.get("bank_state") or "0")
                for row in csv.DictReader(file)
            ]
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany("INSERT OR IGNORE INTO cards VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.db.execute("COMMIT")

    def answer(self, operation, request_no=None, body=None):
        """The status and body of the answer. Whatever goes wrong, it is undone and no text of it leaves: it may quote
        a person."""
        try:
            if operation not in self.operations:
                raise Refused("malformed")
            return self.operations[operation](request_no, body)
        except Refused as refused:
            return refused.status, refused.body
        except Exception:
            internal = Refused("internal")
            return internal.status, internal.body
        finally:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")

    def capabilities(self, _request_no, _body):
        return 200, {"card_authentication": False, "time": now()}

    def lookup(self, _request_no, body):
        return 200, halves(self.identified(body.get("holder"), body["card"]))

    def activate(self, request_no, body):
        """The effect and the answer that is kept of it are one transaction: after a power cut there are both or neither,
        and who asks again, or asks later, hears the same."""
        asked = json.dumps(body, sort_keys=True)
        self.db.execute("BEGIN IMMEDIATE")
        kept = self.kept(request_no)
        if kept and kept["body"] != asked:
            raise Refused("key_reused")
        if kept:
            return kept["status"], json.loads(kept["answer"])
        try:
            status, answer = self.decide(request_no, body)
        except Refused as refused:
            status, answer = refused.status, refused.body
        self.db.execute("INSERT INTO requests VALUES (?, ?, ?, ?)", (request_no, asked, status, json.dumps(answer)))
        self.db.execute("COMMIT")
        return status, answer

    def decide(self, request_no, body):
        half = body["scope"]
        if half not in LABELS:
            raise Refused("malformed")
        card = self.identified(body["holder"], body["card"])
        if half == "bank_account" and body["actor"].get("channel") == "online":
            raise Refused("in_person_only")
        state = card[half]
        decision = {"request_no": request_no, "message": "已激活"}
        if state == "1":
            return 200, {**decision, "result": "already_active", **halves(card)}
        if state != "0" or body.get("expect") not in (None, state):
            raise Refused(STANDS_AGAINST[half].get(state, "state_conflict"), card_state=state)
        self.db.execute(f"UPDATE cards SET {half} = '1' WHERE number = ?", (card["number"],))
        receipt = {"effective_at": now(), "receipt_no": str(uuid.uuid4())}
        return 201, {**decision, **receipt, "result": "activated", **halves(self.card(card["number"]))}

    def query(self, request_no, _body):
        """The truth about a request; that it is not known means that it never arrived and has no effect."""
        kept = self.kept(request_no)
        if not kept:
            raise Refused("card_not_found")
        answer = json.loads(kept["answer"])
        if "result" in answer:
            return 200, answer
        return 200, {"request_no": request_no, "result": "refused", "message": answer["detail"], "reason": answer}

    def authenticate(self, _request_no, _body):
        """Here the issuer's security module would answer the card's challenges. Nothing: not for this card."""
        return 200, {}

    def identified(self, holder, asked):
        """The card that is meant, if it is the one in the books and the holder's."""
        if holder and not self.db.execute("SELECT 1 FROM cards WHERE id_number = ?", (holder["id_number"],)).fetchone():
            raise Refused("person_not_found")
        card = self.card(asked["number"])
        if not card:
            raise Refused("card_not_found")
        if card["identification_number"] != asked["identification_number"]:
            raise Refused("superseded_card")
        if holder and card["id_number"] != holder["id_number"]:
            raise Refused("holder_mismatch")
        if holder and holder.get("name") not in (None, card["name"]):
            raise Refused("name_mismatch")
        return card

    def card(self, number):
        return self.db.execute("SELECT * FROM cards WHERE number = ?", (number,)).fetchone()

    def kept(self, request_no):
        return self.db.execute("SELECT * FROM requests WHERE request_no = ?", (request_no,)).fetchone()


def halves(card):
    return {half: {"state": card[half], "label": labels.get(card[half], "")} for half, labels in LABELS.items()}


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


def main():
    authority = Authority(*sys.argv[1:])
    for line in sys.stdin:
        if not line.strip():
            continue
        question = json.loads(line)
        status, body = authority.answer(question.get("operation"), question.get("request_no"), question.get("body"))
        print(json.dumps({"id": question["id"], "status": status, "body": body}), flush=True)


if __name__ == "__main__":
    main()
