"""The two questions, asked of Apache Spark: python spark_query.py DATASET

A master and two workers, each a process of its own: a cluster on one machine.
"""

import os
import sys

import pyspark
from pyspark.sql import SparkSession

from answers import GAPS, MONTH, show

# Two workers of one core and 1024 MiB each. They are started from Spark's own folder.
MASTER = "local-cluster[2,1,1024]"

PROPOSALS_PER_MONTH = """
    SELECT platform, date_format(moment, 'yyyy-MM') AS month, count(*) AS rows
    FROM (
        SELECT platform, createdAt AS moment FROM proposals
        UNION ALL SELECT platform, created_at FROM ideas
    )
    GROUP BY platform, month
"""

# A title lacks a language if it has no text in it, or an empty one.
LANGUAGE_GAPS = """
    WITH totals AS (SELECT host, count(*) AS rows FROM proposals GROUP BY host),
    texts AS (SELECT host, explode(title) AS (language, text) FROM proposals),
    titled AS (SELECT host, language, count_if(text <> '') AS present FROM texts GROUP BY host, language)
    SELECT host, language, rows, rows - present AS missing, (rows - present) / rows AS share
    FROM titled JOIN totals USING (host)
"""


def start():
    os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    spark = (
        SparkSession.builder.master(MASTER)
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "4")
        # Hosts are texts, even where they look like numbers.
        .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def main(dataset):
    spark = start()
    for view, folder in [("proposals", "platform=decidim/list=proposals"), ("ideas", "platform=govocal/list=ideas")]:
        rows = spark.read.option("basePath", dataset).parquet(f"{dataset}/{folder}")
        rows.createOrReplaceTempView(view)
    for question, query in [(MONTH, PROPOSALS_PER_MONTH), (GAPS, LANGUAGE_GAPS)]:
        show(question, [row.asDict() for row in spark.sql(query).collect()])
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
