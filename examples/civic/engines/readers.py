"""How each engine reads the formats. Types are told by the words of `civic schema`.

Each engine is imported by its own reader, so that the others work without it.
"""

import sqlite3
from contextlib import closing


class Reader:
    def close(self):
        """Stops what the engine has started."""


class PyArrow(Reader):
    KINDS = {
        "string": "text",
        "bool": "boolean",
        "int64": "integer",
        "double": "number",
        "timestamp[us, tz=UTC]": "timestamp",
        "date32[day]": "date",
    }

    def kind(self, data_type):
        import pyarrow as pa

        if pa.types.is_map(data_type):
            return "texts"
        return "list" if pa.types.is_list(data_type) else self.KINDS.get(str(data_type), str(data_type))

    def parquet(self, path, names):
        import pyarrow.parquet as pq

        schema = pq.read_schema(path)
        types = {name: self.kind(schema.field(name).type) for name in schema.names}
        return types, pq.read_table(path, columns=names).to_pylist()

    def csv(self, path, columns, names):
        import pyarrow as pa
        from pyarrow import csv

        kinds = {"boolean": pa.bool_(), "integer": pa.int64(), "number": pa.float64()}
        kinds |= {"timestamp": pa.timestamp("us", "UTC"), "date": pa.date32()}
        types = {name: kinds.get(kind, pa.string()) for name, kind in columns.items()}
        convert = csv.ConvertOptions(
            column_types=types, include_columns=names, null_values=[""], strings_can_be_null=True
        )
        parse = csv.ParseOptions(newlines_in_values=True)
        return csv.read_csv(path, parse_options=parse, convert_options=convert).to_pylist()

    def json_lines(self, path):
        import pyarrow as pa
        from pyarrow import json as reader

        # A schema of only the id: the others may be of any shape.
        parse = reader.ParseOptions(pa.schema([("id", pa.string())]), unexpected_field_behavior="ignore")
        return reader.read_json(path, parse_options=parse)["id"].to_pylist()

    def geojson(self, path):
        import pyarrow as pa
        from pyarrow import json as reader

        feature = pa.struct([("properties", pa.struct([("id", pa.string())]))])
        schema = pa.schema([("features", pa.list_(feature))])
        parse = reader.ParseOptions(schema, newlines_in_values=True, unexpected_field_behavior="ignore")
        read = reader.ReadOptions(block_size=1 << 30)
        [features] = reader.read_json(path, read, parse)["features"].to_pylist()
        return [feature["properties"]["id"] for feature in features]


class DuckDB(Reader):
    KINDS = {
        "VARCHAR": "text",
        "BOOLEAN": "boolean",
        "BIGINT": "integer",
        "DOUBLE": "number",
        "TIMESTAMP WITH TIME ZONE": "timestamp",
        "DATE": "date",
        "MAP(VARCHAR, VARCHAR)": "texts",
    }

    def __init__(self):
        import duckdb

        self.engine = duckdb.connect()

    def kind(self, data_type):
        return "list" if data_type.endswith("[]") else self.KINDS.get(data_type, data_type)

    def rows(self, query):
        return [dict(zip(query.columns, row)) for row in query.fetchall()]

    def parquet(self, path, names):
        table = self.engine.read_parquet(path)
        types = {name: self.kind(str(kind)) for name, kind in zip(table.columns, table.types)}
        return types, self.rows(table.select(*names))

    def csv(self, path, columns, names):
        kinds = {kind: name for name, kind in self.KINDS.items()} | {"texts": "VARCHAR", "list": "VARCHAR"}
        types = {name: kinds[kind] for name, kind in columns.items()}
        return self.rows(self.engine.read_csv(path, header=True, dtype=types).select(*names))

    def json_lines(self, path):
        return [row[0] for row in self.engine.read_json(path, columns={"id": "VARCHAR"}).fetchall()]

    def geojson(self, path):
        feature = {"features": "STRUCT(properties STRUCT(id VARCHAR))[]"}
        table = self.engine.read_json(path, columns=feature, format="unstructured", maximum_object_size=1 << 30)
        return [feature["properties"]["id"] for [features] in table.fetchall() for feature in features]


class Polars(Reader):
    def kind(self, data_type):
        import polars as pl

        kinds = {
            pl.String(): "text",
            pl.Boolean(): "boolean",
            pl.Int64(): "integer",
            pl.Float64(): "number",
            pl.Datetime("us", "UTC"): "timestamp",
            pl.Date(): "date",
            pl.Map(pl.String, pl.String): "texts",
        }
        return "list" if data_type == pl.List else kinds.get(data_type, str(data_type))

    def parquet(self, path, names):
        import polars as pl

        table = pl.read_parquet(path)
        return {name: self.kind(kind) for name, kind in table.schema.items()}, table.select(names).to_dicts()

    def csv(self, path, columns, names):
        import polars as pl

        kinds = {"boolean": pl.Boolean, "integer": pl.Int64, "number": pl.Float64, "date": pl.Date}
        types = {name: kinds.get(kind, pl.String) for name, kind in columns.items()}
        table = pl.read_csv(path, schema_overrides=types).select(names)
        moments = [name for name in names if columns[name] == "timestamp"]
        return table.with_columns(pl.col(moments).str.to_datetime(time_unit="us", time_zone="UTC")).to_dicts()

    def json_lines(self, path):
        import polars as pl

        return pl.read_ndjson(path, schema={"id": pl.String})["id"].to_list()

    def geojson(self, path):
        import polars as pl

        feature = pl.Struct({"properties": pl.Struct({"id": pl.String})})
        features = pl.read_json(path, schema={"features": pl.List(feature)})["features"].explode()
        return features.struct.field("properties").struct.field("id").to_list()


class Spark(Reader):
    KINDS = {
        "string": "text",
        "long": "integer",
        "double": "number",
        "map": "texts",
        "array": "list",
    }

    def __init__(self):
        import spark_query

        self.engine = spark_query.start()

    def rows(self, table):
        return [row.asDict() for row in table.collect()]

    def parquet(self, path, names):
        table = self.engine.read.parquet(path)
        kinds = {field.name: field.dataType.typeName() for field in table.schema}
        types = {name: self.KINDS.get(kind, kind) for name, kind in kinds.items()}
        return types, self.rows(self.with_moments(table, types, names))

    def with_moments(self, table, types, names):
        """The moments as texts with their zone: Spark gives Python local times."""
        from pyspark.sql import functions as f

        def column(name):
            zoned = f.date_format(name, "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX").alias(name)
            return zoned if types[name] == "timestamp" else f.col(name)

        return table.select(*map(column, names))

    def csv(self, path, columns, names):
        kinds = {kind: kind for kind in ("boolean", "timestamp", "date")} | {"integer": "bigint", "number": "double"}
        types = ", ".join(f"`{name}` {kinds.get(kind, 'string')}" for name, kind in columns.items())
        table = self.engine.read.csv(path, schema=types, header=True, multiLine=True, escape='"')
        return self.rows(self.with_moments(table, columns, names))

    def json_lines(self, path):
        return [row.id for row in self.engine.read.json(path, schema="id string").collect()]

    def geojson(self, path):
        schema = "features array<struct<properties: struct<id: string>>>"
        table = self.engine.read.json(path, schema=schema, multiLine=True)
        return [row.id for row in table.selectExpr("inline(features)").select("properties.id").collect()]

    def close(self):
        self.engine.stop()


ENGINES = {"pyarrow": PyArrow, "duckdb": DuckDB, "polars": Polars, "spark": Spark}


def sqlite(path, table, columns, names):
    """The types that the table declares, and its rows. Moments and maps are texts there."""
    stored = {"boolean": "INTEGER", "integer": "INTEGER", "number": "REAL"}
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        kinds = {row["name"]: row["type"] for row in database.execute(f"PRAGMA table_info({table})")}
        types = {
            name: kind if kinds.get(name) == stored.get(kind, "TEXT") else kinds.get(name)
            for name, kind in columns.items()
            if kind != "list"
        }
        wanted = ", ".join(f'"{name}"' for name in names if columns[name] != "list")
        rows = [dict(row) for row in database.execute(f"SELECT {wanted} FROM {table}")]
    for row in rows:
        for name, value in row.items():
            if columns[name] == "boolean" and value is not None:
                row[name] = bool(value)
    return types, rows


def frictionless_errors(path):
    """What Frictionless finds wrong in a package and in the rows that it describes."""
    from frictionless import validate

    report = validate(str(path))
    return [error.message for task in report.tasks for error in task.errors] + [e.message for e in report.errors]
