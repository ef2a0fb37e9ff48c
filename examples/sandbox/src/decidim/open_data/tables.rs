//! Which tables there are, and how one becomes text.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use csv::WriterBuilder;

use super::content;
use super::row::Row;
use crate::decidim::version::Version;
use crate::decidim::world::{Kind, Record, World};

/// Writes a record's cells.
type Columns = for<'w> fn(&mut Row<'w>, &'w World, &Record);

/// A table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    kind: Kind,
    columns: Columns,
    /// Of comments: on what.
    on: Option<Kind>,
    /// The last version before which it is there.
    until: Option<Version>,
}

const fn table(name: &'static str, kind: Kind, columns: Columns) -> Table {
    Table { name, kind, columns, on: None, until: None }
}

const fn comments(name: &'static str, on: Kind) -> Table {
    Table { on: Some(on), ..table(name, Kind::Comment, content::comment) }
}

const fn until_0_31(table: Table) -> Table {
    Table { until: Some(Version::V0_31), ..table }
}

const ALL: &[Table] = &[
    table("proposals", Kind::Proposal, content::proposal),
    comments("proposal_comments", Kind::Proposal),
    table("meetings", Kind::Meeting, content::meeting),
    comments("meeting_comments", Kind::Meeting),
    table("results", Kind::Result, content::result),
    comments("result_comments", Kind::Result),
    table("projects", Kind::Project, content::project),
    comments("project_comments", Kind::Project),
    table("debates", Kind::Debate, content::debate),
    comments("debate_comments", Kind::Debate),
    table("posts", Kind::Post, content::post),
    comments("post_comments", Kind::Post),
    table("surveys", Kind::Survey, content::survey),
    table("participatory_processes", Kind::Process, content::space),
    table("assemblies", Kind::Assembly, content::space),
    table("conferences", Kind::Conference, content::space),
    table("initiatives", Kind::Initiative, content::space),
    table("users", Kind::User, content::user),
    until_0_31(table("user_groups", Kind::User, content::user)),
    until_0_31(table("metrics", Kind::Metric, content::metric)),
    table("moderations", Kind::Moderation, content::moderation),
    table("moderated_users", Kind::UserModeration, content::moderated_user),
    table("taxonomies", Kind::Taxonomy, content::taxonomy),
];

/// The tables of a version.
pub(super) fn of(version: Version) -> Vec<Table> {
    let is_there = |table: &&Table| {
        table.until.is_none_or(|until| version < until)
            && (table.name != "taxonomies" || version >= Version::V0_30)
    };
    ALL.iter().filter(is_there).copied().collect()
}

impl Table {
    /// The public records of the table, by number.
    pub(super) fn records(&self, world: &World) -> Vec<Arc<Record>> {
        world.rows(self.kind).filter(|record| self.shows(world, record)).cloned().collect()
    }

    fn shows(&self, world: &World, record: &Record) -> bool {
        let is_open = |record: &Record| !record.get("published_at").is_null();
        if record.is_hidden() || record.flag("draft") {
            return false;
        }
        match self.kind {
            Kind::User => {
                let wants_groups = self.name == "user_groups";
                !record.flag("deleted") && record.flag("is_group") == wants_groups
            }
            Kind::Moderation => !record.get("hidden_at").is_null(),
            Kind::Comment => content::root(world, record).is_some_and(|root| {
                Some(root.kind) == self.on && !root.is_hidden() && is_at_home(world, root)
            }),
            kind if kind.is_space() => is_open(record),
            Kind::Metric | Kind::UserModeration | Kind::Taxonomy => true,
            _ => is_at_home(world, record),
        }
    }

    /// The columns of the table, in order of appearance.
    pub(super) fn header(&self, world: &World) -> Vec<String> {
        let rows = self.rows(world);
        header_of(&rows)
    }

    fn rows<'w>(&self, world: &'w World) -> Vec<Row<'w>> {
        let records = self.records(world);
        let rows = records.iter().map(|record| {
            let mut row = Row::new(world);
            (self.columns)(&mut row, world, record);
            row
        });
        rows.collect()
    }

    /// The table as text: a cell is empty where another row brought the column.
    pub(super) fn write(&self, world: &World) -> Bytes {
        let settings = world.settings.open_data;
        let rows = self.rows(world);
        let mut header = header_of(&rows);
        if settings.odd_columns {
            header.push("plugin/extra_field".to_owned());
            header.extend(header.first().cloned());
        }
        let mut writer = WriterBuilder::new()
            .delimiter(settings.separator)
            .flexible(true)
            .from_writer(Vec::new());
        // Writing to memory does not fail, and a table that would is no table.
        let mut write = || -> csv::Result<()> {
            writer.write_record(&header)?;
            for (number, row) in rows.iter().enumerate() {
                let cells: HashMap<&str, &str> =
                    row.cells.iter().map(|(name, cell)| (name.as_str(), cell.as_str())).collect();
                let cell =
                    |column: &String| cells.get(column.as_str()).copied().unwrap_or_default();
                let surplus = (settings.odd_columns && number % 7 == 3).then_some("surplus");
                writer.write_record(header.iter().map(cell).chain(surplus))?;
            }
            Ok(())
        };
        match write() {
            Ok(()) => writer.into_inner().map(Bytes::from).unwrap_or_default(),
            Err(_) => Bytes::new(),
        }
    }
}

fn header_of(rows: &[Row<'_>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let columns = rows.iter().flat_map(|row| &row.cells).map(|(column, _)| column);
    columns.filter(|column| seen.insert(*column)).cloned().collect()
}

/// Whether component and space of a piece of content are published.
fn is_at_home(world: &World, record: &Record) -> bool {
    let is_open = |record: &Arc<Record>| !record.get("published_at").is_null();
    world.component_of(record).is_some_and(is_open) && world.space_of(record).is_some_and(is_open)
}
