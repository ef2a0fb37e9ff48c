"""dlt's REST source with its paginator for page numbers, loaded into a folder of Parquet files, as dlt's docs
teach: <https://dlthub.com/docs/dlt-ecosystem/verified-sources/rest_api/basic>.

    python dlt_source.py URL CLIENT_ID CLIENT_SECRET FOLDER
"""

import sys
from pathlib import Path

import dlt
from dlt.destinations import filesystem
from dlt.sources.helpers import requests
from dlt.sources.rest_api import rest_api_source


def main(url: str, client_id: str, client_secret: str, folder: str) -> None:
    credentials = {"auth": {"client_id": client_id, "client_secret": client_secret}}
    answer = requests.post(f"{url}/api/v2/authenticate", json=credentials)
    source = rest_api_source(
        {
            "client": {
                "base_url": f"{url}/api/v2/",
                "auth": {"type": "bearer", "token": answer.json()["jwt"]},
                "paginator": {
                    "type": "page_number",
                    "base_page": 1,
                    "page_param": "page_number",
                    "total_path": "meta.total_pages",
                },
            },
            "resources": [
                {
                    "name": "ideas",
                    "primary_key": "id",
                    "endpoint": {"path": "ideas", "data_selector": "ideas", "params": {"page_size": 100}},
                }
            ],
        }
    )
    pipeline = dlt.pipeline(
        pipeline_name="city",
        pipelines_dir=str(Path(folder) / "work"),
        destination=filesystem(bucket_url=str(Path(folder).resolve())),
        dataset_name="city",
    )
    pipeline.run(source, loader_file_format="parquet")


if __name__ == "__main__":
    main(*sys.argv[1:])
