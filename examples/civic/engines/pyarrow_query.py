"""The two questions, asked of Arrow's own compute functions: python pyarrow_query.py DATASET"""

import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from answers import GAPS, MONTH, show

FOLDERS = ds.partitioning(
    pa.schema([("platform", pa.string()), ("list", pa.string()), ("host", pa.string())]), flavor="hive"
)


def read(dataset, folder, columns):
    files = ds.dataset(f"{dataset}/{folder}", partitioning=FOLDERS, partition_base_dir=dataset)
    return files.to_table(columns=columns)


def proposals_per_month(platform, created):
    months = pa.table({"month": pc.strftime(created, "%Y-%m")})
    answer = months.group_by("month").aggregate([([], "count_all")]).rename_columns({"count_all": "rows"})
    return [{"platform": platform, **row} for row in answer.to_pylist()]


def language_gaps(proposals):
    """A title lacks a language if it has no text in it, or an empty one."""
    totals = proposals.group_by("host").aggregate([([], "count_all")]).rename_columns({"count_all": "rows"})
    titles = proposals["title"].combine_chunks()
    # The title that each key belongs to.
    titles_of_keys = pc.list_parent_indices(pa.ListArray.from_arrays(titles.offsets, titles.keys))
    texts = pa.table(
        {
            "host": proposals["host"].combine_chunks().take(titles_of_keys),
            "language": titles.keys,
            "present": pc.cast(pc.not_equal(pc.fill_null(titles.items, ""), ""), pa.int64()),
        }
    )
    present = texts.group_by(["host", "language"]).aggregate([("present", "sum")])
    answer = present.join(totals, "host")
    missing = pc.subtract(answer["rows"], answer["present_sum"])
    share = pc.divide(pc.cast(missing, pa.float64()), pc.cast(answer["rows"], pa.float64()))
    return answer.drop_columns("present_sum").append_column("missing", missing).append_column("share", share)


def main(dataset):
    proposals = read(dataset, "platform=decidim/list=proposals", ["host", "createdAt", "title"])
    ideas = read(dataset, "platform=govocal/list=ideas", ["created_at"])
    decidim = proposals_per_month("decidim", proposals["createdAt"])
    govocal = proposals_per_month("govocal", ideas["created_at"])
    show(MONTH, decidim + govocal)
    show(GAPS, language_gaps(proposals).to_pylist())


if __name__ == "__main__":
    main(sys.argv[1])
