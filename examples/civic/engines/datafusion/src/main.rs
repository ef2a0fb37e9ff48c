//! The two questions, asked of DataFusion:
//! `cargo run --manifest-path examples/civic/engines/datafusion/Cargo.toml -- DATASET`

use std::error::Error;
use std::io::stdout;

use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::json::WriterBuilder;
use datafusion::arrow::json::writer::LineDelimited;
use datafusion::prelude::{ParquetReadOptions, SessionContext};

const PROPOSALS_PER_MONTH: &str = "
    WITH created AS (
        SELECT 'decidim' AS platform, \"createdAt\" AS moment FROM proposals
        UNION ALL
        SELECT 'govocal' AS platform, created_at AS moment FROM ideas
    )
    SELECT to_char(moment, '%Y-%m') AS month, platform,
           'proposals_per_month' AS question, count(*) AS rows
    FROM created GROUP BY month, platform ORDER BY platform, month";

const LANGUAGE_GAPS: &str = "
    WITH totals AS (SELECT host, count(*) AS rows FROM proposals GROUP BY host),
    texts AS (SELECT host, unnest(map_entries(title)) AS text FROM proposals),
    titled AS (
        SELECT host, text['key'] AS language, count(*) FILTER (WHERE text['value'] <> '') AS present
        FROM texts GROUP BY host, text['key']
    )
    SELECT host, language, rows - present AS missing, 'language_gaps' AS question, rows,
           CAST(rows - present AS DOUBLE) / rows AS share
    FROM titled JOIN totals USING (host) ORDER BY host, language";

async fn answer(dataset: &str) -> Result<(), Box<dyn Error>> {
    let engine = SessionContext::new();
    for (table, folder) in
        [("proposals", "platform=decidim/list=proposals"), ("ideas", "platform=govocal/list=ideas")]
    {
        let partitions = vec![("host".to_owned(), DataType::Utf8)];
        let options = ParquetReadOptions::default().table_partition_cols(partitions);
        engine.register_parquet(table, format!("{dataset}/{folder}/"), options).await?;
    }
    for question in [PROPOSALS_PER_MONTH, LANGUAGE_GAPS] {
        let nulls = WriterBuilder::new().with_explicit_nulls(true);
        let mut lines = nulls.build::<_, LineDelimited>(stdout());
        for batch in engine.sql(question).await?.collect().await? {
            lines.write(&batch)?;
        }
        lines.finish()?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let dataset = std::env::args().nth(1).ok_or("which dataset?")?;
    tokio::runtime::Runtime::new()?.block_on(answer(&dataset))
}
