"""`python library.py FOLDER SIZE`: what sortition-algorithms takes for the fairest lottery of one pool.

It is run by itself, by a Python that has that library, and says what it saw as JSON on its last line.
"""

import csv
import io
import json
import sys
import time
from collections import Counter
from pathlib import Path

import sortition_algorithms as library
from sortition_algorithms.committee_generation.maximin import find_distribution_maximin


def read(folder, size):
    """The same two files; the first columns of the categories under the names that it knows."""
    quotas, people = io.StringIO(), io.StringIO()
    with (folder / "categories.csv").open(encoding="utf-8-sig") as file:
        rows = [line[:4] for line in csv.reader(file)]
    csv.writer(quotas).writerows([["feature", "value", "min", "max"], *rows[1:]])
    with (folder / "respondents.csv").open(encoding="utf-8-sig") as file:
        columns, *rows = csv.reader(file)
    csv.writer(people).writerows([["pid", *columns], *([at, *row] for at, row in enumerate(rows))])
    settings = library.Settings(
        id_column="pid", columns_to_keep=[], check_same_address=False, check_same_address_columns=[]
    )
    data = library.SelectionData(library.CSVStringDataSource(quotas.getvalue(), people.getvalue()))
    features, _ = data.load_features(size)
    candidates, _ = data.load_people(settings, features)
    return features, candidates


def main(folder, size):
    features, candidates = read(folder, size)
    begun, processor = time.perf_counter(), time.process_time()
    panels, shares, _ = find_distribution_maximin(features, candidates, size, [])
    seen = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - processor}
    chances = Counter()
    for panel, share in zip(panels, shares, strict=True):
        chances.update(dict.fromkeys(panel, share))
    smallest = min(chance for chance in chances.values() if chance > 1e-6)
    sys.stdout.write("\n" + json.dumps({**seen, "smallest": smallest}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
