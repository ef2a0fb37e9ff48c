//! A copy of the petitions, kept true.

use std::sync::Arc;

use civic_core::Error;
use civic_core::clock::Clock;
use civic_core::sync::source::{AllRows, Origin, SyncSource, no_single_reads};
use civic_core::sync::{Key, State, SyncRun};
use futures_util::future::BoxFuture;

use super::get::GetPetition;
use super::list::PetitionList;
use super::{PATH, Petition, PetitionField, PetitionListField};
use crate::id::Id;

/// The fields that this version reads. A change of them means a full run.
const MODEL: &str = "id,name,description,initiators,statement,request,signatures_count,\
    date_projected,created_at,answer_due_date,status";

impl PetitionList {
    /// Keeps a copy of the list true. A run begins where the last one ended, and returns what has changed
    /// since: see [`SyncRun`].
    ///
    /// ```no_run
    /// # async fn example(site: petitions_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use petitions_client::resources::petitions::PetitionListField;
    /// use petitions_client::sync::store::JsonFile;
    ///
    /// let mut copy = JsonFile::open("petitions.json")?;
    /// let list = site.petitions().list().fields([PetitionListField::Status]);
    /// let report = list.sync(copy.state()).store_in(&mut copy).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// **What it reads.** The API does not say when a petition was changed. So each run reads the whole list,
    /// as [`stream`](Self::stream) does, and returns the petitions that are new or differ from the last run.
    ///
    /// **What is promised.** After a complete run the copy has every petition of the list, with the fields
    /// that were asked for. It rests on the same condition as the list
    /// ([`ShortAnswerWhole`](civic_core::list::Condition::ShortAnswerWhole)). A list that may have been cut
    /// makes the run incomplete: its petitions are returned, and none is reported as deleted. So it is with the test
    /// key, and on a site with fewer than ten petitions.
    ///
    /// **Deletions.** A petition that the list lacks is asked for by itself, and is gone if the server does
    /// not find it ([`NotFound`](civic_core::sync::Evidence::NotFound)). That is not possible where
    /// [`organisations`](Self::organisations) are named, or parameters that this version does not know: a
    /// petition does not say whom it is addressed to. There a petition is gone if two complete readings in a
    /// row lack it ([`AbsentTwice`](civic_core::sync::Evidence::AbsentTwice)), deleted or addressed to
    /// somebody else.
    ///
    /// The site does not delete a petition that was signed 100 times or more. One that is hidden again, as
    /// `concept` and `staging` are on the site, is found by itself: it stays in the copy, and the report counts
    /// it as [`left_out`](civic_core::sync::Report::left_out).
    ///
    /// **What it cannot see.** Changes of fields that were not asked for: without
    /// [`fields`](Self::fields), only the name. With
    /// [`SignaturesCount`](PetitionListField::SignaturesCount), each petition that was signed has changed.
    #[doc(alias("incremental", "replicate", "mirror"))]
    pub fn sync(self, state: State) -> SyncRun<Petition> {
        SyncRun::new(self, state)
    }

    /// Whether it may lack petitions that the site has.
    fn is_filtered(&self) -> bool {
        !self.organisations.is_empty() || self.call.has_unknown_parameters()
    }
}

impl SyncSource for PetitionList {
    type Item = Petition;

    fn origin(&self) -> BoxFuture<'_, Result<Origin, Error>> {
        Box::pin(async {
            let parameters = self.parameters(&self.organisations);
            self.invalid().map_or_else(|| Ok(self.call.origin(PATH, parameters, MODEL)), Err)
        })
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.call.clock()
    }

    fn key(&self, item: &Petition) -> Option<Key> {
        Some(Key::new(item.id.to_string()))
    }

    /// A petition that was found by itself is in the list, which has no filters then.
    fn matches(&self, _item: &Petition) -> bool {
        true
    }

    fn all(&self) -> AllRows<Petition> {
        self.clone().stream().into()
    }

    /// All petitions stand in one answer, or those of one organisation. Several organisations are asked for
    /// one after the other, and a petition may move from one to another meanwhile.
    fn is_ordered(&self) -> bool {
        self.organisations.len() < 2
    }

    fn has_single_reads(&self) -> bool {
        !self.is_filtered()
    }

    fn get(&self, key: &Key) -> BoxFuture<'_, Result<Petition, Error>> {
        if self.is_filtered() {
            return no_single_reads(PATH);
        }
        let id = key.to_string().parse::<Id>();
        let invalid = format!("{key} is not the id of a petition");
        Box::pin(async move {
            let id = id.map_err(|_| Error::invalid_input(invalid))?;
            let asked = self.fields.iter().map(|field| PetitionField::from(field.as_str()));
            // Named also where the list names none: a single petition comes with more by itself.
            let fields = asked.chain([PetitionField::from("name")]);
            let petition = GetPetition::of(self.call.clone(), id).fields(fields).await?;
            Ok(self.as_listed(petition))
        })
    }
}

impl PetitionList {
    /// A petition that was read by itself, as the list would have it: without the description that comes
    /// unasked.
    fn as_listed(&self, mut petition: Petition) -> Petition {
        if !self.fields.contains(&PetitionListField::Description) {
            petition.description = None;
        }
        petition
    }
}
