"""The loop that a user writes by hand: page after page with requests, then one Parquet file with pyarrow.

    python loop.py URL CLIENT_ID CLIENT_SECRET FILE
"""

import sys

import pyarrow
import pyarrow.parquet
import requests


def main(url: str, client_id: str, client_secret: str, file: str) -> None:
    with requests.Session() as session:
        credentials = {"auth": {"client_id": client_id, "client_secret": client_secret}}
        answer = session.post(f"{url}/api/v2/authenticate", json=credentials)
        answer.raise_for_status()
        session.headers["Authorization"] = f"Bearer {answer.json()['jwt']}"

        rows, number = [], 1
        while True:
            answer = session.get(f"{url}/api/v2/ideas", params={"page_size": 100, "page_number": number})
            answer.raise_for_status()
            page = answer.json()
            rows.extend(page["ideas"])
            if number >= page["meta"]["total_pages"]:
                break
            number += 1
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), file)


if __name__ == "__main__":
    main(*sys.argv[1:])
