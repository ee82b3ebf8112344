"""Judges a JSON document on stdin by a policy: exactly the given denials have to come out."""

import json
import sys

from regopy import Interpreter

policy, *expected = sys.argv[1:]
engine = Interpreter()
with open(policy, encoding="utf-8") as file:
    engine.add_module("hallpass", file.read())
engine.set_input(json.load(sys.stdin))
answer = json.loads(str(engine.query("data.main.deny")))
denials = sorted(answer["expressions"][0])
if denials != sorted(expected):
    sys.exit(f"the policy denies {denials}, expected {sorted(expected)}")
