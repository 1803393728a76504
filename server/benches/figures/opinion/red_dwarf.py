"""Runs the reference implementation on a file of votes; prints seconds and peak memory."""

import csv
import resource
import sys
import time

from reddwarf.implementations.polis import run_pipeline

with open(sys.argv[1], newline="") as file:
    votes = [
        {"participant_id": int(person), "statement_id": int(statement), "vote": int(vote)}
        for person, statement, vote in csv.reader(file)
    ]
began = time.perf_counter()
run_pipeline(votes=votes)
seconds = time.perf_counter() - began
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
