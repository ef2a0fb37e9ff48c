//! Which tables there are, and how one becomes text.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use csv::WriterBuilder;

use super::row::Row;
use super::{content, meetings, site_records};
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
    /// The versions from which and before which it is there.
    since: Version,
    until: Option<Version>,
}

const fn always(name: &'static str, kind: Kind, columns: Columns) -> Table {
    Table { name, kind, columns, on: None, since: Version::V0_24, until: None }
}

const fn since_0_30(table: Table) -> Table {
    Table { since: Version::V0_30, ..table }
}

const fn since_0_31(table: Table) -> Table {
    Table { since: Version::V0_31, ..table }
}

const fn in_0_30(table: Table) -> Table {
    Table { since: Version::V0_30, until: Some(Version::V0_31), ..table }
}

const fn comments(name: &'static str, on: Kind) -> Table {
    Table { on: Some(on), ..always(name, Kind::Comment, content::comment) }
}

/// The manifests of decidim-core's lib/decidim/core.rb, and those of components and spaces that have
/// `include_in_open_data`, in the exporter's order.
const ALL: &[Table] = &[
    since_0_30(always("moderated_users", Kind::UserModeration, site_records::moderated_user)),
    since_0_30(always("moderations", Kind::Moderation, site_records::moderation)),
    since_0_30(always("users", Kind::User, site_records::user)),
    in_0_30(always("user_groups", Kind::User, site_records::user_group)),
    in_0_30(always("metrics", Kind::Metric, site_records::metric)),
    since_0_31(always("taxonomies", Kind::Taxonomy, site_records::taxonomy)),
    always("results", Kind::Result, content::result),
    comments("result_comments", Kind::Result),
    since_0_30(always("posts", Kind::Post, content::post)),
    since_0_30(comments("post_comments", Kind::Post)),
    always("projects", Kind::Project, content::project),
    since_0_30(always("debates", Kind::Debate, content::debate)),
    since_0_30(comments("debate_comments", Kind::Debate)),
    always("meetings", Kind::Meeting, meetings::meeting),
    comments("meeting_comments", Kind::Meeting),
    since_0_30(always("pages", Kind::Page, content::page)),
    always("proposals", Kind::Proposal, content::proposal),
    comments("proposal_comments", Kind::Proposal),
    since_0_30(always("participatory_processes", Kind::Process, site_records::process)),
    since_0_30(always("assemblies", Kind::Assembly, site_records::assembly)),
    since_0_30(always("conferences", Kind::Conference, site_records::conference)),
    since_0_30(always("initiatives", Kind::Initiative, site_records::initiative)),
];

/// The tables of a version.
pub(super) fn of(version: Version) -> Vec<Table> {
    let is_there =
        |table: &&Table| version >= table.since && table.until.is_none_or(|until| version < until);
    ALL.iter().filter(is_there).copied().collect()
}

impl Table {
    /// The public records of the table, by number.
    pub(super) fn records(&self, world: &World) -> Vec<Arc<Record>> {
        let records = world.rows(self.kind).filter(|record| self.shows(world, record)).cloned();
        let records: Vec<_> = records.collect();
        // Before 0.30.5 the exporter asked for all spaces of a kind once for each space of the site.
        if self.kind.is_space() && world.settings.version == Version::V0_30 {
            return vec![records; spaces(world)].concat();
        }
        records
    }

    fn shows(&self, world: &World, record: &Record) -> bool {
        let version = world.settings.version;
        match self.kind {
            // Accounts that were deleted are there, without a name.
            Kind::User => {
                !record.flag("blocked") && record.flag("is_group") == (self.name == "user_groups")
            }
            Kind::Moderation => !record.get("hidden_at").is_null(),
            Kind::UserModeration => !record.get("blocked_at").is_null(),
            // What a comment is on may be hidden.
            Kind::Comment => {
                let is_shown = !record.is_hidden() && !record.flag("deleted");
                (is_shown || version < Version::V0_27)
                    && content::root(world, record)
                        .is_some_and(|root| Some(root.kind) == self.on && is_at_home(world, root))
            }
            Kind::Metric | Kind::Taxonomy => true,
            kind if kind.is_space() => is_open(record),
            kind => {
                let shows_hidden = kind == Kind::Proposal && version < Version::V0_27;
                (shows_hidden || !record.is_hidden())
                    && !record.flag("draft")
                    && is_at_home(world, record)
            }
        }
    }

    /// Whether a record of it stops the job that writes it: somebody who is blocked, of whom nobody
    /// wrote down why.
    pub(super) fn fails(&self, world: &World) -> bool {
        let is_mended = world.settings.version >= Version::V0_33;
        let lacks_block = |record: &Arc<Record>| record.get("blocking_user_id").is_null();
        self.kind == Kind::UserModeration
            && !is_mended
            && self.records(world).iter().any(lacks_block)
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
        if header.is_empty() {
            // What Ruby's CSV makes of a header without columns.
            return Bytes::from_static(b"\n");
        }
        if settings.odd_columns {
            header.push("plugin/extra_field".to_owned());
            header.extend(header.first().cloned());
        }
        let mut writer = WriterBuilder::new()
            .delimiter(settings.separator)
            .flexible(true)
            .from_writer(Vec::new());
        // Writing to memory does not fail, and a table that would is not a table.
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

fn is_open(record: &Record) -> bool {
    !record.get("published_at").is_null()
}

/// Whether component and space of a piece of content are published.
fn is_at_home(world: &World, record: &Record) -> bool {
    let component = world.component_of(record);
    component.is_some_and(|it| is_open(it)) && world.space_of(record).is_some_and(|it| is_open(it))
}

/// How many published spaces the site has, of the kinds that there are since 0.30.
fn spaces(world: &World) -> usize {
    let kinds = ALL.iter().map(|table| table.kind).filter(|kind| kind.is_space());
    kinds.flat_map(|kind| world.rows(kind)).filter(|space| is_open(space)).count()
}
