"""How each script prints its answer: a JSON object on a line, keys and lines in order."""

import json

MONTH = "proposals_per_month"
GAPS = "language_gaps"


def show(question, rows):
    """Prints the rows of an answer, which are dictionaries."""
    print("\n".join(sorted(json.dumps({"question": question, **row}, sort_keys=True) for row in rows)))
