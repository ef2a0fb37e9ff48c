"""The two questions, asked of Polars: python polars_query.py DATASET"""

import sys

import polars as pl

from answers import GAPS, MONTH, show


def read(dataset, folder):
    return pl.scan_parquet(f"{dataset}/{folder}/**/*.parquet", hive_partitioning=True, try_parse_hive_dates=False)


def proposals_per_month(proposals, ideas):
    created = pl.concat(
        [
            proposals.select("platform", moment="createdAt"),
            ideas.select("platform", moment="created_at"),
        ]
    )
    return created.group_by("platform", month=pl.col("moment").dt.strftime("%Y-%m")).agg(rows=pl.len())


def language_gaps(proposals):
    """A title lacks a language if it has no text in it, or an empty one."""
    totals = proposals.group_by("host").agg(rows=pl.len())
    texts = proposals.select("host", title=pl.col("title").map.entries()).explode("title").unnest("title")
    present = texts.group_by("host", language="key").agg(present=(pl.col("value").fill_null("") != "").sum())
    missing = pl.col("rows").cast(pl.Int64) - pl.col("present").cast(pl.Int64)
    share = missing / pl.col("rows")
    return present.join(totals, on="host").select("host", "language", "rows", missing=missing, share=share)


def main(dataset):
    proposals = read(dataset, "platform=decidim/list=proposals")
    ideas = read(dataset, "platform=govocal/list=ideas")
    show(MONTH, proposals_per_month(proposals, ideas).collect().to_dicts())
    show(GAPS, language_gaps(proposals).collect().to_dicts())


if __name__ == "__main__":
    main(sys.argv[1])
