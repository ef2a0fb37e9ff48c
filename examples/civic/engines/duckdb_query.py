"""The two questions, asked of DuckDB: python duckdb_query.py DATASET"""

import sys

import duckdb

from answers import GAPS, MONTH, show

PROPOSALS_PER_MONTH = """
    SELECT platform, strftime(moment AT TIME ZONE 'UTC', '%Y-%m') AS month, count(*) AS rows
    FROM (
        SELECT platform, "createdAt" AS moment FROM proposals
        UNION ALL SELECT platform, created_at FROM ideas
    )
    GROUP BY ALL
"""

# A title lacks a language if it has no text in it, or an empty one. The languages of a host are those that
# any of its titles names.
LANGUAGE_GAPS = """
    WITH totals AS (SELECT host, count(*) AS rows FROM proposals GROUP BY host),
    texts AS (SELECT host, unnest(map_entries(title)) AS text FROM proposals),
    titled AS (
        SELECT host, text.key AS language, count(*) FILTER (WHERE text.value <> '') AS present
        FROM texts GROUP BY ALL
    )
    SELECT host, language, rows, rows - present AS missing, (rows - present) / rows AS share
    FROM titled JOIN totals USING (host)
"""


def main(dataset):
    engine = duckdb.connect()
    for view, folder in [("proposals", "platform=decidim/list=proposals"), ("ideas", "platform=govocal/list=ideas")]:
        rows = engine.read_parquet(f"{dataset}/{folder}/**/*.parquet", hive_partitioning=True)
        rows.create_view(view)
    for question, query in [(MONTH, PROPOSALS_PER_MONTH), (GAPS, LANGUAGE_GAPS)]:
        answer = engine.sql(query)
        show(question, [dict(zip(answer.columns, row)) for row in answer.fetchall()])


if __name__ == "__main__":
    main(sys.argv[1])
