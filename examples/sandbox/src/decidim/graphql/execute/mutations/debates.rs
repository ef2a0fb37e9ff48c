//! Debates: making, changing and closing them.

use serde_json::Value;

use super::super::Run;
use super::super::failure::Stop;
use super::super::item::{Item, Resolved};
use super::attributes::Attributes;
use crate::decidim::world::{Fields, Kind, Record};

impl Run<'_> {
    fn debate_fields(&self, input: &Value) -> Result<Fields, Stop> {
        let mut attributes = Attributes::of(input, self.world)?;
        attributes.title();
        attributes.text("description", "description");
        attributes.taxonomies();
        attributes.finish()
    }

    pub(super) fn create_debate(&mut self, component: &Record, input: &Value) -> Resolved {
        let author = self.actor()?;
        let mut fields = self.debate_fields(input)?;
        fields.insert("author_id".to_owned(), author.into());
        let owner = Some((component.kind, component.id));
        let id = self.world.add(Kind::Debate, owner, self.now, fields);
        Ok(Item::record(self.world.get(Kind::Debate, id)))
    }

    pub(super) fn update_debate(&mut self, debate: &Record, input: &Value) -> Resolved {
        self.author_of(debate)?;
        let fields = self.debate_fields(input)?;
        Ok(self.changed(debate, |debate| debate.fields.extend(fields)))
    }

    pub(super) fn close_debate(&mut self, debate: &Record, input: &Value) -> Resolved {
        self.author_of(debate)?;
        let mut attributes = Attributes::of(input, self.world)?;
        attributes.text("conclusions", "conclusions");
        attributes.put("closed_at", self.now);
        let fields = attributes.finish()?;
        Ok(self.changed(debate, |debate| debate.fields.extend(fields)))
    }
}
