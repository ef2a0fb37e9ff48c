//! Where an export puts its rows, page by page.

use std::path::Path;

use civic_examples::program::Failure;

use crate::lists::Page;
use crate::output::part::Part;
use crate::output::resume::Resume;
use crate::output::{Form, Output};
use crate::stopped::Stop;

/// Where the rows go.
pub(super) enum Rows {
    /// Into what they are to become.
    Direct(Output),
    /// Into a file that outlives a crash, and at the end into what they are to become.
    Part(Kept),
}

/// The rows so far, and where reading goes on.
pub(super) type Kept = Box<(Part, Resume)>;

impl Rows {
    pub(super) fn push(&mut self, page: Page) -> Result<(), Failure> {
        match self {
            Self::Direct(output) => page.lines.iter().try_for_each(|row| output.write(row)),
            Self::Part(both) => {
                let (part, resume) = &mut **both;
                page.lines.iter().try_for_each(|row| part.write(row))?;
                page.checkpoint.map_or(Ok(()), |place| resume.save(part, place))
            }
        }
    }

    /// Writes the end. Whether it came to that, or somebody stopped it.
    pub(super) async fn finish(
        self,
        form: &Form,
        path: Option<&Path>,
        stop: &mut Stop,
    ) -> Result<bool, Failure> {
        match (self, path) {
            (Self::Direct(output), _) => output.finish()?,
            (Self::Part(both), Some(path)) => {
                let (part, resume) = *both;
                if !part.finish(form, path, stop).await? {
                    return Ok(false);
                }
                resume.done()?;
            }
            (Self::Part(_), None) => {}
        }
        Ok(true)
    }
}
